import { projection } from '../vocabulary.ts';

/** What a product is sold as. Not part of the schema: only orders itself reads it. */
export interface PriceDocument {
  readonly sku: string;
  readonly name: string;
  readonly unitPrice: number;
  readonly currency: string;
  readonly withdrawn: boolean;
}

/** The catalog's prices as orders last heard of them, by sku. An order is priced from here, so it needs no catalog. */
export const priceList = projection<PriceDocument>({
  type: 'PriceListEntry',
  on: {
    'catalog.ProductAdded': (docs, e) => {
      const { sku, name, unitPrice, currency } = e.data;
      docs.put(sku, { sku, name, unitPrice, currency, withdrawn: false });
    },
    'catalog.PriceChanged': (docs, e) =>
      docs.patch(e.data.sku, (product) => ({ ...product, unitPrice: e.data.unitPrice })),
    'catalog.ProductWithdrawn': (docs, e) => docs.patch(e.data.sku, (product) => ({ ...product, withdrawn: true })),
  },
});
