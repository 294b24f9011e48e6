import { ownPartition } from '../bounds/own-documents.ts';
import { projection } from '../vocabulary.ts';

/** GraphQL's StockAlert while `since` is set; without, only what the fold needs to know of the part. */
export interface StockAlertDocument {
  readonly sku: string;
  readonly name: string;
  /** When the last free piece was promised; null: there are some, there never were any, or it is not sold any more. */
  readonly since: string | null;
  /** What was asked for in vain since then. */
  readonly missedOrders: number;
  readonly missedPieces: number;
  readonly withdrawn: boolean;
}

interface Levels {
  readonly time: string;
  readonly data: { readonly sku: string; readonly onHand: number; readonly reserved: number };
}

type AlertDocuments = {
  get(key: string): StockAlertDocument | undefined;
  put(key: string, doc: StockAlertDocument): void;
};

export const openAlerts = 'open';

/** Parts of which none is free any more: from the event that took the last until one comes back. One document per part. */
export const stockAlerts = projection<StockAlertDocument>({
  type: 'StockAlert',
  partition: (doc) => (doc.since === null ? ownPartition : openAlerts),
  indexes: { since: (doc) => doc.since },
  on: {
    'catalog.ProductAdded': (docs, e) => {
      const { sku, name } = e.data;
      docs.put(sku, { ...(docs.get(sku) ?? quiet(sku)), name, withdrawn: false });
    },
    'catalog.ProductWithdrawn': (docs, e) =>
      docs.put(e.data.sku, { ...cleared(docs.get(e.data.sku) ?? quiet(e.data.sku)), withdrawn: true }),
    'fulfilment.StockReceived': (docs, e) => levelled(docs, e),
    'fulfilment.StockReserved': (docs, e) => levelled(docs, e),
    'fulfilment.StockReleased': (docs, e) => levelled(docs, e),
    'fulfilment.StockIssued': (docs, e) => levelled(docs, e),
    'fulfilment.StockShort': (docs, e) =>
      docs.patch(e.data.sku, (part) =>
        part.since === null
          ? part
          : { ...part, missedOrders: part.missedOrders + 1, missedPieces: part.missedPieces + e.data.requested },
      ),
  },
});

function levelled(docs: AlertDocuments, { data: { sku, onHand, reserved }, time }: Levels): void {
  const part = docs.get(sku) ?? quiet(sku);
  if (onHand > reserved) docs.put(sku, cleared(part));
  else if (!part.withdrawn) docs.put(sku, { ...part, since: part.since ?? time });
}

function cleared(part: StockAlertDocument): StockAlertDocument {
  return { ...part, since: null, missedOrders: 0, missedPieces: 0 };
}

/** Before the catalog named it. */
function quiet(sku: string): StockAlertDocument {
  return { sku, name: sku, since: null, missedOrders: 0, missedPieces: 0, withdrawn: false };
}
