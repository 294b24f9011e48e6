/**
 * What happened in the warehouse. Three kinds of streams: `stock` (one per sku), `reservation` and `shipment` (one per
 * order, with the order's id). Consumers elsewhere read `Reservation…` and `Shipment…`.
 */
import { drop, event, notPersonal, personal, setDefault } from '@tessera/service-kit';
import { z } from 'zod';

/** Who acted. The id names the subject; the name is personal. */
export const actor = z.object({ id: z.string(), name: personal(z.string(), { subject: 'id' }) });

const productName = notPersonal(z.string(), "the product's");

/** What was ordered of one product. */
export const goods = z.object({ sku: z.string(), name: productName, quantity: z.int().positive() });

/** What was missing of one product: `free` is what there was when it was asked for. */
export const shortage = z.object({
  sku: z.string(),
  name: productName,
  requested: z.int().positive(),
  free: z.int().nonnegative(),
});

/** The order a reservation and a shipment serve. */
export const forOrder = z.object({
  orderId: z.string(),
  orderNumber: z.string(),
  customerId: z.string(),
  lines: z.array(goods).min(1),
});

const sku = z.string();
const orderId = z.string();
const quantity = z.int().positive();
const level = z.int().nonnegative();
/** What a sku's stock is after the event; `free` is `onHand - reserved`. */
const levels = { onHand: level, reserved: level };

const stockEvents = {
  StockReceived: event(1, z.object({ sku, quantity, by: actor, ...levels })),
  StockReserved: event(1, z.object({ sku, orderId, quantity, ...levels })),
  /** Nothing was reserved: there was less than asked for. */
  StockShort: event(1, z.object({ sku, orderId, requested: quantity, free: level })),
  /** Promised to the order no more. */
  StockReleased: event(1, z.object({ sku, orderId, quantity, ...levels })),
  /** Left the building with the order's shipment. */
  StockIssued: event(1, z.object({ sku, orderId, quantity, ...levels })),
};

const reservationEvents = {
  ReservationRequested: event(1, forOrder),
  ReservationLineReserved: event(1, z.object({ orderId, sku })),
  ReservationLineShort: event(1, z.object({ orderId, sku, requested: quantity, free: level })),
  /** Every line is reserved. */
  ReservationCompleted: event(1, forOrder),
  /** A line was short. What the others had reserved (`release`) goes back. */
  ReservationRefused: event(1, z.object({ orderId, shortages: z.array(shortage).min(1), release: z.array(sku) })),
  /** Called off before it was complete. What had been reserved by then (`release`) goes back. */
  ReservationCancelled: event(1, z.object({ orderId, release: z.array(sku) })),
  /** A line's stock arrived after the reservation had ended without success: it goes back too. */
  ReservationLineReturned: event(1, z.object({ orderId, sku })),
  /** The reservation is complete, so it is the shipment that can still be stopped, or not. */
  ShipmentCancellationRequested: event(1, forOrder),
};

/** As it was until shipments could leave in several parcels. */
const dispatched = z.object({
  orderId,
  carrier: z.string(),
  trackingCode: z.string(),
  by: actor,
  skus: z.array(sku),
});

const shipmentEvents = {
  ShipmentCreated: event(1, forOrder),
  ShipmentPicked: event(1, z.object({ orderId, by: actor })),
  ShipmentDispatched: event(2, dispatched.extend({ parcels: z.int().positive() }), {
    from: { 1: { schema: dispatched, up: [setDefault('parcels', 1)], down: [drop('parcels')] } },
  }),
  ShipmentDelivered: event(1, z.object({ orderId, carrier: z.string(), trackingCode: z.string(), by: actor })),
  /** Stopped before it left. Its stock (`skus`) is free again. */
  ShipmentCancelled: event(1, z.object({ orderId, skus: z.array(sku) })),
  /** Nobody picked it in time; it is cancelled. `reason` is for people. */
  ShipmentExpired: event(1, z.object({ orderId, reason: z.string() })),
  /** It had left already. `reason` is for people. */
  ShipmentCancellationRefused: event(
    1,
    z.object({
      orderId,
      reason: z.string(),
      status: z.enum(['DISPATCHED', 'DELIVERED']),
      carrier: z.string(),
      trackingCode: z.string(),
    }),
  ),
};

export const events = { ...stockEvents, ...reservationEvents, ...shipmentEvents };

export type Actor = z.infer<typeof actor>;
export type Goods = z.infer<typeof goods>;
export type Shortage = z.infer<typeof shortage>;
export type ForOrder = z.infer<typeof forOrder>;
