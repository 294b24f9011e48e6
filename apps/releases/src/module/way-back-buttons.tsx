import { Button } from '@tessera/shared-ui';
import { lineOf, type LiveModule } from '../composition/rows.ts';
import type { ReleaseVerbs } from './use-release-verbs.ts';

interface WayBackButtonsProps {
  readonly live: LiveModule;
  /** Others stand beside it: its buttons say which is meant. @default false */
  readonly isOneOfSeveral?: boolean;
  readonly verbs: ReleaseVerbs;
  readonly onFinalize: () => void;
}

/** Taking the way back, or giving it up; nothing where there is none. */
export function WayBackButtons({ live, isOneOfSeveral = false, verbs, onFinalize }: WayBackButtonsProps) {
  if (!live.previousVersion) return null;
  const line = lineOf(live);
  return (
    <>
      <Button
        size="small"
        variant="quiet"
        isDisabled={verbs.running}
        onPress={onFinalize}
        {...(isOneOfSeveral ? { 'aria-label': `Finalize ${line}` } : {})}
      >
        Finalize
      </Button>
      {live.canaryVersion ? null : (
        <Button size="small" variant="danger" isPending={verbs.running} onPress={() => void verbs.rollBack(line)}>
          {`Roll back to ${live.previousVersion}`}
        </Button>
      )}
    </>
  );
}
