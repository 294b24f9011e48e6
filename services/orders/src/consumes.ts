/** Other services' events, as far as orders reads them. Fields not named here may change without asking us. */
import { z } from 'zod';
import { actor } from './events.ts';

const orderId = z.string();
const sku = z.string();

export const consumes = {
  'catalog.ProductAdded': z.object({ sku, name: z.string(), unitPrice: z.int(), currency: z.string() }),
  'catalog.PriceChanged': z.object({ sku, unitPrice: z.int() }),
  'catalog.ProductWithdrawn': z.object({ sku }),

  'fulfilment.ReservationCompleted': z.object({ orderId }),
  'fulfilment.ReservationRefused': z.object({
    orderId,
    shortages: z.array(z.object({ sku, name: z.string(), requested: z.int(), free: z.int() })),
  }),
  'fulfilment.ReservationCancelled': z.object({ orderId }),
  'fulfilment.ShipmentPicked': z.object({ orderId, by: actor }),
  'fulfilment.ShipmentDispatched': z.object({ orderId, carrier: z.string(), trackingCode: z.string(), by: actor }),
  'fulfilment.ShipmentDelivered': z.object({ orderId, carrier: z.string(), trackingCode: z.string(), by: actor }),
  'fulfilment.ShipmentExpired': z.object({ orderId, reason: z.string() }),
  'fulfilment.ShipmentCancelled': z.object({ orderId }),
  'fulfilment.ShipmentCancellationRefused': z.object({
    orderId,
    reason: z.string(),
    status: z.enum(['DISPATCHED', 'DELIVERED']),
    carrier: z.string(),
    trackingCode: z.string(),
  }),
};
