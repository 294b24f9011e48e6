/** Other services' events, as far as insights reads them. Fields not named here may change without asking us. */
import { z } from 'zod';

const orderId = z.string();
const sku = z.string();
/** What a part's stock is after the event. */
const levels = z.object({ sku, onHand: z.int(), reserved: z.int() });

export const consumes = {
  'catalog.ProductAdded': z.object({ sku, name: z.string() }),
  'catalog.ProductWithdrawn': z.object({ sku }),

  'orders.OrderPlaced': z.object({
    orderId,
    lines: z.array(z.object({ sku, name: z.string(), quantity: z.int(), amount: z.int() })),
    total: z.int(),
    currency: z.string(),
  }),
  'orders.OrderConfirmed': z.object({ orderId }),
  'orders.OrderRefused': z.object({ orderId }),
  'orders.OrderPicked': z.object({ orderId }),
  'orders.OrderDispatched': z.object({ orderId }),
  'orders.OrderCompleted': z.object({ orderId }),
  'orders.OrderCancelled': z.object({ orderId }),

  'fulfilment.ShipmentDispatched': z.object({ orderId }),
  'fulfilment.StockReceived': levels,
  'fulfilment.StockReserved': levels,
  'fulfilment.StockReleased': levels,
  'fulfilment.StockIssued': levels,
  'fulfilment.StockShort': z.object({ sku, requested: z.int() }),
};
