import { KeyValueList, PersonName, RelativeTime, Section } from '@tessera/shared-ui';
import type { ReactNode } from 'react';
import type { ModuleRow } from '../composition/rows.ts';
import { HealthSpark } from '../health/health-spark.tsx';

interface LiveSectionProps {
  readonly title: string;
  readonly row: ModuleRow;
  /** What can be done about it, below. */
  readonly children?: ReactNode;
}

/** What everybody has of a module, or of one major of a library. */
export function LiveSection({ title, row, children }: LiveSectionProps) {
  const { live } = row;
  return (
    <Section title={title}>
      <KeyValueList
        items={[
          { label: 'Version', value: <span className="releases-version releases-whole">{live.version}</span> },
          { label: 'Since', value: <RelativeTime at={live.since} /> },
          { label: 'By', value: <PersonName name={live.by} /> },
          ...(live.reason ? [{ label: 'Why', value: live.reason }] : []),
          { label: 'Way back', value: <WayBack {...live} /> },
          ...(live.pins.length > 0 ? [{ label: 'Pinned', value: <Pinned pins={live.pins} /> }] : []),
          { label: 'Last hour', value: <HealthSpark hour={row.health} /> },
          { label: 'Open tabs', value: tabsSentence(row) },
          { label: 'Digest', value: <code className="releases-digest">{live.digest}</code> },
        ]}
      />
      {children}
    </Section>
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

/** What groups of people have instead. */
function Pinned({ pins }: Pick<ModuleRow['live'], 'pins'>) {
  return (
    <>
      {pins.map(({ name, version }) => (
        <div key={name}>
          <span className="releases-version">{version}</span> for {name}
        </div>
      ))}
    </>
  );
}

function tabsSentence({ tabs, behind }: ModuleRow): string {
  if (tabs === 0) return 'None';
  if (behind === 0) return `${tabs}, all up to date`;
  return `${tabs}, ${behind} of them behind`;
}
