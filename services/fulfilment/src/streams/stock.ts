/**
 * The stock of one product: what is in the building (`onHand`) and what of it is promised to orders (`reserved`).
 *
 * Invariants: 0 ≤ reserved ≤ onHand, and reserved is the sum of `promised`. Goods stay on hand until they leave with a
 * shipment. An order reserves a product once; whoever asks again gets no second answer.
 */
import { command, reject } from '@tessera/service-kit';
import { z } from 'zod';
import { unknownProduct } from '../unknown.ts';
import { own } from '../own.ts';
import { isWarehouse, warehouseOnly } from '../who-may.ts';
import { emit, stream } from '../vocabulary.ts';

export interface StockState {
  readonly onHand: number;
  readonly reserved: number;
  /** Order id → quantity. */
  readonly promised: Readonly<Record<string, number>>;
}

const initial: StockState = { onHand: 0, reserved: 0, promised: {} };

/** The most that one delivery note may say: beyond it, it is a typing error. */
export const largestReceipt = 1_000_000;

const levelsAfter = (state: StockState, change: { onHand?: number; reserved?: number }) => ({
  onHand: state.onHand + (change.onHand ?? 0),
  reserved: state.reserved + (change.reserved ?? 0),
});

/** `known` says whether the catalog has such a product; a receipt for any other sku is a slip of the pen. */
const receive = command(
  z.object({ sku: z.string(), quantity: z.number(), known: z.boolean() }),
  (state: StockState, { sku, quantity, known }, ctx) => {
    const { user } = ctx;
    if (user === null || !isWarehouse(user)) return warehouseOnly('receive stock');
    if (!known) {
      const { code, message, field } = unknownProduct(sku);
      return reject(code, message, field);
    }
    if (!Number.isInteger(quantity) || quantity < 1 || quantity > largestReceipt) {
      const allowed = `a whole number from 1 to ${largestReceipt.toLocaleString('en')}`;
      return reject('INVALID_QUANTITY', `The quantity must be ${allowed}, not ${quantity}.`, 'quantity');
    }
    if (state.onHand + quantity > 1_000_000_000) {
      return reject(
        'INVALID_QUANTITY',
        `That would make more than 1,000,000,000 of ${sku}. Check the quantity.`,
        'quantity',
      );
    }
    const by = { id: user.id, name: user.name };
    return [emit('StockReceived', { sku, quantity, by, ...levelsAfter(state, { onHand: quantity }) })];
  },
);

const reserve = command(
  z.object({ sku: z.string(), orderId: z.string(), quantity: z.int().positive() }),
  (state: StockState, { sku, orderId, quantity }) => {
    if (own(state.promised, orderId) !== undefined) return [];
    const free = state.onHand - state.reserved;
    if (free < quantity) return [emit('StockShort', { sku, orderId, requested: quantity, free })];
    return [emit('StockReserved', { sku, orderId, quantity, ...levelsAfter(state, { reserved: quantity }) })];
  },
);

const release = command(z.object({ sku: z.string(), orderId: z.string() }), (state: StockState, { sku, orderId }) => {
  const quantity = own(state.promised, orderId);
  if (quantity === undefined) return [];
  return [emit('StockReleased', { sku, orderId, quantity, ...levelsAfter(state, { reserved: -quantity }) })];
});

const issue = command(z.object({ sku: z.string(), orderId: z.string() }), (state: StockState, { sku, orderId }) => {
  const quantity = own(state.promised, orderId);
  if (quantity === undefined) return [];
  const levels = levelsAfter(state, { onHand: -quantity, reserved: -quantity });
  return [emit('StockIssued', { sku, orderId, quantity, ...levels })];
});

export const stock = stream<StockState>({
  initial,
  evolve: {
    StockReceived: (state, { data: { onHand } }) => ({ ...state, onHand }),
    StockReserved: (state, { data: { orderId, quantity, reserved } }) => ({
      ...state,
      reserved,
      promised: { ...state.promised, [orderId]: quantity },
    }),
    StockReleased: (state, { data: { orderId, reserved } }) => ({
      ...state,
      reserved,
      promised: without(state.promised, orderId),
    }),
    StockIssued: (state, { data: { orderId, onHand, reserved } }) => ({
      onHand,
      reserved,
      promised: without(state.promised, orderId),
    }),
  },
  decide: { receive, reserve, release, issue },
});

function without(promised: StockState['promised'], orderId: string): StockState['promised'] {
  const { [orderId]: _settled, ...rest } = promised;
  return rest;
}
