/**
 * Writes what the warehouse records, as people would cause it: receive, reserve, pick. Levels add up, because they are
 * counted here while the events are written.
 */
import type { ScenarioEvent } from './scenario.ts';

const warehouse = { id: 'cleo', name: 'Cleo Lindqvist' };
const shipped = { carrier: 'DHL Freight', trackingCode: 'JD014600012345' };

export interface Line {
  readonly sku: string;
  readonly name: string;
  readonly quantity: number;
}

export interface OrderFacts {
  readonly orderId: string;
  readonly orderNumber: string;
  readonly customerId: string;
  readonly lines: readonly Line[];
}

/** How far the warehouse has come with an order. */
export type Until = 'REQUESTED' | 'TO_PICK' | 'PICKED' | 'DISPATCHED' | 'DELIVERED' | 'CANCELLED' | 'SHORT';

export function warehouseDay() {
  const events: ScenarioEvent[] = [];
  const levels = new Map<string, { onHand: number; reserved: number }>();

  const happened = (stream: string, id: string, type: string, data: object) =>
    events.push({ stream: `ev.fulfilment.${stream}.${id}`, type, data: { ...data } });

  function stockChanged(type: string, sku: string, change: { onHand?: number; reserved?: number }, data: object): void {
    const before = levels.get(sku) ?? { onHand: 0, reserved: 0 };
    const after = { onHand: before.onHand + (change.onHand ?? 0), reserved: before.reserved + (change.reserved ?? 0) };
    levels.set(sku, after);
    happened('stock', sku, type, { sku, ...data, ...after });
  }

  function receive(sku: string, quantity: number): void {
    stockChanged('StockReceived', sku, { onHand: quantity }, { quantity, by: warehouse });
  }

  function reserve(order: OrderFacts): void {
    const { orderId } = order;
    for (const { sku, quantity } of order.lines) {
      stockChanged('StockReserved', sku, { reserved: quantity }, { orderId, quantity });
      happened('reservation', orderId, 'ReservationLineReserved', { orderId, sku });
    }
    happened('reservation', orderId, 'ReservationCompleted', order);
    happened('shipment', orderId, 'ShipmentCreated', order);
  }

  /** Every line is short: nothing had been reserved, so nothing goes back. */
  function runShort({ orderId, lines }: OrderFacts): void {
    const shortages = lines.map(({ sku, name, quantity }) => {
      const { onHand, reserved } = levels.get(sku) ?? { onHand: 0, reserved: 0 };
      return { sku, name, requested: quantity, free: onHand - reserved };
    });
    for (const { sku, requested, free } of shortages) {
      happened('stock', sku, 'StockShort', { sku, orderId, requested, free });
      happened('reservation', orderId, 'ReservationLineShort', { orderId, sku, requested, free });
    }
    happened('reservation', orderId, 'ReservationRefused', { orderId, shortages, release: [] });
  }

  function dispatch({ orderId, lines }: OrderFacts): void {
    const skus = lines.map((line) => line.sku);
    happened('shipment', orderId, 'ShipmentDispatched', { orderId, ...shipped, parcels: 1, by: warehouse, skus });
    for (const { sku, quantity } of lines) {
      stockChanged('StockIssued', sku, { onHand: -quantity, reserved: -quantity }, { orderId, quantity });
    }
  }

  function cancel(order: OrderFacts): void {
    const { orderId, lines } = order;
    happened('reservation', orderId, 'ShipmentCancellationRequested', order);
    happened('shipment', orderId, 'ShipmentCancelled', { orderId, skus: lines.map((line) => line.sku) });
    for (const { sku, quantity } of lines) {
      stockChanged('StockReleased', sku, { reserved: -quantity }, { orderId, quantity });
    }
  }

  function order(facts: OrderFacts, until: Until): void {
    const { orderId } = facts;
    happened('reservation', orderId, 'ReservationRequested', facts);
    if (until === 'REQUESTED') return;
    if (until === 'SHORT') return runShort(facts);
    reserve(facts);
    if (until === 'CANCELLED') return cancel(facts);
    if (until === 'TO_PICK') return;
    happened('shipment', orderId, 'ShipmentPicked', { orderId, by: warehouse });
    if (until === 'PICKED') return;
    dispatch(facts);
    if (until === 'DISPATCHED') return;
    happened('shipment', orderId, 'ShipmentDelivered', { orderId, ...shipped, by: warehouse });
  }

  return { events, receive, order };
}
