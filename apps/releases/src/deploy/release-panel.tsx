import { useUser } from '@tessera/app-kit';
import { Banner, Button, PersonName, RelativeTime, SidePanel } from '@tessera/shared-ui';
import { useReleaseVerbs } from '../module/use-release-verbs.ts';
import { useEnvironment } from '../console/environment.ts';
import { cellIn, type Candidate } from './answers.ts';
import { VerdictSection } from './verdict-section.tsx';

interface ReleasePanelProps {
  readonly candidate: Candidate;
  readonly onClose: () => void;
}

/** One release: may it go live, where not and why not; and, where it may, the way there. */
export function ReleasePanel({ candidate, onClose }: ReleasePanelProps) {
  const { module, version, team, publishedAt, publishedBy, cells } = candidate;
  const { environment, isDefault, label } = useEnvironment();
  const here = cellIn(cells, environment);
  // Its own answer first, then what the others say.
  const inOrder = [...(here ? [here] : []), ...cells.filter((cell) => cell !== here)];
  const mayRelease = useUser()?.roles.includes('release-manager') ?? false;
  const verbs = useReleaseVerbs(module, here?.revision || null);
  return (
    <SidePanel
      title={`${module}@${version}`}
      subtitle={
        <>
          {`Team ${team}, published `}
          <RelativeTime at={publishedAt} />
          {' by '}
          <PersonName name={publishedBy} />
        </>
      }
      onClose={onClose}
      actions={
        mayRelease && here?.answer === 'YES' ? (
          <Button size="small" variant="primary" isPending={verbs.running} onPress={() => void verbs.promote(version)}>
            {isDefault ? 'Promote' : `Promote to ${label}`}
          </Button>
        ) : undefined
      }
    >
      {verbs.refusal ? (
        <Banner tone="danger" title={verbs.refusal.title} onDismiss={verbs.forgetRefusal}>
          <p className="releases-refusal">{verbs.refusal.reason}</p>
        </Banner>
      ) : null}
      {inOrder.map((cell) => (
        <VerdictSection key={cell.environment} module={module} version={version} cell={cell} />
      ))}
    </SidePanel>
  );
}
