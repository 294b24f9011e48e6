/** Who uses what: one thing and everybody who uses it, or everything that one module uses of another. */
import { useQuery } from '@tessera/app-kit';
import { EmptyState, Section, SidePanel, Skeleton, StatusBadge, TextLink } from '@tessera/shared-ui';
import { ReleasesDependencyUsesDocument, type ReleasesDependencyUsesQuery } from '#graphql';
import { PanelFailure } from '../console/panel-failure.tsx';
import { PlacesList } from '../refused/places-list.tsx';
import { rolesSentence } from '../refused/refusal-view.tsx';

type Use = ReleasesDependencyUsesQuery['dependencyUses']['items'][number];

interface UsesPanelProps {
  readonly environment: string;
  /** Either this thing … */
  readonly subject?: string | undefined;
  /** … or what is between these modules. */
  readonly consumer?: string | undefined;
  readonly provider?: string | undefined;
  /** Asked again when this changes. */
  readonly revision: string | undefined;
  readonly hrefOf: (subject: string) => string;
  readonly onClose: () => void;
}

const most = 500;

export function UsesPanel({ environment, subject, consumer, provider, revision, hrefOf, onClose }: UsesPanelProps) {
  const { data, problem, refetch } = useQuery(
    ReleasesDependencyUsesDocument,
    { environment, subject, consumer, provider, first: most },
    { newerThan: revision, keepPrevious: false },
  );
  const uses = data?.dependencyUses;
  const isSubject = subject !== undefined;
  return (
    <SidePanel
      title={isSubject ? subject : `${consumer} and ${provider}`}
      subtitle={isSubject ? providers(uses?.items) : `What ${consumer} uses of ${provider}`}
      onClose={onClose}
    >
      {uses ? (
        <>
          {uses.items.length === 0 ? (
            <EmptyState icon="check" title="Nobody uses it" minHeight={160}>
              No release that anybody can still run depends on it.
            </EmptyState>
          ) : isSubject ? (
            <Users uses={uses.items} />
          ) : (
            <Subjects uses={uses.items} hrefOf={hrefOf} />
          )}
          {uses.total > uses.items.length ? (
            <p className="releases-quiet releases-text">{`The first ${uses.items.length} of ${uses.total}.`}</p>
          ) : null}
        </>
      ) : problem ? (
        <PanelFailure title="Who uses it can’t be shown right now" problem={problem} onRetry={refetch} />
      ) : (
        <Skeleton height={160} shape="block" />
      )}
    </SidePanel>
  );
}

/** Everybody who uses one thing, release by release. */
function Users({ uses }: { readonly uses: readonly Use[] }) {
  const releases = Map.groupBy(uses, ({ consumer }) => `${consumer.module}@${consumer.version}`);
  return (
    <Section title={releases.size === 1 ? 'Used by one release' : `Used by ${releases.size} releases`}>
      <ul className="releases-users">
        {[...releases].map(([name, [first]]) => (
          <li key={name}>
            <p>
              <span className="releases-name">{name}</span>{' '}
              <span className="releases-quiet">{rolesSentence(first!.consumer)}</span>
              {first!.consumer.openTabs > 0 ? (
                <StatusBadge
                  tone="info"
                  plain
                >{`${first!.consumer.openTabs} open ${first!.consumer.openTabs === 1 ? 'tab' : 'tabs'}`}</StatusBadge>
              ) : null}
            </p>
            {first!.consumer.team ? (
              <p className="releases-quiet">{`Team ${first!.consumer.team}, ${first!.consumer.contact}`}</p>
            ) : null}
            <PlacesList places={first!.places} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** Everything that is between two modules, each with its places in the newest release that uses it. */
function Subjects({ uses, hrefOf }: { readonly uses: readonly Use[] } & Pick<UsesPanelProps, 'hrefOf'>) {
  const subjects = Map.groupBy(uses, ({ subject }) => subject);
  return (
    <Section title={subjects.size === 1 ? 'One thing' : `${subjects.size} things`}>
      <ul className="releases-users">
        {[...subjects].map(([subject, [first]]) => (
          <li key={subject}>
            <p>
              <TextLink href={hrefOf(subject)}>
                <code className="releases-code">{subject}</code>
              </TextLink>
            </p>
            <PlacesList places={first!.places} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

function providers(uses: readonly Use[] | undefined): string | undefined {
  if (uses === undefined || uses.length === 0) return undefined;
  return `Offered by ${[...new Set(uses.map(({ provider }) => provider))].join(' and ')}`;
}
