/** One shipment beside the board: what goes into the box, for whom, and how it travels. */
import { Link, useDraft, useQuery } from '@tessera/app-kit';
import {
  Button,
  EmptyState,
  FailurePlace,
  KeyValueList,
  PersonName,
  RelativeTime,
  Section,
  SidePanel,
  Skeleton,
  StatusBadge,
  TextField,
} from '@tessera/shared-ui';
import {
  FulfilmentShipmentDocument,
  type FulfilmentShipmentBoardSubscription,
  type FulfilmentShipmentQuery,
} from '#graphql';
import { columnOf, lookOf } from './shipment-status.ts';
import { useShipmentStep } from './use-shipment-step.ts';

type Shipment = NonNullable<FulfilmentShipmentQuery['shipment']>;

interface ShipmentPanelProps {
  readonly shipmentId: string;
  /** The same shipment as the board has it: newer than what was read, when they differ. */
  readonly live: FulfilmentShipmentBoardSubscription['shipmentBoard'][number] | undefined;
  readonly onClose: () => void;
}

export function ShipmentPanel({ shipmentId, live, onClose }: ShipmentPanelProps) {
  const { data, problem, refetch } = useQuery(FulfilmentShipmentDocument, { id: shipmentId });
  const shipment = data?.shipment;
  if (shipment) return <Details shipment={{ ...shipment, ...live }} onClose={onClose} />;
  return (
    <SidePanel title={live?.orderNumber ?? 'Shipment'} onClose={onClose}>
      {problem ? (
        <FailurePlace
          title="This shipment can’t be shown right now"
          owner={problem.owner}
          reason={problem.message}
          code={problem.code}
          onRetry={refetch}
        />
      ) : data ? (
        <EmptyState icon="truck" title="There is no such shipment">
          Shipments appear when an order’s stock is reserved.
        </EmptyState>
      ) : (
        <Skeleton height={240} shape="block" />
      )}
    </SidePanel>
  );
}

function Details({ shipment, onClose }: { readonly shipment: Shipment; readonly onClose: () => void }) {
  const { run, running } = useShipmentStep(shipment);
  const [carrier, setCarrier] = useDraft(`fulfilment.carrier.${shipment.id}`, 'Brightwater Van');
  const look = lookOf(shipment.status);
  const step = columnOf(shipment.status)?.step;
  const { order } = shipment;
  return (
    <SidePanel
      title={shipment.orderNumber}
      subtitle={<StatusBadge tone={look.tone}>{look.label}</StatusBadge>}
      onClose={onClose}
      footer={
        step ? (
          <Button
            variant="primary"
            wide
            isPending={running}
            isDisabled={step.name === 'dispatch' && carrier.trim() === ''}
            onPress={() => void run(step.name, carrier.trim())}
          >
            {step.label}
          </Button>
        ) : undefined
      }
    >
      <Section title="In the box">
        <ul className="fulfilment-box">
          {shipment.lines.map((line) => (
            <li key={line.sku}>
              <span className="fulfilment-box__quantity">{line.quantity}</span>
              <span>
                <span className="fulfilment-box__name">{line.name}</span>
                <span className="fulfilment-box__sku">{line.sku}</span>
              </span>
            </li>
          ))}
        </ul>
      </Section>
      {step?.name === 'dispatch' ? (
        <Section title="Carrier">
          <TextField
            label="Carrier"
            hideLabel
            value={carrier}
            onChange={setCarrier}
            error={carrier.trim() === '' ? 'Say who carries it.' : undefined}
          />
        </Section>
      ) : null}
      <Section title="Order">
        {order ? (
          <KeyValueList
            items={[
              { label: 'Number', value: <Link to={`/orders/${order.id}`}>{order.number}</Link> },
              { label: 'Customer', value: <PersonName name={order.customer.name} erased="Erased customer" /> },
              { label: 'Placed', value: <RelativeTime at={order.placedAt} /> },
              ...(order.note ? [{ label: 'Note', value: order.note }] : []),
            ]}
          />
        ) : (
          <p className="fulfilment-quiet">Orders did not say more about it. Picking and dispatching go on.</p>
        )}
      </Section>
      {shipment.trackingCode ? (
        <Section title="Journey">
          <KeyValueList
            items={[
              { label: 'Carrier', value: shipment.carrier ?? 'Not named' },
              { label: 'Tracking', value: shipment.trackingCode },
            ]}
          />
        </Section>
      ) : null}
    </SidePanel>
  );
}
