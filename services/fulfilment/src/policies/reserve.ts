/** From a placed order to reserved stock: the request, one question per product, and the answers back to the saga. */
import { send } from '@tessera/service-kit';
import { policy } from '../vocabulary.ts';

export const reserving = {
  requestReservation: policy('orders.OrderPlaced', (_docs, { data: { orderId, number, customer, lines } }) =>
    send('reservation', orderId, 'request', {
      orderId,
      orderNumber: number,
      customerId: customer.id,
      lines: lines.map(({ sku, name, quantity }) => ({ sku, name, quantity })),
    }),
  ),
  reserveLines: policy('ReservationRequested', (_docs, { data: { orderId, lines } }) =>
    lines.map(({ sku, quantity }) => send('stock', sku, 'reserve', { sku, orderId, quantity })),
  ),
  noteReserved: policy('StockReserved', (_docs, { data: { orderId, sku } }) =>
    send('reservation', orderId, 'lineReserved', { orderId, sku }),
  ),
  noteShort: policy('StockShort', (_docs, { data: { orderId, sku, requested, free } }) =>
    send('reservation', orderId, 'lineShort', { orderId, sku, requested, free }),
  ),
};
