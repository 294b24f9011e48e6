import { useState } from 'react';
import {
  Board,
  BoardCard,
  BoardColumn,
  Button,
  LiveDot,
  PageHeader,
  RelativeTime,
  StatusGlyph,
  type StatusShape,
} from '../../src/index.ts';
import { orders, type SampleOrder } from '../sample/orders.ts';

const columns: { title: string; shape: StatusShape; from: number; to: number; action?: string }[] = [
  { title: 'To pick', shape: 'open', from: 0, to: 4, action: 'Pick' },
  { title: 'Picked', shape: 'half', from: 4, to: 6, action: 'Dispatch' },
  { title: 'Dispatched', shape: 'most', from: 6, to: 9, action: 'Mark delivered' },
  { title: 'Delivered', shape: 'done', from: 0, to: 0 },
];

export function BoardPage() {
  const [selected, setSelected] = useState('');
  return (
    <>
      <PageHeader
        title="Dispatch board"
        about={
          <>
            Everything that has to leave the house. <LiveDot state="live" />
          </>
        }
      />
      <Board label="Shipments by status">
        {columns.map(({ title, shape, from, to, action }) => (
          <BoardColumn
            key={title}
            title={title}
            count={to - from}
            icon={<StatusGlyph shape={shape} />}
            empty="Shipments that reached their customer appear here."
          >
            {orders.slice(from, to).map((order) => card(order, action, selected === order.id, setSelected))}
          </BoardColumn>
        ))}
      </Board>
    </>
  );
}

function card(order: SampleOrder, action: string | undefined, isSelected: boolean, open: (id: string) => void) {
  return (
    <BoardCard
      key={order.id}
      label={`${order.number}, ${order.customer}`}
      isSelected={isSelected}
      onOpen={() => open(order.id)}
      actions={action ? <Button size="small">{action}</Button> : null}
    >
      <div className="gallery-row" style={{ justifyContent: 'space-between' }}>
        <strong className="ts-figures">{order.number}</strong>
        <span className="gallery-soft">
          <RelativeTime at={order.placedAt} />
        </span>
      </div>
      <span>{order.customer}</span>
      <span className="gallery-soft">
        {order.lines} {order.lines === 1 ? 'line' : 'lines'}
      </span>
    </BoardCard>
  );
}
