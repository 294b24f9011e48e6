import { createOrderMemory } from '../bounds/order-memory.ts';
import { isOwn, ownPartition, type OwnDocument } from '../bounds/own-documents.ts';
import { createTimeWindow } from '../bounds/time-window.ts';
import { projection } from '../vocabulary.ts';

/** GraphQL's SalesMinute. */
export interface SalesMinuteDocument {
  /** Its start. */
  readonly minute: string;
  readonly currency: string;
  readonly orders: number;
  readonly revenue: number;
}

interface Sale {
  /** The document it is counted in. */
  readonly key: string;
  readonly total: number;
}

export const minutesKept = 24 * 60;
/** Orders that can still be taken back out. Those before them count for good. */
export const salesRemembered = 10_000;

const minutes = createTimeWindow({ stepMs: 60_000, steps: minutesKept });
const sales = createOrderMemory<Sale>(salesRemembered);

/**
 * What was ordered in each minute of the last 24 hours that had orders; one partition per currency. An order counts in the
 * minute in which it was placed for as long as it stands: refused or cancelled, it leaves that minute again.
 */
export const salesByMinute = projection<SalesMinuteDocument | OwnDocument>({
  type: 'SalesMinute',
  partition: (doc) => (isOwn(doc) ? ownPartition : doc.currency),
  indexes: { minute: (doc) => (isOwn(doc) ? null : doc.minute) },
  on: {
    'orders.OrderPlaced': (docs, e) => {
      const { orderId, total, currency } = e.data;
      const keyOf = (step: string) => `${currency} ${step}`;
      const minute = minutes.stepOf(e.time);
      if (!minutes.admit(docs, currency, minute, keyOf)) return;
      const key = keyOf(minute);
      const before = minuteOf(docs.get(key)) ?? { minute, currency, orders: 0, revenue: 0 };
      docs.put(key, { ...before, orders: before.orders + 1, revenue: before.revenue + total });
      sales.remember(docs, orderId, { key, total });
    },
    'orders.OrderRefused': (docs, e) => takeOut(docs, sales.forget(docs, e.data.orderId)),
    'orders.OrderCancelled': (docs, e) => takeOut(docs, sales.forget(docs, e.data.orderId)),
    'orders.OrderCompleted': (docs, e) => void sales.forget(docs, e.data.orderId),
  },
});

interface Documents {
  get(key: string): SalesMinuteDocument | OwnDocument | undefined;
  put(key: string, doc: SalesMinuteDocument): void;
}

/** A minute that has fallen out of the window has nothing left to correct. */
function takeOut(docs: Documents, sale: Sale | undefined): void {
  const before = sale && minuteOf(docs.get(sale.key));
  if (sale === undefined || before === undefined) return;
  docs.put(sale.key, { ...before, orders: before.orders - 1, revenue: before.revenue - sale.total });
}

function minuteOf(doc: SalesMinuteDocument | OwnDocument | undefined): SalesMinuteDocument | undefined {
  return doc === undefined || isOwn(doc) ? undefined : doc;
}
