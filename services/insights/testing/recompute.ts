/**
 * The same figures by other means: from the whole list of events at once, without folds, bounds or memories. Slow and
 * obvious; what the folds are compared with.
 */
import type { TestEvent } from '@tessera/service-kit/testing';

interface Data {
  readonly orderId: string;
  readonly sku: string;
  readonly currency: string;
  readonly total: number;
  readonly requested: number;
  readonly onHand: number;
  readonly reserved: number;
  readonly lines: readonly { readonly sku: string; readonly quantity: number; readonly amount: number }[];
}

const data = (event: TestEvent) => event.data as Data;
const floor = (time: string, ms: number) => Math.floor(Date.parse(time) / ms) * ms;
const placements = (events: readonly TestEvent[]) => events.filter(({ type }) => type === 'orders.OrderPlaced');

/** Orders that were refused or cancelled. */
function fallen(events: readonly TestEvent[]): ReadonlySet<string> {
  const ends = events.filter(({ type }) => type === 'orders.OrderRefused' || type === 'orders.OrderCancelled');
  return new Set(ends.map((event) => data(event).orderId));
}

export function minutesOf(events: readonly TestEvent[], currency: string, kept: number) {
  const gone = fallen(events);
  const all = placements(events).filter((event) => data(event).currency === currency);
  const newest = Math.max(...all.map(({ time = '' }) => floor(time, 60_000)));
  const result: Record<string, { orders: number; revenue: number }> = {};
  for (const event of all) {
    const minute = floor(event.time ?? '', 60_000);
    if (minute <= newest - kept * 60_000) continue;
    const before = (result[new Date(minute).toISOString()] ??= { orders: 0, revenue: 0 });
    if (gone.has(data(event).orderId)) continue;
    before.orders += 1;
    before.revenue += data(event).total;
  }
  return result;
}

export function funnelOf(events: readonly TestEvent[], hour: string) {
  const within = placements(events).filter(({ time = '' }) => floor(time, 3_600_000) === Date.parse(hour));
  const ids = new Set(within.map((event) => data(event).orderId));
  const reached = (step: string) =>
    events.filter((event) => event.type === `orders.Order${step}` && ids.has(data(event).orderId)).length;
  return {
    placed: ids.size,
    confirmed: reached('Confirmed'),
    picked: reached('Picked'),
    dispatched: reached('Dispatched'),
    completed: reached('Completed'),
    refused: reached('Refused'),
    cancelled: reached('Cancelled'),
  };
}

/** Seconds from placing to leaving, of everything that left in that hour. */
export function shipTimesOf(events: readonly TestEvent[], hour: string): number[] {
  const placedAt = new Map(placements(events).map((event) => [data(event).orderId, Date.parse(event.time ?? '')]));
  return events
    .filter(({ type, time = '' }) => type.endsWith('ShipmentDispatched') && floor(time, 3_600_000) === Date.parse(hour))
    .map((event) => Math.max(0, Date.parse(event.time ?? '') - (placedAt.get(data(event).orderId) ?? 0)) / 1000);
}

export function salesOf(events: readonly TestEvent[], currency: string, counted: number) {
  const gone = fallen(events);
  const result: Record<string, { orders: number; pieces: number; revenue: number }> = {};
  for (const event of placements(events).slice(-counted)) {
    const { orderId, lines, currency: paid } = data(event);
    if (gone.has(orderId) || paid !== currency) continue;
    for (const sku of new Set(lines.map((line) => line.sku))) {
      const sum = (result[sku] ??= { orders: 0, pieces: 0, revenue: 0 });
      const own = lines.filter((line) => line.sku === sku);
      sum.orders += 1;
      sum.pieces += own.reduce((total, { quantity }) => total + quantity, 0);
      sum.revenue += own.reduce((total, { amount }) => total + amount, 0);
    }
  }
  return result;
}

export function alertsOf(events: readonly TestEvent[]) {
  const result: Record<string, { since: string; missedOrders: number; missedPieces: number }> = {};
  for (const sku of new Set(events.map((event) => data(event).sku))) {
    const own = events.filter((event) => event.type.startsWith('fulfilment.Stock') && data(event).sku === sku);
    const isLevel = ({ type }: TestEvent) => !type.endsWith('Short');
    const lastFree = own.findLastIndex((event) => isLevel(event) && data(event).onHand > data(event).reserved);
    const tail = own.slice(lastFree + 1);
    const taken = tail.findIndex(isLevel);
    if (taken < 0) continue;
    const missed = tail.slice(taken).filter((event) => !isLevel(event));
    result[sku] = {
      since: tail[taken]?.time ?? '',
      missedOrders: missed.length,
      missedPieces: missed.reduce((total, event) => total + data(event).requested, 0),
    };
  }
  return result;
}
