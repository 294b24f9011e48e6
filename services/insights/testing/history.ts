/** Events of other services, as tests write them. */
import type { TestEvent } from '@tessera/service-kit/testing';

export interface Line {
  readonly sku: string;
  readonly quantity: number;
  readonly amount: number;
}

/** `at('08:15')` on the day of most tests; `at('08:15', 1)` on the next. */
export function at(clock: string, days = 0): string {
  return new Date(Date.parse(`2026-11-23T${clock.padEnd(8, ':00')}.000Z`) + days * 86_400_000).toISOString();
}

export function placed(time: string, orderId: string, lines: readonly Line[], currency = 'EUR'): TestEvent {
  const named = lines.map((line) => ({ ...line, name: `Part ${line.sku}` }));
  const total = lines.reduce((sum, { amount }) => sum + amount, 0);
  return { type: 'orders.OrderPlaced', time, data: { orderId, lines: named, total, currency } };
}

export type OrderStep = 'Confirmed' | 'Refused' | 'Picked' | 'Dispatched' | 'Completed' | 'Cancelled';

export function order(step: OrderStep, time: string, orderId: string): TestEvent {
  return { type: `orders.Order${step}`, time, data: { orderId } };
}

export function shipped(time: string, orderId: string): TestEvent {
  return { type: 'fulfilment.ShipmentDispatched', time, data: { orderId } };
}

export type StockStep = 'Received' | 'Reserved' | 'Released' | 'Issued';

export function stock(step: StockStep, time: string, sku: string, onHand: number, reserved: number): TestEvent {
  return { type: `fulfilment.Stock${step}`, time, data: { sku, onHand, reserved } };
}

export function short(time: string, sku: string, requested: number): TestEvent {
  return { type: 'fulfilment.StockShort', time, data: { sku, requested } };
}

export function added(time: string, sku: string, name: string): TestEvent {
  return { type: 'catalog.ProductAdded', time, data: { sku, name } };
}

export function withdrawn(time: string, sku: string): TestEvent {
  return { type: 'catalog.ProductWithdrawn', time, data: { sku } };
}
