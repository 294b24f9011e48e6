import { useQuery } from '@tessera/app-kit';
import { Section, Skeleton, StatusBadge } from '@tessera/shared-ui';
import { ReleasesCanIDeployDocument } from '#graphql';
import { environmentLabel } from '../console/environment.ts';
import { PanelFailure } from '../console/panel-failure.tsx';
import { RefusalView } from '../refused/refusal-view.tsx';
import { answerLook, type Cell } from './answers.ts';

interface VerdictSectionProps {
  readonly module: string;
  readonly version: string;
  readonly cell: Cell;
}

/** What the gate says of one release in one environment, with every reason; asked for when it is looked at. */
export function VerdictSection({ module, version, cell }: VerdictSectionProps) {
  const { environment, answer, revision } = cell;
  const isJudged = answer === 'YES' || answer === 'NO';
  const { data, problem, refetch } = useQuery(
    ReleasesCanIDeployDocument,
    { module, version, environment },
    { pause: !isJudged, newerThan: revision },
  );
  const look = answerLook(cell);
  return (
    <Section title={environmentLabel(environment)} actions={<StatusBadge tone={look.tone}>{look.label}</StatusBadge>}>
      {!isJudged ? (
        <p className="releases-quiet releases-text">{standing[answer] ?? ''}</p>
      ) : data?.canIDeploy ? (
        <>
          <p className="releases-quiet releases-text">
            {`Judged against ${data.canIDeploy.releases} releases that somebody can still run there.`}
            {data.canIDeploy.unjudged.length === 0
              ? null
              : ` Not judged, because no contract is known: ${data.canIDeploy.unjudged.join(', ')}.`}
          </p>
          <ul className="releases-reasons">
            {data.canIDeploy.refusals.map((refusal) => (
              <RefusalView
                key={`${refusal.code} ${refusal.consumer.module}@${refusal.consumer.version} ${refusal.provider.module}@${refusal.provider.version} ${refusal.subject}`}
                refusal={refusal}
              />
            ))}
          </ul>
        </>
      ) : problem ? (
        <PanelFailure title="The reasons can’t be shown right now" problem={problem} onRetry={refetch} />
      ) : (
        <Skeleton height={80} shape="block" />
      )}
    </Section>
  );
}

const standing: Readonly<Record<string, string>> = {
  LIVE: 'Everybody has it.',
  CANARY: 'A share of the users has it.',
  KILLED: 'It was taken off every page and never goes live there again.',
  UNKNOWN: 'It was published without a contract, so nobody can say what it would break.',
  PENDING: 'The gate has not got to it yet.',
};
