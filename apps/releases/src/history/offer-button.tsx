import { Button, StatusBadge } from '@tessera/shared-ui';
import type { Offer } from './entries.ts';

interface OfferButtonProps {
  readonly offer: Offer;
  /** What the gate says of its target; undefined as long as that is not known. */
  readonly verdict: { readonly answer: string; readonly reasons: number; readonly first?: string | null } | undefined;
  readonly isDisabled: boolean;
  readonly onPress: () => void;
}

/** One click, where the gate permits it; else that it does not. */
export function OfferButton({ offer: { verb, target }, verdict, isDisabled, onPress }: OfferButtonProps) {
  const [module, version] = target.split('@');
  if (verdict?.answer === 'NO') {
    return (
      <span title={verdict.first ?? undefined}>
        <StatusBadge tone="danger" plain>
          {verb === 'rollback' ? 'No way back' : 'Breaks others'}
        </StatusBadge>
      </span>
    );
  }
  // What has been live may be returned to without a contract; it is promoted nowhere else.
  if (verdict?.answer !== 'YES' && !(verb === 'rollback' && verdict?.answer === 'UNKNOWN')) return null;
  return (
    <Button
      size="small"
      isDisabled={isDisabled}
      onPress={onPress}
      aria-label={verb === 'rollback' ? `Back to ${version} of ${module}` : `Promote ${target}`}
    >
      {verb === 'rollback' ? `Back to ${version}` : 'Promote'}
    </Button>
  );
}
