import type { Attribute } from '../events.ts';
import { projection } from '../vocabulary.ts';

/** GraphQL's Product. */
export interface ProductDocument {
  readonly sku: string;
  readonly name: string;
  readonly category: string;
  readonly description: string;
  readonly unitPrice: number;
  readonly currency: string;
  readonly attributes: readonly Attribute[];
  readonly withdrawn: boolean;
  readonly version: string;
}

/** Everything that is or was sold, by sku; one partition per category. */
export const products = projection<ProductDocument>({
  type: 'Product',
  partition: (product) => product.category,
  indexes: {
    // As people look for it: DN 50 stands before DN 100.
    name: (product) => product.name.toLowerCase().replaceAll(/\d+/g, (digits) => digits.padStart(6, '0')),
    price: (product) => product.unitPrice,
    sku: (product) => product.sku,
  },
  search: ({ sku, name, category, description }) => `${sku} ${name} ${category} ${description}`,
  on: {
    ProductAdded: (docs, e) => {
      const { sku, name, category, description, unitPrice, currency, attributes } = e.data;
      const facts = { sku, name, category, description, unitPrice, currency, attributes };
      docs.put(sku, { ...facts, withdrawn: false, version: e.version });
    },
    PriceChanged: (docs, e) =>
      docs.patch(e.data.sku, (product) => ({ ...product, unitPrice: e.data.unitPrice, version: e.version })),
    ProductWithdrawn: (docs, e) =>
      docs.patch(e.data.sku, (product) => ({ ...product, withdrawn: true, version: e.version })),
  },
});
