/**
 * Reserving the stock of one order: a saga over the `stock` streams of its products.
 *
 * It ends in exactly one of three ways: COMPLETED (all lines), REFUSED (a line was short) or CANCELLED (called off
 * before it was complete). After the last two, whatever was or still gets reserved goes back. Answers and cancellation
 * may arrive in any order, even before the request.
 */
import { command } from '@tessera/service-kit';
import { z } from 'zod';
import { forOrder, type ForOrder, type Goods, type Shortage } from '../events.ts';
import { own } from '../own.ts';
import { emit, stream } from '../vocabulary.ts';

/** `free` is set when the line was short. */
export interface LineAnswer {
  readonly outcome: 'RESERVED' | 'SHORT';
  readonly free: number;
}

export interface ReservationState {
  readonly status: 'NONE' | 'PENDING' | 'COMPLETED' | 'REFUSED' | 'CANCELLED';
  readonly order: ForOrder | null;
  /** By sku; lines without one are still being asked for. */
  readonly answers: Readonly<Record<string, LineAnswer>>;
}

const initial: ReservationState = { status: 'NONE', order: null, answers: {} };

const request = command(forOrder, (state: ReservationState, order) =>
  state.status === 'NONE' ? [emit('ReservationRequested', { ...order, lines: onePerSku(order.lines) })] : [],
);

const lineReserved = command(
  z.object({ orderId: z.string(), sku: z.string() }),
  (state: ReservationState, { orderId, sku }) => {
    if (own(state.answers, sku) !== undefined) return [];
    if (state.status !== 'PENDING' || state.order === null) return [emit('ReservationLineReturned', { orderId, sku })];
    const answered = { ...state.answers, [sku]: { outcome: 'RESERVED', free: 0 } as const };
    return [emit('ReservationLineReserved', { orderId, sku }), ...ending(state.order, answered)];
  },
);

const lineShort = command(
  z.object({ orderId: z.string(), sku: z.string(), requested: z.int().positive(), free: z.int().nonnegative() }),
  (state: ReservationState, { orderId, sku, requested, free }) => {
    if (own(state.answers, sku) !== undefined || state.status !== 'PENDING' || state.order === null) return [];
    const answered = { ...state.answers, [sku]: { outcome: 'SHORT', free } as const };
    return [emit('ReservationLineShort', { orderId, sku, requested, free }), ...ending(state.order, answered)];
  },
);

const cancel = command(z.object({ orderId: z.string() }), (state: ReservationState, { orderId }) => {
  switch (state.status) {
    case 'NONE':
    case 'PENDING':
      return [emit('ReservationCancelled', { orderId, release: reservedOf(state.answers) })];
    case 'COMPLETED':
      return state.order === null ? [] : [emit('ShipmentCancellationRequested', state.order)];
    default:
      return [];
  }
});

/** Stock is reserved once per order and product, whatever the order's lines look like. */
function onePerSku(lines: readonly Goods[]): Goods[] {
  const bySku = new Map<string, Goods>();
  for (const line of lines) {
    bySku.set(line.sku, { ...line, quantity: line.quantity + (bySku.get(line.sku)?.quantity ?? 0) });
  }
  return [...bySku.values()];
}

/** Once every line has its answer, the reservation is complete or refused; a customer learns of all shortages at once. */
function ending(order: ForOrder, answers: Readonly<Record<string, LineAnswer>>) {
  if (order.lines.some((line) => own(answers, line.sku) === undefined)) return [];
  const shortages = order.lines.flatMap((line) => shortageOf(line, own(answers, line.sku)));
  if (shortages.length === 0) return [emit('ReservationCompleted', order)];
  return [emit('ReservationRefused', { orderId: order.orderId, shortages, release: reservedOf(answers) })];
}

function shortageOf({ sku, name, quantity }: Goods, answer: LineAnswer | undefined): Shortage[] {
  return answer?.outcome === 'SHORT' ? [{ sku, name, requested: quantity, free: answer.free }] : [];
}

function reservedOf(answers: Readonly<Record<string, LineAnswer>>): string[] {
  return Object.entries(answers).flatMap(([sku, { outcome }]) => (outcome === 'RESERVED' ? [sku] : []));
}

export const reservation = stream<ReservationState>({
  initial,
  evolve: {
    ReservationRequested: (state, { data }) => ({ ...state, status: 'PENDING', order: data }),
    ReservationLineReserved: (state, { data: { sku } }) => answered(state, sku, { outcome: 'RESERVED', free: 0 }),
    ReservationLineShort: (state, { data: { sku, free } }) => answered(state, sku, { outcome: 'SHORT', free }),
    ReservationLineReturned: (state, { data: { sku } }) => answered(state, sku, { outcome: 'RESERVED', free: 0 }),
    ReservationCompleted: (state) => ({ ...state, status: 'COMPLETED' }),
    ReservationRefused: (state) => ({ ...state, status: 'REFUSED' }),
    ReservationCancelled: (state) => ({ ...state, status: 'CANCELLED' }),
  },
  decide: { request, lineReserved, lineShort, cancel },
});

function answered(state: ReservationState, sku: string, answer: LineAnswer): ReservationState {
  return { ...state, answers: { ...state.answers, [sku]: answer } };
}
