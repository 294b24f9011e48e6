import { KeyValueList, PersonName, RelativeTime, Section, SidePanel } from '@tessera/shared-ui';
import type { ReleasesRefusedQuery } from '#graphql';
import { RefusalView } from './refusal-view.tsx';

export type Attempt = ReleasesRefusedQuery['releaseHistory']['items'][number];

interface AttemptPanelProps {
  readonly attempt: Attempt;
  readonly onClose: () => void;
}

/** A refused attempt with everything the gate said. */
export function AttemptPanel({ attempt, onClose }: AttemptPanelProps) {
  const { module, version, environment, team, at, by, reason, share, judgement, refusals } = attempt;
  return (
    <SidePanel title={`${module}@${version}`} subtitle={`Refused in ${environment}`} onClose={onClose}>
      <Section title="The attempt">
        <KeyValueList
          items={[
            { label: 'By', value: <PersonName name={by} /> },
            { label: 'When', value: <RelativeTime at={at} /> },
            { label: 'Owner', value: `Team ${team}` },
            { label: 'For', value: share === null ? 'Everybody' : `${share} % of the users` },
            ...(reason ? [{ label: 'Why', value: reason }] : []),
            ...(judgement
              ? [
                  {
                    label: 'Judged against',
                    value: `${judgement.releases} live releases, ${judgement.pairs} pairs`,
                  },
                ]
              : []),
            ...(judgement && judgement.unjudged.length > 0
              ? [{ label: 'Not judged', value: `${judgement.unjudged.join(', ')}: no contract is known` }]
              : []),
          ]}
        />
      </Section>
      <Section title={refusals.length === 1 ? 'The reason' : `${refusals.length} reasons`}>
        <ul className="releases-reasons">
          {refusals.map((refusal) => (
            <RefusalView
              key={`${refusal.code} ${refusal.consumer.module}@${refusal.consumer.version} ${refusal.provider.module}@${refusal.provider.version} ${refusal.subject}`}
              refusal={refusal}
            />
          ))}
        </ul>
      </Section>
    </SidePanel>
  );
}
