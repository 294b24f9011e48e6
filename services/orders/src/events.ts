/** What happened to orders. Consumers elsewhere read these; each names its order, so that it can be read alone. */
import { drop, event, notPersonal, personal, setDefault } from '@tessera/service-kit';
import { z } from 'zod';

/** Who acted. The id names the subject; the name is personal. */
export const actor = z.object({ id: z.string(), name: personal(z.string(), { subject: 'id' }) });

export const orderLine = z.object({
  /** Counted from 1. */
  line: z.int().positive(),
  sku: z.string(),
  /** As it was called and priced when the order was placed; cents. */
  name: notPersonal(z.string(), "the product's"),
  quantity: z.int().positive(),
  unitPrice: z.int().positive(),
  amount: z.int().positive(),
});

/** How far the goods have come. A refused or cancelled order stays where it was. */
export const stage = z.enum(['PLACED', 'CONFIRMED', 'PICKED', 'DISPATCHED', 'COMPLETED']);

const orderId = z.string();
const by = actor.nullable();

/** As it was before there were addresses. */
const placedWithoutAddress = z.object({
  orderId,
  /** What people call it. */
  number: z.string(),
  customer: actor,
  lines: z.array(orderLine).min(1),
  total: z.int().positive(),
  currency: z.string(),
  /** The customer's words. */
  note: personal(z.string(), { subject: 'customer.id' }).nullable(),
});

export const events = {
  OrderPlaced: event(
    2,
    placedWithoutAddress.extend({
      /** Where the customer is written to about it. Null: nowhere. */
      email: personal(z.string(), { subject: 'customer.id' }).nullable(),
    }),
    { from: { 1: { schema: placedWithoutAddress, up: [setDefault('email', null)], down: [drop('email')] } } },
  ),
  /** Stock is reserved for every line. */
  OrderConfirmed: event(1, z.object({ orderId })),
  /** There was not enough stock. `reason` is for people. */
  OrderRefused: event(1, z.object({ orderId, reason: z.string() })),
  OrderPicked: event(1, z.object({ orderId, by })),
  OrderDispatched: event(
    1,
    z.object({ orderId, carrier: z.string().nullable(), trackingCode: z.string().nullable(), by }),
  ),
  /** Delivered; nothing is left to do. */
  OrderCompleted: event(1, z.object({ orderId, by })),
  /** Somebody wants it cancelled; fulfilment decides whether it still can be. */
  OrderCancellationRequested: event(1, z.object({ orderId, by: actor })),
  OrderCancelled: event(1, z.object({ orderId })),
  /** Its goods were held for too long; it is cancelled. `reason` is for people. */
  OrderLapsed: event(1, z.object({ orderId, reason: z.string() })),
  /** Too late: the order goes on from `stage`. */
  OrderCancellationRefused: event(1, z.object({ orderId, reason: z.string(), stage })),
};

export type Actor = z.infer<typeof actor>;
export type RecordedLine = z.infer<typeof orderLine>;
export type Stage = z.infer<typeof stage>;
