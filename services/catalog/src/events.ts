/** What happened to products. Consumers elsewhere read these; see each field's note before changing its meaning. */
import { event, notPersonal, personal } from '@tessera/service-kit';
import { z } from 'zod';

/** Who acted. The id names the subject; the name is personal. */
export const actor = z.object({ id: z.string(), name: personal(z.string(), { subject: 'id' }) });

export const attribute = z.object({
  name: notPersonal(z.string(), "the attribute's"),
  value: z.string(),
  unit: z.string().nullable(),
});

const sku = z.string().regex(/^[A-Za-z0-9_-]+$/);
/** Minor units (cents). */
const cents = z.int().positive();

export const events = {
  ProductAdded: event(
    1,
    z.object({
      sku,
      name: notPersonal(z.string(), "the product's"),
      category: z.string(),
      description: z.string(),
      unitPrice: cents,
      currency: z.string(),
      attributes: z.array(attribute),
      by: actor,
    }),
  ),
  PriceChanged: event(1, z.object({ sku, unitPrice: cents, previousUnitPrice: cents, by: actor })),
  /** No longer sold. What was ordered before is still delivered. */
  ProductWithdrawn: event(1, z.object({ sku, by: actor })),
};

export type Attribute = z.infer<typeof attribute>;
