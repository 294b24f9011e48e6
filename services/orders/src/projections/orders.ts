import type { Actor, RecordedLine, Stage } from '../events.ts';
import { unlessErased } from '@tessera/service-kit';
import { projection } from '../vocabulary.ts';

export type OrderStatus = Stage | 'REFUSED' | 'CANCELLING' | 'CANCELLED';

/** GraphQL's OrderStep. */
export interface StepDocument {
  readonly status: OrderStatus;
  readonly at: string;
  readonly by: string | null;
}

/** GraphQL's Customer. `name` is null once the person was erased. */
export interface CustomerDocument {
  readonly id: string;
  readonly name: string | null;
}

/** GraphQL's Order. */
export interface OrderDocument {
  readonly id: string;
  readonly number: string;
  readonly status: OrderStatus;
  readonly customer: CustomerDocument;
  readonly lines: readonly RecordedLine[];
  readonly total: number;
  readonly currency: string;
  readonly placedAt: string;
  readonly updatedAt: string;
  readonly history: readonly StepDocument[];
  readonly refusal: string | null;
  readonly note: string | null;
  /** Null: no address was left, or the person was erased. */
  readonly email: string | null;
  readonly version: string;
}

interface Happened {
  readonly time: string;
  readonly version: string;
}

/** Every order, by id; one partition per customer. */
export const orders = projection<OrderDocument>({
  type: 'Order',
  partition: (order) => order.customer.id,
  indexes: {
    placedAt: (order) => order.placedAt,
    number: (order) => order.number,
    status: (order) => order.status,
  },
  search: ({ number, customer, lines }) =>
    [number, customer.name ?? '', ...lines.flatMap((line) => [line.sku, line.name])].join(' '),
  on: {
    OrderPlaced: (docs, e) => {
      const { orderId, number, lines, total, currency } = e.data;
      const customer = { id: e.data.customer.id, name: unlessErased(e.data.customer.name) };
      docs.put(orderId, {
        id: orderId,
        number,
        status: 'PLACED',
        customer,
        lines,
        total,
        currency,
        placedAt: e.time,
        updatedAt: e.time,
        history: [{ status: 'PLACED', at: e.time, by: customer.name }],
        refusal: null,
        note: unlessErased(e.data.note),
        email: unlessErased(e.data.email),
        version: e.version,
      });
    },
    OrderConfirmed: (docs, e) => docs.patch(e.data.orderId, (order) => reached(order, 'CONFIRMED', e, null)),
    OrderPicked: (docs, e) => docs.patch(e.data.orderId, (order) => reached(order, 'PICKED', e, e.data.by)),
    OrderDispatched: (docs, e) => docs.patch(e.data.orderId, (order) => reached(order, 'DISPATCHED', e, e.data.by)),
    OrderCompleted: (docs, e) => docs.patch(e.data.orderId, (order) => reached(order, 'COMPLETED', e, e.data.by)),
    OrderRefused: (docs, e) =>
      docs.patch(e.data.orderId, (order) => ({ ...step(order, 'REFUSED', e, null), refusal: e.data.reason })),
    OrderCancellationRequested: (docs, e) =>
      docs.patch(e.data.orderId, (order) => ({ ...step(order, 'CANCELLING', e, e.data.by), refusal: null })),
    OrderCancelled: (docs, e) => docs.patch(e.data.orderId, (order) => step(order, 'CANCELLED', e, null)),
    OrderLapsed: (docs, e) =>
      docs.patch(e.data.orderId, (order) => ({ ...order, refusal: e.data.reason, version: e.version })),
    OrderCancellationRefused: (docs, e) =>
      docs.patch(e.data.orderId, (order) => ({ ...step(order, e.data.stage, e, null), refusal: e.data.reason })),
  },
});

function step(order: OrderDocument, status: OrderStatus, e: Happened, by: Actor | null): OrderDocument {
  const history = [...order.history, { status, at: e.time, by: by && unlessErased(by.name) }];
  return { ...order, status, history, updatedAt: e.time, version: e.version };
}

/** The goods moved on. While a cancellation is undecided that is history, but not yet the order's status. */
function reached(order: OrderDocument, stage: Stage, e: Happened, by: Actor | null): OrderDocument {
  const next = step(order, stage, e, by);
  return order.status === 'CANCELLING' ? { ...next, status: 'CANCELLING' } : next;
}
