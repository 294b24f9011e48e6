/**
 * Goods are not held for ever. What is reserved for an order is kept for `holdFor` from the moment it could be picked;
 * when nobody has picked it by then, the shipment expires, its stock is free for others, and the order hears why.
 */
import { later, schedule, send, unschedule, type Span, type TimerDefinition } from '@tessera/service-kit';
import { policy } from '../vocabulary.ts';

/** How long reserved goods wait to be picked. */
export const holdFor: Span & { readonly hours: number } = { hours: 48 };

export const holding = {
  // From now on: what was waiting before there was such a rule was promised without it.
  holdStock: policy(
    'ShipmentCreated',
    (_docs, { data, time }) => schedule('holdExpiry', data.orderId, later(time, holdFor)),
    { from: 'now' },
  ),
  endHold: policy('ShipmentPicked', (_docs, { data }) => unschedule('holdExpiry', data.orderId), { from: 'now' }),
  endHoldOfCancelled: policy('ShipmentCancelled', (_docs, { data }) => unschedule('holdExpiry', data.orderId), {
    from: 'now',
  }),
};

export const holdExpiry: TimerDefinition = {
  then: (_docs, { key }) => send('shipment', key, 'expire', { orderId: key, heldForHours: holdFor.hours }),
};
