/** One module: what is live (of a library, of each major), who tries what comes next, and its releases. */
import { useUser } from '@tessera/app-kit';
import { Banner, Section, SidePanel } from '@tessera/shared-ui';
import { Fragment, useMemo, useState } from 'react';
import { lineOf, type Census, type LiveModule, type ModuleRow } from '../composition/rows.ts';
import { kindLabel } from '../composition/words.ts';
import { useEnvironment } from '../console/environment.ts';
import { CanarySection } from './canary-section.tsx';
import { FinalizeDialog } from './finalize-dialog.tsx';
import { KillDialog } from './kill-dialog.tsx';
import { LiveSection } from './live-section.tsx';
import { ReleaseList } from './release-list.tsx';
import { useReleaseVerbs } from './use-release-verbs.ts';
import { WayBackButtons } from './way-back-buttons.tsx';

interface ModulePanelProps {
  readonly module: string;
  /** One for each major of a library. None: nothing of it is live, or that is not known yet. */
  readonly rows: readonly ModuleRow[];
  /** False: what is live is not known yet. */
  readonly isKnown: boolean;
  readonly census: readonly Census[];
  readonly onClose: () => void;
}

export function ModulePanel({ module, rows, isKnown, census, onClose }: ModulePanelProps) {
  const { environment, suffix } = useEnvironment();
  const [first] = rows;
  const isOne = rows.length === 1;
  const lives = useMemo(() => rows.map(({ live }) => live), [rows]);
  const mayRelease = useUser()?.roles.includes('release-manager') ?? false;
  // Every row names the whole composition's.
  const verbs = useReleaseVerbs(module, first?.live.revision ?? null);
  const [killing, setKilling] = useState<string>();
  const [finalizing, setFinalizing] = useState<string>();
  const { refusal } = verbs;
  const finalized = lives.find((live) => lineOf(live) === finalizing);
  const wayBack = (live: LiveModule) => (
    <WayBackButtons live={live} isOneOfSeveral={!isOne} verbs={verbs} onFinalize={() => setFinalizing(lineOf(live))} />
  );

  return (
    <SidePanel
      title={module}
      subtitle={first && `${kindLabel(first.live.kind)} of ${first.live.team}, ${first.live.contact}`}
      onClose={onClose}
      actions={mayRelease && first && isOne ? wayBack(first.live) : undefined}
    >
      {refusal ? (
        <Banner tone="danger" title={refusal.title} onDismiss={verbs.forgetRefusal}>
          <p className="releases-refusal">{refusal.reason}</p>
        </Banner>
      ) : null}
      {isKnown && rows.length === 0 ? (
        <Section title={`Live${suffix}`}>
          <p className="releases-quiet releases-text">{`Nothing of it is live in ${environment}.`}</p>
        </Section>
      ) : null}
      {rows.map((row) => (
        <Fragment key={row.live.id}>
          <LiveSection title={isOne ? `Live${suffix}` : `Live${suffix}: ${lineOf(row.live)}`} row={row}>
            {mayRelease && !isOne && row.live.previousVersion ? (
              <div className="releases-verbs">{wayBack(row.live)}</div>
            ) : null}
          </LiveSection>
          {row.live.canaryVersion ? <CanarySection live={row.live} mayRelease={mayRelease} verbs={verbs} /> : null}
        </Fragment>
      ))}
      <ReleaseList
        module={module}
        lives={lives}
        census={census}
        mayRelease={mayRelease}
        verbs={verbs}
        onKill={setKilling}
      />
      {finalizing !== undefined && finalized?.previousVersion ? (
        <FinalizeDialog
          line={finalizing}
          version={finalized.version}
          previous={finalized.previousVersion}
          onClose={() => setFinalizing(undefined)}
          onFinalize={(reason) => {
            setFinalizing(undefined);
            void verbs.finalize(reason, finalizing);
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
