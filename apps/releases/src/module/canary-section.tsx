import { Button, KeyValueList, Menu, RelativeTime, Section } from '@tessera/shared-ui';
import type { LiveModule } from '../composition/rows.ts';
import { sharesAbove } from './shares.ts';
import type { ReleaseVerbs } from './use-release-verbs.ts';

interface CanarySectionProps {
  readonly live: LiveModule;
  readonly mayRelease: boolean;
  readonly verbs: ReleaseVerbs;
}

/** A release that a share of the users tries: widened, given to everyone, or taken back. */
export function CanarySection({ live, mayRelease, verbs }: CanarySectionProps) {
  const { canaryVersion, canaryShare, canarySince } = live;
  const version = canaryVersion ?? '';
  return (
    <Section title="Canary">
      <KeyValueList
        items={[
          { label: 'Version', value: <span className="releases-version">{version}</span> },
          { label: 'Reaches', value: `${canaryShare} % of the users, always the same people` },
          ...(canarySince ? [{ label: 'Since', value: <RelativeTime at={canarySince} /> }] : []),
        ]}
      />
      {mayRelease ? (
        <div className="releases-verbs">
          <Button size="small" variant="primary" isPending={verbs.running} onPress={() => void verbs.promote(version)}>
            Give to everyone
          </Button>
          <Menu
            trigger={
              <Button size="small" isDisabled={verbs.running}>
                Widen
              </Button>
            }
            items={sharesAbove(canaryShare ?? 0).map((share) => ({ id: String(share), label: `To ${share} %` }))}
            onAction={(share) => void verbs.promote(version, Number(share))}
          />
          <Button size="small" variant="danger" isDisabled={verbs.running} onPress={() => void verbs.rollBack()}>
            End canary
          </Button>
        </div>
      ) : null}
    </Section>
  );
}
