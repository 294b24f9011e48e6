import { StatusBadge } from '@tessera/shared-ui';

/** How much of a part can be had at once. Nothing is said when fulfilment did not answer: unknown is not zero. */
export function AvailabilityBadge({
  free,
  plain = false,
}: {
  readonly free: number | undefined;
  readonly plain?: boolean;
}) {
  if (free === undefined)
    return (
      <StatusBadge plain={plain} tone="neutral">
        Stock unknown
      </StatusBadge>
    );
  if (free === 0)
    return (
      <StatusBadge plain={plain} tone="danger">
        Out of stock
      </StatusBadge>
    );
  if (free < 10) return <StatusBadge plain={plain} tone="warning">{`${free} left`}</StatusBadge>;
  return (
    <StatusBadge plain={plain} tone="success">
      In stock
    </StatusBadge>
  );
}
