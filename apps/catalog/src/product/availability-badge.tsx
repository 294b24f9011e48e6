import { StatusBadge } from '@tessera/shared-ui';

/** How much of a part can be had at once. Nothing is said when fulfilment did not answer: unknown is not zero. */
export function AvailabilityBadge({ free }: { free: number | undefined }) {
  if (free === undefined) return <StatusBadge tone="neutral">Stock unknown</StatusBadge>;
  if (free === 0) return <StatusBadge tone="danger">Out of stock</StatusBadge>;
  if (free < 10) return <StatusBadge tone="warning">{`${free} left`}</StatusBadge>;
  return <StatusBadge tone="success">In stock</StatusBadge>;
}
