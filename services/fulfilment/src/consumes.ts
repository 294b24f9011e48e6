/** Other services' events, as far as fulfilment reads them. Fields not named here may change without asking us. */
import { z } from 'zod';

const orderId = z.string();

export const consumes = {
  'catalog.ProductAdded': z.object({ sku: z.string(), name: z.string() }),
  'orders.OrderPlaced': z.object({
    orderId,
    number: z.string(),
    customer: z.object({ id: z.string() }),
    lines: z.array(z.object({ sku: z.string(), name: z.string(), quantity: z.int() })),
  }),
  'orders.OrderCancellationRequested': z.object({ orderId }),
};
