/** The dispatch board: what is to pick, picked, on the road and delivered, as it is right now. */
import { useLive, useNavigate, useParams } from '@tessera/app-kit';
import {
  Board,
  BoardColumn,
  FailurePlace,
  Page,
  PageHeader,
  Skeleton,
  Split,
  StaleNotice,
  useChangedTint,
} from '@tessera/shared-ui';
import { useCallback, useMemo } from 'react';
import { FulfilmentShipmentBoardDocument, type FulfilmentShipmentBoardSubscription } from '#graphql';
import { ShipmentCard } from '../shipment/shipment-card.tsx';
import { ShipmentPanel } from '../shipment/shipment-panel.tsx';
import { columns, shownPerColumn, type Column } from '../shipment/shipment-status.ts';
import '../styles.css';

type Shipment = FulfilmentShipmentBoardSubscription['shipmentBoard'][number];

export default function BoardPage() {
  const { shipmentId } = useParams();
  const navigate = useNavigate();
  const board = useLive(FulfilmentShipmentBoardDocument, {});
  const tinted = useChangedTint(board.changed);
  const byStatus = useMemo(() => Map.groupBy(board.documents, ({ status }) => status), [board.documents]);
  const loading = board.state === 'loading';
  const open = useCallback((id: string) => navigate(`/fulfilment/shipments/${id}`), [navigate]);

  const card = (shipment: Shipment, column: Column) => (
    <ShipmentCard
      key={shipment.id}
      shipment={shipment}
      step={column.step}
      isChanged={tinted.has(shipment.id)}
      isSelected={shipment.id === shipmentId}
      onOpen={open}
    />
  );

  return (
    <Split
      panel={
        shipmentId === undefined ? null : (
          <ShipmentPanel
            key={shipmentId}
            shipmentId={shipmentId}
            live={board.documents.find(({ id }) => id === shipmentId)}
            onClose={() => navigate('/fulfilment')}
          />
        )
      }
    >
      <Page>
        <PageHeader title="Dispatch board" about="Confirmed orders on their way out of the building, oldest first." />
        {board.state === 'stale' && board.asOf !== undefined ? (
          <StaleNotice asOf={board.asOf}>{board.problem?.message ?? 'Not updating'}</StaleNotice>
        ) : null}
        {board.problem && board.asOf === undefined ? (
          <FailurePlace
            title="The board can’t be shown right now"
            owner={board.problem.owner}
            reason={board.problem.message}
            code={board.problem.code}
            onRetry={board.problem.retry}
            minHeight={360}
          />
        ) : (
          <Board label="Shipments by status">
            {columns.map((column) => {
              const shipments = inOrder(byStatus.get(column.status) ?? [], column);
              return (
                <BoardColumn
                  key={column.status}
                  title={column.title}
                  count={shipments.length}
                  empty={loading ? <Skeleton height={84} shape="block" /> : column.empty}
                >
                  {shipments.slice(0, shownPerColumn).map((shipment) => card(shipment, column))}
                </BoardColumn>
              );
            })}
          </Board>
        )}
      </Page>
    </Split>
  );
}

/** Work to do: oldest first, so that nothing is forgotten. Work done: newest first. */
function inOrder(shipments: readonly Shipment[], column: Column): Shipment[] {
  const sign = column.step ? 1 : -1;
  return [...shipments].sort(
    (a, b) => sign * (column.step ? a.createdAt.localeCompare(b.createdAt) : a.updatedAt.localeCompare(b.updatedAt)),
  );
}
