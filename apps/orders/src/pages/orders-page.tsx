/** The orders a person may see, live, and the one that is open beside the list. */
import { useLive, useNavigate, useParams, useSearch, useUser } from '@tessera/app-kit';
import {
  ButtonLink,
  DataTable,
  EmptyState,
  FailurePlace,
  Icon,
  Money,
  Page,
  PageHeader,
  PersonName,
  RelativeTime,
  SearchField,
  SegmentedControl,
  Split,
  StaleNotice,
  StatusBadge,
} from '@tessera/shared-ui';
import { useMemo } from 'react';
import { OrdersOrderListDocument, type OrdersOrderListSubscription } from '#graphql';
import { OrderPanel } from '../order/order-panel.tsx';
import { lookOf } from '../order/order-status.ts';
import { matches, views, viewOf } from '../order/order-views.ts';
import '../styles.css';

type OrderRow = OrdersOrderListSubscription['orderList'][number];

const columns = [
  {
    id: 'number',
    header: 'Order',
    width: 130,
    cell: (order: OrderRow) => <span className="orders-number">{order.number}</span>,
  },
  {
    id: 'status',
    header: 'Status',
    width: 130,
    cell: (order: OrderRow) => <StatusBadge tone={lookOf(order.status).tone}>{lookOf(order.status).label}</StatusBadge>,
  },
  {
    id: 'customer',
    header: 'Customer',
    width: 160,
    priority: 3,
    cell: (order: OrderRow) => <PersonName name={order.customer.name} erased="Erased customer" />,
  },
  { id: 'parts', header: 'Parts', cell: (order: OrderRow) => <span className="orders-parts">{partsOf(order)}</span> },
  {
    id: 'placed',
    header: 'Placed',
    width: 120,
    priority: 2,
    cell: (order: OrderRow) => <RelativeTime at={order.placedAt} />,
  },
  {
    id: 'total',
    header: 'Total',
    align: 'end',
    width: 120,
    cell: (order: OrderRow) => <Money minor={order.total} currency={order.currency} />,
  },
] as const;

/** Who sees everybody's orders, and therefore who placed them. */
const overseers = ['staff', 'warehouse'];

export default function OrdersPage() {
  const { orderId } = useParams();
  const [search, setSearch] = useSearch();
  const navigate = useNavigate();
  const user = useUser();
  const overseer = user?.roles.some((role) => overseers.includes(role)) ?? false;
  const live = useLive(OrdersOrderListDocument, { customer: overseer ? null : (user?.id ?? '') });
  const view = viewOf(search['view']);
  const query = search['q'] ?? '';

  const newestFirst = useMemo(
    () => [...live.documents].sort((a, b) => (a.placedAt < b.placedAt ? 1 : -1)),
    [live.documents],
  );
  const rows = useMemo(
    () => newestFirst.filter((order) => view.includes(order.status) && matches(order, query)),
    [newestFirst, view, query],
  );
  const loading = live.state === 'loading';
  const keep = new URLSearchParams(
    Object.entries(search).filter((entry): entry is [string, string] => entry[1] !== undefined),
  ).toString();
  const to = (path: string) => navigate(keep === '' ? path : `${path}?${keep}`);

  return (
    <Split
      panel={
        orderId === undefined ? null : (
          <OrderPanel
            key={orderId}
            orderId={orderId}
            live={live.documents.find(({ id }) => id === orderId)}
            onClose={() => to('/orders')}
          />
        )
      }
    >
      <Page>
        <PageHeader
          title="Orders"
          about={overseer ? 'Everybody’s orders, as they are right now.' : 'Your orders, as they are right now.'}
          actions={
            <ButtonLink variant="primary" href="/orders/new" icon={<Icon name="plus" />}>
              New order
            </ButtonLink>
          }
        >
          <SearchField
            label="Search orders"
            placeholder="Number, customer or part"
            value={query}
            onChange={(q) => setSearch({ q: q === '' ? undefined : q }, { replace: true })}
          />
          <SegmentedControl
            label="Which orders"
            value={view.id}
            onChange={(id) => setSearch({ view: id === 'all' ? undefined : id })}
            options={views.map(({ id, label, includes }) => ({
              id,
              label,
              // Nothing is known before the first view; a 0 would be a statement.
              count:
                live.state === 'loading' ? undefined : live.documents.filter(({ status }) => includes(status)).length,
            }))}
          />
        </PageHeader>
        {live.state === 'stale' && live.asOf !== undefined ? (
          <StaleNotice asOf={live.asOf}>{live.problem?.message ?? 'Not updating'}</StaleNotice>
        ) : null}
        {live.problem && live.asOf === undefined ? (
          <FailurePlace
            title="Orders can’t be shown right now"
            owner={live.problem.owner}
            reason={live.problem.message}
            code={live.problem.code}
            onRetry={live.problem.retry}
          />
        ) : (
          <DataTable
            label="Orders"
            columns={overseer ? columns : columns.filter(({ id }) => id !== 'customer')}
            rows={loading ? undefined : rows}
            rowKey={(order) => order.id}
            selectedKey={orderId}
            onOpen={(order) => to(`/orders/${order.id}`)}
            changed={live.changed}
            holdNewFor={`${view.id} ${query}`}
            newRowsNoun={['order', 'orders']}
            empty={
              live.documents.length === 0 ? (
                <EmptyState
                  icon="shopping-cart"
                  title="No orders yet"
                  action={
                    <ButtonLink variant="primary" href="/orders/new">
                      Place the first
                    </ButtonLink>
                  }
                >
                  What you order stands here, from placing it to its delivery.
                </EmptyState>
              ) : (
                <EmptyState icon="search" title="No order fits">
                  Try another word, or look at all orders.
                </EmptyState>
              )
            }
          />
        )}
      </Page>
    </Split>
  );
}

function partsOf(order: OrderRow): string {
  const [first, ...others] = order.lines;
  if (!first) return '';
  const quantity = first.quantity === 1 ? '' : `${first.quantity} × `;
  return others.length === 0 ? `${quantity}${first.name}` : `${quantity}${first.name} and ${others.length} more`;
}
