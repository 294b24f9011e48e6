/**
 * The shipment of one order, from the shelf to the customer's door. It alone decides whether an order can still be
 * stopped: until it has been dispatched.
 */
import { command, reject } from '@tessera/service-kit';
import { z } from 'zod';
import { forOrder, type ForOrder } from '../events.ts';
import { isWarehouse, warehouseOnly } from '../who-may.ts';
import { unknownShipment } from '../unknown.ts';
import { emit, stream } from '../vocabulary.ts';

export type ShipmentStatus = 'TO_PICK' | 'PICKED' | 'DISPATCHED' | 'DELIVERED' | 'CANCELLED';

export interface ShipmentState {
  readonly status: 'NONE' | ShipmentStatus;
  readonly order: ForOrder | null;
  readonly carrier: string;
  readonly trackingCode: string;
}

const initial: ShipmentState = { status: 'NONE', order: null, carrier: '', trackingCode: '' };

/** What each status is called in a sentence: "… is ready to be picked". */
const inWords: Record<ShipmentStatus, string> = {
  TO_PICK: 'has not been picked yet',
  PICKED: 'has been picked already',
  DISPATCHED: 'has been dispatched already',
  DELIVERED: 'has been delivered already',
  CANCELLED: 'was cancelled',
};

const create = command(forOrder, (state: ShipmentState, order) =>
  state.status === 'NONE' ? [emit('ShipmentCreated', order)] : [],
);

const pick = command(z.object({ id: z.string() }), (state: ShipmentState, { id }, ctx) => {
  const { user } = ctx;
  if (user === null || !isWarehouse(user)) return warehouseOnly('pick shipments');
  const refusal = refuseUnless('TO_PICK', state, id);
  if (refusal) return refusal;
  return [emit('ShipmentPicked', { orderId: id, by: { id: user.id, name: user.name } })];
});

const dispatch = command(
  z.object({ id: z.string(), carrier: z.string(), trackingCode: z.string().nullable(), parcels: z.int().nullish() }),
  (state: ShipmentState, input, ctx) => {
    const { user } = ctx;
    if (user === null || !isWarehouse(user)) return warehouseOnly('dispatch shipments');
    const carrier = input.carrier.trim();
    if (carrier === '' || carrier.length > 80) {
      return reject('INVALID_CARRIER', 'Say which carrier takes it, in at most 80 characters.', 'carrier');
    }
    const given = input.trackingCode?.trim() ?? '';
    if (given.length > 80) {
      return reject('INVALID_TRACKING_CODE', 'A tracking code has at most 80 characters.', 'trackingCode');
    }
    const parcels = input.parcels ?? 1;
    if (parcels < 1 || parcels > 99)
      return reject('INVALID_PARCELS', 'A shipment leaves in 1 to 99 parcels.', 'parcels');
    const refusal = refuseUnless('PICKED', state, input.id);
    if (refusal) return refusal;
    const trackingCode = given === '' ? ctx.newId('BWT') : given;
    const by = { id: user.id, name: user.name };
    return [emit('ShipmentDispatched', { orderId: input.id, carrier, trackingCode, parcels, by, skus: skusOf(state) })];
  },
);

const deliver = command(z.object({ id: z.string() }), (state: ShipmentState, { id }, ctx) => {
  const { user } = ctx;
  if (user === null || !isWarehouse(user)) return warehouseOnly('record deliveries');
  const refusal = refuseUnless('DISPATCHED', state, id);
  if (refusal) return refusal;
  const { carrier, trackingCode } = state;
  return [emit('ShipmentDelivered', { orderId: id, carrier, trackingCode, by: { id: user.id, name: user.name } })];
});

/** From the reservation, which is complete: it may come before the shipment has been created. */
const cancel = command(forOrder, (state: ShipmentState, order) => {
  const { orderId } = order;
  switch (state.status) {
    case 'NONE':
      return [
        emit('ShipmentCreated', order),
        emit('ShipmentCancelled', { orderId, skus: order.lines.map((l) => l.sku) }),
      ];
    case 'TO_PICK':
    case 'PICKED':
      return [emit('ShipmentCancelled', { orderId, skus: skusOf(state) })];
    case 'DISPATCHED':
    case 'DELIVERED': {
      const { status, carrier, trackingCode } = state;
      const done = status === 'DISPATCHED' ? `had left with ${carrier} (${trackingCode})` : 'had been delivered';
      const reason = `It was too late to cancel: the shipment ${done}. Arrange a return instead.`;
      return [emit('ShipmentCancellationRefused', { orderId, reason, status, carrier, trackingCode })];
    }
    default:
      return [];
  }
});

/** The goods were held long enough for nobody. Once they are picked, or gone, there is nothing to expire. */
const expire = command(
  z.object({ orderId: z.string(), heldForHours: z.number() }),
  (state: ShipmentState, { orderId, heldForHours }) => {
    if (state.status !== 'TO_PICK') return [];
    const reason = `It was not picked within ${heldForHours} hours, so its goods went back on sale. Order again if you still need them.`;
    return [emit('ShipmentExpired', { orderId, reason }), emit('ShipmentCancelled', { orderId, skus: skusOf(state) })];
  },
);

function skusOf(state: ShipmentState): string[] {
  return state.order?.lines.map((line) => line.sku) ?? [];
}

function refuseUnless(needed: ShipmentStatus, { status, order }: ShipmentState, id: string) {
  if (status === 'NONE') {
    const { code, message, field } = unknownShipment(id);
    return reject(code, message, field);
  }
  if (status === needed) return undefined;
  return reject(
    'WRONG_STATE',
    `The shipment of ${order?.orderNumber ?? id} ${inWords[status]}. Look at the board again.`,
  );
}

export const shipment = stream<ShipmentState>({
  initial,
  evolve: {
    ShipmentCreated: (state, { data }) => ({ ...state, status: 'TO_PICK', order: data }),
    ShipmentPicked: (state) => ({ ...state, status: 'PICKED' }),
    ShipmentDispatched: (state, { data: { carrier, trackingCode } }) => ({
      ...state,
      status: 'DISPATCHED',
      carrier,
      trackingCode,
    }),
    ShipmentDelivered: (state) => ({ ...state, status: 'DELIVERED' }),
    ShipmentCancelled: (state) => ({ ...state, status: 'CANCELLED' }),
  },
  decide: { create, pick, dispatch, deliver, cancel, expire },
});
