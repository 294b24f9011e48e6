/** How an order's status reads and looks; a tone never stands without its word. */
import type { OrderStatus } from '#graphql';

export type Tone = 'neutral' | 'info' | 'success' | 'warning' | 'danger';

interface StatusLook {
  readonly label: string;
  readonly tone: Tone;
}

const looks: Record<OrderStatus, StatusLook> = {
  PLACED: { label: 'Placed', tone: 'neutral' },
  CONFIRMED: { label: 'Confirmed', tone: 'info' },
  REFUSED: { label: 'Refused', tone: 'danger' },
  PICKED: { label: 'Picked', tone: 'info' },
  DISPATCHED: { label: 'Dispatched', tone: 'info' },
  COMPLETED: { label: 'Completed', tone: 'success' },
  CANCELLING: { label: 'Cancelling', tone: 'warning' },
  CANCELLED: { label: 'Cancelled', tone: 'neutral' },
};

export function lookOf(status: OrderStatus): StatusLook {
  return looks[status];
}

const cancellable: ReadonlySet<OrderStatus> = new Set(['PLACED', 'CONFIRMED', 'PICKED']);

/** Whether asking makes sense; fulfilment still decides. */
export function isCancellable(status: OrderStatus): boolean {
  return cancellable.has(status);
}
