/** One order beside the list: what was ordered, what happened, and the one thing that can still be done about it. */
import { notify, useCommand, useQuery } from '@tessera/app-kit';
import {
  Banner,
  Button,
  EmptyState,
  FailurePlace,
  KeyValueList,
  Money,
  PersonName,
  Section,
  SidePanel,
  Skeleton,
  StatusBadge,
  Timeline,
} from '@tessera/shared-ui';
import {
  OrdersCancelOrderDocument,
  OrdersOrderDocument,
  type OrdersOrderListSubscription,
  type OrdersOrderQuery,
} from '#graphql';
import { isCancellable, lookOf } from './order-status.ts';
import { OrderLines } from './order-lines.tsx';

type Order = NonNullable<OrdersOrderQuery['order']>;

interface OrderPanelProps {
  readonly orderId: string;
  /** The same order as the live list has it; newer than what was read, when they differ. */
  readonly live: OrdersOrderListSubscription['orderList'][number] | undefined;
  readonly onClose: () => void;
}

export function OrderPanel({ orderId, live, onClose }: OrderPanelProps) {
  const { data, problem, refetch } = useQuery(OrdersOrderDocument, { id: orderId }, { newerThan: live?.version });
  const order = data?.order;
  if (order) return <Details order={{ ...order, ...live, lines: order.lines }} onClose={onClose} />;
  return (
    <SidePanel title={live?.number ?? 'Order'} onClose={onClose}>
      {problem ? (
        <FailurePlace
          title="This order can’t be shown right now"
          owner={problem.owner}
          reason={problem.message}
          code={problem.code}
          onRetry={refetch}
        />
      ) : data ? (
        <EmptyState icon="package" title="There is no order here">
          It does not exist, or it is not yours. Its customer and our staff can see it.
        </EmptyState>
      ) : (
        <Skeleton height={240} shape="block" />
      )}
    </SidePanel>
  );
}

/** An order of somebody who was erased says nothing of letters: there is nobody to write to. */
function particularsOf({ note, email, customer }: Order) {
  return [
    ...(note ? [{ label: 'Note', value: note }] : []),
    ...(customer.name === null
      ? []
      : [{ label: 'Confirmation', value: email ?? 'No e-mail: no address was left with this order' }]),
  ];
}

/** What the reason given in `refusal` is about. */
const refusalTitles: Readonly<Record<string, string>> = {
  REFUSED: 'We could not take this order',
  CANCELLED: 'This order had to be cancelled',
};

function Details({ order, onClose }: { readonly order: Order; readonly onClose: () => void }) {
  const [cancel, { running }] = useCommand(OrdersCancelOrderDocument);
  const look = lookOf(order.status);

  const ask = async () => {
    const { data, problem } = await cancel({ input: { id: order.id } });
    const refused = problem ?? data?.cancelOrder.problem;
    if (refused) notify({ tone: 'danger', message: refused.message });
  };

  return (
    <SidePanel
      title={order.number}
      subtitle={<PersonName name={order.customer.name} erased="Erased customer" />}
      onClose={onClose}
      actions={
        isCancellable(order.status) ? (
          <Button variant="danger" size="small" isPending={running} onPress={() => void ask()}>
            Cancel order
          </Button>
        ) : undefined
      }
    >
      <div className="orders-panel">
        <div className="orders-panel__status">
          <StatusBadge tone={look.tone}>{look.label}</StatusBadge>
          <Money minor={order.total} currency={order.currency} />
        </div>
        {order.refusal ? (
          <Banner
            tone={order.status === 'REFUSED' ? 'danger' : 'warning'}
            title={refusalTitles[order.status] ?? 'It could not be cancelled'}
          >
            {order.refusal}
          </Banner>
        ) : null}
        <OrderLines lines={order.lines} currency={order.currency} />
        <KeyValueList items={particularsOf(order)} />
        {order.shipment?.trackingCode ? (
          <KeyValueList
            items={[
              { label: 'Carrier', value: order.shipment.carrier ?? 'Not named' },
              { label: 'Tracking', value: order.shipment.trackingCode },
            ]}
          />
        ) : null}
        <Section title="What happened">
          <Timeline
            label="What happened"
            steps={order.history.map((step) => ({
              id: `${step.status}-${step.at}`,
              title: lookOf(step.status).label,
              at: step.at,
              detail: step.by ?? undefined,
              tone: lookOf(step.status).tone,
            }))}
          />
        </Section>
      </div>
    </SidePanel>
  );
}
