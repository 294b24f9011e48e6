import { BoardCard, Button, RelativeTime } from '@tessera/shared-ui';
import { memo } from 'react';
import type { FulfilmentShipmentBoardSubscription } from '#graphql';
import type { Column } from './shipment-status.ts';
import { useShipmentStep } from './use-shipment-step.ts';

type Shipment = FulfilmentShipmentBoardSubscription['shipmentBoard'][number];

interface ShipmentCardProps {
  readonly shipment: Shipment;
  readonly step: Column['step'];
  readonly isChanged: boolean;
  readonly isSelected: boolean;
  readonly onOpen: (id: string) => void;
}

/** Lines beyond these are counted, not listed: the card is for finding, the panel for reading. */
const linesShown = 3;

/** Memoised: one shipment that changes must not draw a hundred others again. */
export const ShipmentCard = memo(function ShipmentCard({
  shipment,
  step,
  isChanged,
  isSelected,
  onOpen,
}: ShipmentCardProps) {
  const { run, running } = useShipmentStep(shipment);
  const more = shipment.lines.length - linesShown;
  return (
    <BoardCard
      label={shipment.orderNumber}
      onOpen={() => onOpen(shipment.id)}
      isChanged={isChanged}
      isSelected={isSelected}
      actions={
        step ? (
          <Button
            size="small"
            variant={step.name === 'deliver' ? 'quiet' : 'secondary'}
            isPending={running}
            onPress={() => void run(step.name)}
          >
            {step.label}
          </Button>
        ) : undefined
      }
    >
      <div className="fulfilment-card__head">
        <span className="fulfilment-card__number">{shipment.orderNumber}</span>
        <RelativeTime at={shipment.updatedAt} />
      </div>
      <ul className="fulfilment-card__lines">
        {shipment.lines.slice(0, linesShown).map((line) => (
          <li key={line.sku}>
            <span className="fulfilment-card__quantity">{line.quantity}</span>
            <span className="fulfilment-card__name">{line.name}</span>
          </li>
        ))}
        {more > 0 ? <li className="fulfilment-card__more">{`and ${more} more`}</li> : null}
      </ul>
      {shipment.trackingCode ? (
        <div className="fulfilment-card__tracking">
          {[shipment.carrier, shipment.trackingCode].filter(Boolean).join(' · ')}
        </div>
      ) : null}
    </BoardCard>
  );
});
