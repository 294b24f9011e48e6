import { createOrderMemory } from '../bounds/order-memory.ts';
import { isOwn, ownPartition, type OwnDocument } from '../bounds/own-documents.ts';
import { projection } from '../vocabulary.ts';

/** GraphQL's ProductSales. */
export interface ProductSalesDocument {
  readonly sku: string;
  /** As the newest order called it. */
  readonly name: string;
  readonly currency: string;
  readonly orders: number;
  readonly pieces: number;
  readonly revenue: number;
}

interface Bought {
  readonly currency: string;
  readonly lines: readonly { readonly sku: string; readonly quantity: number; readonly amount: number }[];
}

type SalesDocuments = {
  get(key: string): ProductSalesDocument | OwnDocument | undefined;
  put(key: string, doc: ProductSalesDocument): void;
  remove(key: string): void;
};

/** Sales are those of the newest so many orders. */
export const ordersCounted = 1_000;
const counted = createOrderMemory<Bought>(ordersCounted);

/**
 * What sold, over the newest 1,000 orders; one partition per currency. An order leaves it again when it is refused or
 * cancelled, and when 1,000 others have come after it; a product without orders is no longer there.
 */
export const productSales = projection<ProductSalesDocument | OwnDocument>({
  type: 'ProductSales',
  partition: (doc) => (isOwn(doc) ? ownPartition : doc.currency),
  indexes: {
    revenue: (doc) => (isOwn(doc) ? null : doc.revenue),
    pieces: (doc) => (isOwn(doc) ? null : doc.pieces),
  },
  on: {
    'orders.OrderPlaced': (docs, e) => {
      const { orderId, lines, currency } = e.data;
      for (const [sku, { name, quantity, amount }] of bySku(lines)) {
        const key = `${currency} ${sku}`;
        const before = salesOf(docs.get(key)) ?? { sku, name, currency, orders: 0, pieces: 0, revenue: 0 };
        docs.put(key, {
          ...before,
          name,
          orders: before.orders + 1,
          pieces: before.pieces + quantity,
          revenue: before.revenue + amount,
        });
      }
      const facts = { currency, lines: lines.map(({ sku, quantity, amount }) => ({ sku, quantity, amount })) };
      takeOut(docs, counted.remember(docs, orderId, facts));
    },
    'orders.OrderRefused': (docs, e) => takeOut(docs, counted.forget(docs, e.data.orderId)),
    'orders.OrderCancelled': (docs, e) => takeOut(docs, counted.forget(docs, e.data.orderId)),
  },
});

function takeOut(docs: SalesDocuments, bought: Bought | undefined): void {
  if (bought === undefined) return;
  for (const [sku, { quantity, amount }] of bySku(bought.lines)) {
    const key = `${bought.currency} ${sku}`;
    const before = salesOf(docs.get(key));
    if (before === undefined) continue;
    if (before.orders === 1) docs.remove(key);
    else {
      const { orders, pieces, revenue } = before;
      docs.put(key, { ...before, orders: orders - 1, pieces: pieces - quantity, revenue: revenue - amount });
    }
  }
}

/** An order may name a product on several lines; it is still one order of it. */
function bySku<Line extends Bought['lines'][number]>(lines: readonly Line[]): ReadonlyMap<string, Line> {
  const found = new Map<string, Line>();
  for (const line of lines) {
    const { quantity, amount } = found.get(line.sku) ?? { quantity: 0, amount: 0 };
    found.set(line.sku, { ...line, quantity: quantity + line.quantity, amount: amount + line.amount });
  }
  return found;
}

function salesOf(doc: ProductSalesDocument | OwnDocument | undefined): ProductSalesDocument | undefined {
  return doc === undefined || isOwn(doc) ? undefined : doc;
}
