/**
 * Calling an order off. The reservation is asked first; when it is complete it hands the question to the shipment. In
 * whichever place the order stops, what it had reserved goes back: also what is reserved only after that.
 */
import { send } from '@tessera/service-kit';
import { policy } from '../vocabulary.ts';

export const callingOff = {
  cancelReservation: policy('orders.OrderCancellationRequested', (_docs, { data: { orderId } }) =>
    send('reservation', orderId, 'cancel', { orderId }),
  ),
  cancelShipment: policy('ShipmentCancellationRequested', (_docs, { data }) =>
    send('shipment', data.orderId, 'cancel', data),
  ),
  releaseRefused: policy('ReservationRefused', (_docs, { data }) => releases(data.orderId, data.release)),
  releaseCancelled: policy('ReservationCancelled', (_docs, { data }) => releases(data.orderId, data.release)),
  releaseLate: policy('ReservationLineReturned', (_docs, { data }) => releases(data.orderId, [data.sku])),
  releaseShipment: policy('ShipmentCancelled', (_docs, { data }) => releases(data.orderId, data.skus)),
};

function releases(orderId: string, skus: readonly string[]) {
  return skus.map((sku) => send('stock', sku, 'release', { sku, orderId }));
}
