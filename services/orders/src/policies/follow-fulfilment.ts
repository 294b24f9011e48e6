/**
 * How orders follow what fulfilment does: one policy per event, each a single command to the order it is about. They run
 * independently of one another; the order's own rules make the outcome the same in whichever order they get there.
 */
import { send } from '@tessera/service-kit';
import { policy } from '../vocabulary.ts';

const stageOf = { DISPATCHED: 'DISPATCHED', DELIVERED: 'COMPLETED' } as const;

export const followFulfilment = {
  confirm: policy('fulfilment.ReservationCompleted', (_docs, { data }) => send('order', data.orderId, 'confirm', {})),
  refuse: policy('fulfilment.ReservationRefused', (_docs, { data }) =>
    send('order', data.orderId, 'refuse', { reason: shortageText(data.shortages) }),
  ),
  markPicked: policy('fulfilment.ShipmentPicked', (_docs, { data: { orderId, by } }) =>
    send('order', orderId, 'markPicked', { by }),
  ),
  markDispatched: policy('fulfilment.ShipmentDispatched', (_docs, { data: { orderId, carrier, trackingCode, by } }) =>
    send('order', orderId, 'markDispatched', { carrier, trackingCode, by }),
  ),
  complete: policy('fulfilment.ShipmentDelivered', (_docs, { data: { orderId, carrier, trackingCode, by } }) =>
    send('order', orderId, 'complete', { carrier, trackingCode, by }),
  ),
  reservationCancelled: policy('fulfilment.ReservationCancelled', (_docs, { data }) =>
    send('order', data.orderId, 'cancelled', {}),
  ),
  lapse: policy('fulfilment.ShipmentExpired', (_docs, { data: { orderId, reason } }) =>
    send('order', orderId, 'lapse', { reason }),
  ),
  shipmentCancelled: policy('fulfilment.ShipmentCancelled', (_docs, { data }) =>
    send('order', data.orderId, 'cancelled', {}),
  ),
  cancellationRefused: policy(
    'fulfilment.ShipmentCancellationRefused',
    (_docs, { data: { orderId, reason, status, carrier, trackingCode } }) =>
      send('order', orderId, 'cancellationRefused', { reason, stage: stageOf[status], carrier, trackingCode }),
  ),
};

interface Shortage {
  readonly sku: string;
  readonly name: string;
  readonly requested: number;
  readonly free: number;
}

/** Why an order was refused, for people: "Not enough stock: 5 × Ball valve … (VLV-BAL-20) ordered, 2 free." */
export function shortageText(shortages: readonly Shortage[]): string {
  const each = shortages.map(
    ({ sku, name, requested, free }) => `${requested} × ${name} (${sku}) ordered, ${free === 0 ? 'none' : free} free`,
  );
  return `Not enough stock: ${each.join('; ')}.`;
}
