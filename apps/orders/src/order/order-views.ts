/** The ways to look at a list of orders. */
import type { OrderStatus } from '#graphql';

export interface OrderView {
  readonly id: string;
  readonly label: string;
  includes(status: OrderStatus): boolean;
}

const over: ReadonlySet<OrderStatus> = new Set(['COMPLETED', 'CANCELLED', 'REFUSED']);

const all: OrderView = { id: 'all', label: 'All', includes: () => true };

export const views: readonly OrderView[] = [
  all,
  { id: 'open', label: 'Open', includes: (status) => !over.has(status) },
  { id: 'done', label: 'Done', includes: (status) => over.has(status) },
];

/** All orders when the address names a view that does not exist. */
export function viewOf(id: string | undefined): OrderView {
  return views.find((view) => view.id === id) ?? all;
}

interface Searchable {
  readonly number: string;
  readonly customer: { readonly name: string | null };
  readonly lines: readonly { readonly sku: string; readonly name: string }[];
}

/** Every word must stand somewhere: in the number, the customer's name, a part's name or SKU. */
export function matches(order: Searchable, query: string): boolean {
  const text = [order.number, order.customer.name ?? '', ...order.lines.flatMap(({ sku, name }) => [sku, name])]
    .join(' ')
    .toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
