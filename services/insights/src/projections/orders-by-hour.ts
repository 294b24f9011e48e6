import { msOf } from '../bounds/instant.ts';
import { createOrderMemory } from '../bounds/order-memory.ts';
import { isOwn, ownPartition, type OwnDocument } from '../bounds/own-documents.ts';
import { createTimeWindow } from '../bounds/time-window.ts';
import { addShipment, nothingShipped, type ShippedDocument } from '../ship-time.ts';
import { projection } from '../vocabulary.ts';

/** How many of the hour's orders have reached each stage. */
export interface Stages {
  readonly placed: number;
  readonly confirmed: number;
  readonly picked: number;
  readonly dispatched: number;
  readonly completed: number;
  readonly refused: number;
  readonly cancelled: number;
}

/** GraphQL's OrderHour. */
export interface OrderHourDocument extends Stages {
  /** Its start. */
  readonly hour: string;
  readonly shipped: ShippedDocument;
}

interface Begun {
  readonly placedAt: string;
}

type HourDocuments = {
  get(key: string): OrderHourDocument | OwnDocument | undefined;
  put(key: string, doc: OrderHourDocument | OwnDocument): void;
  remove(key: string): void;
};

export const hoursKept = 7 * 24;
/** Orders under way that are followed. One that is still open when so many came after it is followed no more. */
export const ordersFollowed = 20_000;

const hours = createTimeWindow({ stepMs: 3_600_000, steps: hoursKept });
const underWay = createOrderMemory<Begun>(ordersFollowed);

/**
 * The last seven days, hour by hour. The stages are about the orders placed in that hour, however late they reached them;
 * `shipped` is about what left the building in that hour, however long ago it was ordered.
 */
export const ordersByHour = projection<OrderHourDocument | OwnDocument>({
  type: 'OrderHour',
  partition: (doc) => (isOwn(doc) ? ownPartition : 'all'),
  indexes: { hour: (doc) => (isOwn(doc) ? null : doc.hour) },
  on: {
    'orders.OrderPlaced': (docs, e) => {
      underWay.remember(docs, e.data.orderId, { placedAt: e.time });
      change(docs, e.time, (hour) => ({ ...hour, placed: hour.placed + 1 }));
    },
    'orders.OrderConfirmed': (docs, e) => reached(docs, 'confirmed', underWay.recall(docs, e.data.orderId)),
    'orders.OrderPicked': (docs, e) => reached(docs, 'picked', underWay.recall(docs, e.data.orderId)),
    'orders.OrderDispatched': (docs, e) => reached(docs, 'dispatched', underWay.recall(docs, e.data.orderId)),
    'orders.OrderCompleted': (docs, e) => reached(docs, 'completed', underWay.forget(docs, e.data.orderId)),
    'orders.OrderRefused': (docs, e) => reached(docs, 'refused', underWay.forget(docs, e.data.orderId)),
    'orders.OrderCancelled': (docs, e) => reached(docs, 'cancelled', underWay.forget(docs, e.data.orderId)),
    'fulfilment.ShipmentDispatched': (docs, e) => {
      const order = underWay.recall(docs, e.data.orderId);
      if (order === undefined) return;
      const seconds = (msOf(e.time) - msOf(order.placedAt)) / 1000;
      change(docs, e.time, (hour) => ({ ...hour, shipped: addShipment(hour.shipped, seconds) }));
    },
  },
});

function reached(docs: HourDocuments, stage: keyof Stages, order: Begun | undefined): void {
  if (order === undefined) return;
  change(docs, order.placedAt, (hour) => ({ ...hour, [stage]: hour[stage] + 1 }));
}

/** Changes the document of the hour that a time lies in, unless that hour is past being kept. */
function change(docs: HourDocuments, time: string, next: (hour: OrderHourDocument) => OrderHourDocument): void {
  const hour = hours.stepOf(time);
  if (!hours.admit(docs, 'all', hour, (step) => step)) return;
  const before = docs.get(hour);
  docs.put(hour, next(before === undefined || isOwn(before) ? { ...emptyHour, hour } : before));
}

const emptyHour = {
  placed: 0,
  confirmed: 0,
  picked: 0,
  dispatched: 0,
  completed: 0,
  refused: 0,
  cancelled: 0,
  shipped: nothingShipped,
};
