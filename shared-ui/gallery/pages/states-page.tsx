import {
  Button,
  ButtonLink,
  DataTable,
  EmptyState,
  FailurePlace,
  ForbiddenPlace,
  LiveDot,
  PageHeader,
  Section,
  StaleNotice,
  type Column,
} from '../../src/index.ts';
import { orders, type SampleOrder } from '../sample/orders.ts';

const columns: Column<SampleOrder>[] = [
  { id: 'number', header: 'Order', width: 120, cell: (order) => order.number },
  { id: 'customer', header: 'Customer', cell: (order) => order.customer },
  { id: 'lines', header: 'Lines', width: 100, align: 'end', cell: (order) => order.lines },
];
const rowKey = (order: SampleOrder) => order.id;
const owner = { name: 'Orders', contact: '#team-orders' };

export function StatesPage() {
  return (
    <>
      <PageHeader
        title="States"
        about={
          <>
            <LiveDot state="reconnecting" /> <LiveDot state="offline" since={new Date(2026, 10, 23, 9, 41)} />
          </>
        }
      />
      <div className="gallery-pad">
        <FailurePlace
          title="Orders can’t be shown right now"
          owner={owner}
          reason="The orders service does not answer. Catalog and dispatch work as usual; nothing you placed is lost."
          code="SERVICE_UNAVAILABLE"
          onRetry={() => {}}
        />
        <ForbiddenPlace
          title="Stock is for warehouse staff"
          owner={{ name: 'Fulfilment', contact: '#team-fulfilment' }}
        >
          Ask your team lead for the role “warehouse”.
        </ForbiddenPlace>
        <StaleNotice asOf={new Date(2026, 10, 23, 9, 41)}>Live updates are interrupted</StaleNotice>
        <EmptyState
          icon="shopping-cart"
          title="No orders yet"
          action={
            <ButtonLink href="#new-order" variant="primary">
              Place an order
            </ButtonLink>
          }
        >
          Orders you place appear here, and move on by themselves as the warehouse picks and sends them.
        </EmptyState>
        <Section title="Loading">
          <DataTable label="Orders" columns={columns} rows={undefined} rowKey={rowKey} skeletonRows={5} />
        </Section>
        <Section title="Nothing fits">
          <DataTable
            label="Orders"
            columns={columns}
            rows={[]}
            rowKey={rowKey}
            empty={
              <EmptyState icon="search" title="No order fits">
                Try fewer words.
                <Button size="small">Show all orders</Button>
              </EmptyState>
            }
          />
        </Section>
        <Section title="Changed">
          <DataTable
            label="Changed orders"
            columns={columns}
            rows={orders.slice(0, 3)}
            rowKey={rowKey}
            changed={new Set([orders[1]?.id ?? ''])}
          />
        </Section>
      </div>
    </>
  );
}
