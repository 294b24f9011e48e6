/** From a complete reservation to a shipment, and from its dispatch to emptier shelves. */
import { send } from '@tessera/service-kit';
import { policy } from '../vocabulary.ts';

export const shipping = {
  createShipment: policy('ReservationCompleted', (_docs, { data }) => send('shipment', data.orderId, 'create', data)),
  issueStock: policy('ShipmentDispatched', (_docs, { data: { orderId, skus } }) =>
    skus.map((sku) => send('stock', sku, 'issue', { sku, orderId })),
  ),
};
