/** One module: what is live, who tries what comes next, and its releases. */
import { useUser } from '@tessera/app-kit';
import { Banner, Button, KeyValueList, PersonName, RelativeTime, Section, SidePanel } from '@tessera/shared-ui';
import { useState } from 'react';
import { lineOf, type Census, type ModuleRow } from '../composition/rows.ts';
import { kindLabel } from '../composition/words.ts';
import { HealthSpark } from '../health/health-spark.tsx';
import { CanarySection } from './canary-section.tsx';
import { FinalizeDialog } from './finalize-dialog.tsx';
import { KillDialog } from './kill-dialog.tsx';
import { ReleaseList } from './release-list.tsx';
import { useReleaseVerbs } from './use-release-verbs.ts';

interface ModulePanelProps {
  readonly module: string;
  /** Undefined: nothing of it is live, or that is not known yet. */
  readonly row: ModuleRow | undefined;
  readonly census: readonly Census[];
  readonly onClose: () => void;
}

export function ModulePanel({ module, row, census, onClose }: ModulePanelProps) {
  const live = row?.live;
  const mayRelease = useUser()?.roles.includes('release-manager') ?? false;
  const verbs = useReleaseVerbs(module, live?.revision ?? null);
  const [killing, setKilling] = useState<string>();
  const [finalizing, setFinalizing] = useState(false);
  const { refusal } = verbs;

  return (
    <SidePanel
      title={module}
      subtitle={live ? `${kindLabel(live.kind)} of ${live.team}, ${live.contact}` : undefined}
      onClose={onClose}
      actions={
        mayRelease && live?.previousVersion ? (
          <>
            <Button size="small" variant="quiet" isDisabled={verbs.running} onPress={() => setFinalizing(true)}>
              Finalize
            </Button>
            {live.canaryVersion ? null : (
              <Button
                size="small"
                variant="danger"
                isPending={verbs.running}
                onPress={() => void verbs.rollBack(lineOf(live))}
              >
                {`Roll back to ${live.previousVersion}`}
              </Button>
            )}
          </>
        ) : undefined
      }
    >
      {refusal ? (
        <Banner tone="danger" title={refusal.title} onDismiss={verbs.forgetRefusal}>
          <p className="releases-refusal">{refusal.reason}</p>
        </Banner>
      ) : null}
      {row && live ? (
        <Section title="Live">
          <KeyValueList
            items={[
              { label: 'Version', value: <span className="releases-version">{live.version}</span> },
              { label: 'Since', value: <RelativeTime at={live.since} /> },
              { label: 'By', value: <PersonName name={live.by} /> },
              ...(live.reason ? [{ label: 'Why', value: live.reason }] : []),
              { label: 'Way back', value: <WayBack {...live} /> },
              { label: 'Last hour', value: <HealthSpark hour={row.health} /> },
              { label: 'Open tabs', value: tabsSentence(row) },
              { label: 'Digest', value: <code className="releases-digest">{live.digest}</code> },
            ]}
          />
        </Section>
      ) : null}
      {live?.canaryVersion ? <CanarySection live={live} mayRelease={mayRelease} verbs={verbs} /> : null}
      <ReleaseList
        module={module}
        live={live}
        census={census}
        mayRelease={mayRelease}
        verbs={verbs}
        onKill={setKilling}
      />
      {finalizing && live?.previousVersion ? (
        <FinalizeDialog
          line={lineOf(live)}
          version={live.version}
          previous={live.previousVersion}
          onClose={() => setFinalizing(false)}
          onFinalize={(reason) => {
            setFinalizing(false);
            void verbs.finalize(reason, lineOf(live));
          }}
        />
      ) : null}
      {killing === undefined ? null : (
        <KillDialog
          release={`${module}@${killing}`}
          onClose={() => setKilling(undefined)}
          onKill={(reason) => {
            setKilling(undefined);
            void verbs.kill(killing, reason);
          }}
        />
      )}
    </SidePanel>
  );
}

function WayBack({ previousVersion, finalizedAt }: Pick<ModuleRow['live'], 'previousVersion' | 'finalizedAt'>) {
  if (previousVersion) return <span className="releases-version">{previousVersion}</span>;
  if (!finalizedAt) return 'None';
  return (
    <>
      Given up <RelativeTime at={finalizedAt} />
    </>
  );
}

function tabsSentence({ tabs, behind }: ModuleRow): string {
  if (tabs === 0) return 'None';
  if (behind === 0) return `${tabs}, all up to date`;
  return `${tabs}, ${behind} of them behind`;
}
