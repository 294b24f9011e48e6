/** Can I deploy: every module's newest releases that are not live yet, against every environment. */
import { useLive, useSearch } from '@tessera/app-kit';
import { DataTable, EmptyState, RelativeTime, StatusBadge, type Column } from '@tessera/shared-ui';
import { useMemo } from 'react';
import { ReleasesCompositionDocument, ReleasesHistoryDocument } from '#graphql';
import { kindLabel } from '../composition/words.ts';
import { ConsolePage } from '../console/console-page.tsx';
import { environmentLabel, useEnvironment } from '../console/environment.ts';
import { answerLook, byModule, cellIn, summary, type Candidate } from '../deploy/answers.ts';
import { ReleasePanel } from '../deploy/release-panel.tsx';
import { useDeployability } from '../deploy/use-deployability.ts';

export default function DeployPage() {
  const [search, setSearch] = useSearch();
  const { environment } = useEnvironment();
  const live = useLive(ReleasesCompositionDocument, { environment });
  const history = useLive(ReleasesHistoryDocument, {});
  const newest = useMemo(
    () =>
      history.documents
        .map(({ at, id }) => `${at} ${id}`)
        .sort()
        .at(-1),
    [history.documents],
  );
  const { data, problem, refetch } = useDeployability(
    environment,
    `${live.documents[0]?.revision ?? ''} ${newest ?? ''}`,
  );
  const candidates = useMemo(() => byModule(data?.deployability.candidates ?? []), [data]);
  const environments = data?.deployability.environments;
  // The one that is acted in stands first; the others say where else it may go.
  const columns = useMemo(
    () => columnsFor([environment, ...(environments ?? []).filter((one) => one !== environment)]),
    [environment, environments],
  );
  const opened = candidates.find(({ id }) => id === search['release']);
  const leftOff = data?.deployability.leftOff ?? 0;

  return (
    <ConsolePage
      title="Can I deploy"
      about={data ? summary(candidates, environment) : 'Which releases may go live, and what keeps the others.'}
      adds={[live]}
      problem={data === undefined && problem ? { retry: refetch, ...problem } : undefined}
      failing="The gate’s answers can’t be shown right now"
      stillWorks="The gate still judges every promotion."
      panel={
        opened ? (
          <ReleasePanel
            key={`${environment} ${opened.id}`}
            candidate={opened}
            onClose={() => setSearch({ release: undefined })}
          />
        ) : null
      }
    >
      <DataTable
        label="Releases that wait"
        columns={columns}
        rows={data ? candidates : undefined}
        rowKey={keyOf}
        selectedKey={search['release']}
        onOpen={({ id }) => setSearch({ release: id })}
        holdNewFor="waiting"
        newRowsNoun={['release', 'releases']}
        empty={
          <EmptyState icon="check" title="Nothing waits">
            What a team publishes next stands here until it is live, with the gate’s answer for every environment.
          </EmptyState>
        }
        footer={leftOff > 0 ? `${leftOff} more wait; these are the newest.` : null}
      />
    </ConsolePage>
  );
}

function columnsFor(environments: readonly string[]): Column<Candidate>[] {
  return [
    {
      id: 'release',
      header: 'Release',
      cell: ({ module, version, kind }) => (
        <>
          <span className="releases-name">{module}</span> <span className="releases-version">{version}</span>{' '}
          <span className="releases-kind">{kindLabel(kind)}</span>
        </>
      ),
    },
    ...environments.map((environment, at): Column<Candidate> => ({
      id: environment,
      header: environmentLabel(environment),
      width: 160,
      ...(at > 1 ? { priority: 2 } : {}),
      phone: 'detail',
      cell: ({ cells }) => {
        const cell = cellIn(cells, environment);
        if (cell === undefined) return null;
        const look = answerLook(cell);
        return (
          <StatusBadge tone={look.tone} plain>
            {look.label}
          </StatusBadge>
        );
      },
    })),
    { id: 'team', header: 'Owner', width: 120, priority: 2, cell: ({ team }) => team },
    {
      id: 'published',
      header: 'Published',
      width: 120,
      align: 'end',
      phone: 'aside',
      cell: ({ publishedAt }) => <RelativeTime at={publishedAt} />,
    },
  ];
}

const keyOf = ({ id }: Candidate) => id;
