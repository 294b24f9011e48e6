/** What the gate refused, newest first, with all its reasons beside the list. */
import { useLive, useQuery, useSearch } from '@tessera/app-kit';
import { Button, DataTable, EmptyState, PersonName, RelativeTime, Select } from '@tessera/shared-ui';
import { useMemo } from 'react';
import { ReleasesCompositionDocument, ReleasesHistoryDocument, ReleasesRefusedDocument } from '#graphql';
import { ConsolePage } from '../console/console-page.tsx';
import { useEnvironment } from '../console/environment.ts';
import { everything, optionsOf } from '../console/filter-options.ts';
import { usePages } from '../history/use-pages.ts';
import { AttemptPanel, type Attempt } from '../refused/attempt-panel.tsx';

const step = 50;

const columns = [
  {
    id: 'what',
    header: 'Release',
    width: 190,
    cell: ({ module, version }: Attempt) => (
      <>
        <span className="releases-name">{module}</span> <span className="releases-version">{version}</span>
      </>
    ),
  },
  {
    id: 'reason',
    header: 'Why not',
    cell: ({ refusals }: Attempt) => {
      const [first] = refusals;
      if (first === undefined) return null;
      return (
        <>
          <code className="releases-code">{first.subject}</code>
          {` ${first.message}`}
          {refusals.length > 1 ? <span className="releases-quiet">{` and ${refusals.length - 1} more`}</span> : null}
        </>
      );
    },
  },
  { id: 'by', header: 'By', width: 230, priority: 3, cell: ({ by }: Attempt) => <PersonName name={by} /> },
  {
    id: 'at',
    header: 'When',
    width: 120,
    align: 'end',
    phone: 'aside',
    cell: ({ at }: Attempt) => <RelativeTime at={at} />,
  },
] as const;

export default function RefusedPage() {
  const [search, setSearch] = useSearch();
  const { team, module, id } = search;
  const { environment, suffix } = useEnvironment();
  const live = useLive(ReleasesCompositionDocument, { environment });
  const history = useLive(ReleasesHistoryDocument, {});
  const newest = useMemo(() => newestRefusal(history.documents), [history.documents]);
  const filter = { environment, ...(team ? { team } : {}), ...(module ? { module } : {}) };
  const pages = usePages<Attempt>(JSON.stringify(filter));
  const { data, problem, refetch, stale } = useQuery(
    ReleasesRefusedDocument,
    { first: step, ...filter },
    // Attempts in another environment are no former state of these.
    { newerThan: newest, keepPrevious: false },
  );
  const behind = useQuery(
    ReleasesRefusedDocument,
    { first: step, after: pages.after, ...filter },
    { pause: pages.after === null, keepPrevious: false },
  );
  const head = data?.releaseHistory;
  const tail = behind.data?.releaseHistory;
  const attempts = useMemo(
    () =>
      head && [
        ...new Map([...head.items, ...pages.items, ...(tail?.items ?? [])].map((one) => [one.id, one])).values(),
      ],
    [head, pages.items, tail],
  );
  const next = pages.after === null ? head?.next : tail?.next;
  const isAsking = pages.after === null ? stale : tail === undefined;
  const opened = attempts?.find((attempt) => attempt.id === id);
  const filterKey = `${environment}/${team ?? ''}/${module ?? ''}`;

  return (
    <ConsolePage
      title="Refused"
      about="What the gate kept from going live, and what can be done about it."
      tools={
        <>
          <Select
            label="Team"
            hideLabel
            options={optionsOf([...live.documents.map((row) => row.team), ...(team ? [team] : [])], 'All teams')}
            value={team ?? everything}
            onChange={(next) =>
              setSearch({ team: next === everything ? undefined : next, id: undefined }, { replace: true })
            }
          />
          <Select
            label="Module"
            hideLabel
            options={optionsOf(
              [...live.documents.map((row) => row.module), ...(module ? [module] : [])],
              'All modules',
            )}
            value={module ?? everything}
            onChange={(next) =>
              setSearch({ module: next === everything ? undefined : next, id: undefined }, { replace: true })
            }
          />
        </>
      }
      problem={data === undefined && problem ? { retry: refetch, ...problem } : undefined}
      failing="Refused attempts can’t be shown right now"
      panel={
        opened ? <AttemptPanel key={opened.id} attempt={opened} onClose={() => setSearch({ id: undefined })} /> : null
      }
    >
      <DataTable
        label="Refused attempts"
        columns={columns}
        rows={attempts}
        rowKey={keyOf}
        selectedKey={id}
        onOpen={(attempt) => setSearch({ id: attempt.id })}
        holdNewFor={filterKey}
        newRowsNoun={['attempt', 'attempts']}
        empty={
          <EmptyState icon="check" title={`Nothing was refused${suffix}`}>
            {team || module
              ? 'Not for this team and module; choose another.'
              : 'When a release would break somebody else, the attempt stands here with all reasons.'}
          </EmptyState>
        }
        footer={
          head && (next || (isAsking && pages.after !== null)) ? (
            <Button
              size="small"
              isPending={isAsking}
              onPress={() => next && pages.turn(pages.after === null ? head.items : (tail?.items ?? []), next)}
            >
              {`Show earlier (${attempts?.length ?? 0} of ${head.total})`}
            </Button>
          ) : null
        }
      />
    </ConsolePage>
  );
}

const keyOf = ({ id }: Attempt) => id;

/** Asks again when this changes. */
function newestRefusal(entries: readonly { readonly action: string; readonly id: string; readonly at: string }[]) {
  const refused = entries.filter(({ action }) => action === 'REFUSED');
  return refused.sort((a, b) => b.at.localeCompare(a.at))[0]?.id;
}
