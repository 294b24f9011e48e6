import { projection } from '../vocabulary.ts';

/** GraphQL's StockItem. */
export interface StockDocument {
  readonly sku: string;
  readonly name: string;
  readonly onHand: number;
  readonly reserved: number;
  readonly free: number;
  readonly reorderAt: number;
  readonly updatedAt: string;
  readonly version: string;
}

interface Levels {
  readonly data: { readonly sku: string; readonly onHand: number; readonly reserved: number };
  readonly time: string;
  readonly version: string;
}

/** The share of what a delivery fills the shelf to at which it is time to order again. */
const reorderShare = 0.2;

/** Every product of the catalog, whether there is any of it or not. */
export const stock = projection<StockDocument>({
  type: 'StockItem',
  indexes: { sku: (item) => item.sku, name: (item) => item.name.toLowerCase(), free: (item) => item.free },
  search: ({ sku, name }) => `${sku} ${name}`,
  on: {
    'catalog.ProductAdded': (docs, e) => {
      const { sku, name } = e.data;
      const none = { sku, onHand: 0, reserved: 0, free: 0, reorderAt: 0, updatedAt: e.time, version: e.version };
      docs.put(sku, { ...(docs.get(sku) ?? none), name });
    },
    StockReceived: (docs, e) => {
      const { sku, onHand } = e.data;
      const item = docs.get(sku) ?? unnamed(sku);
      docs.put(sku, { ...withLevels(item, e), reorderAt: Math.ceil(onHand * reorderShare) });
    },
    StockReserved: (docs, e) => docs.patch(e.data.sku, (item) => withLevels(item, e)),
    StockReleased: (docs, e) => docs.patch(e.data.sku, (item) => withLevels(item, e)),
    StockIssued: (docs, e) => docs.patch(e.data.sku, (item) => withLevels(item, e)),
  },
});

function withLevels(item: StockDocument, { data: { onHand, reserved }, time, version }: Levels): StockDocument {
  return { ...item, onHand, reserved, free: onHand - reserved, updatedAt: time, version };
}

/** Received before the catalog named it. */
function unnamed(sku: string): StockDocument {
  return { sku, name: sku, onHand: 0, reserved: 0, free: 0, reorderAt: 0, updatedAt: '', version: '' };
}
