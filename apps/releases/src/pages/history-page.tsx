/** Who published, promoted and rolled back what, when and why, newest first; and the way back or forth in one click. */
import { useLive, useQuery, useSearch, useUser } from '@tessera/app-kit';
import {
  Banner,
  Button,
  DataTable,
  EmptyState,
  PersonName,
  RelativeTime,
  SearchField,
  Select,
  StatusBadge,
  type Column,
} from '@tessera/shared-ui';
import { useMemo, useState } from 'react';
import {
  ReleasesCompositionDocument,
  ReleasesDeployabilityOfDocument,
  ReleasesHistoryDocument,
  ReleasesHistoryPageDocument,
} from '#graphql';
import { actionLook, actions } from '../composition/words.ts';
import { ConsolePage } from '../console/console-page.tsx';
import { useEnvironment, useEnvironments } from '../console/environment.ts';
import { everything, optionsOf } from '../console/filter-options.ts';
import { cellIn } from '../deploy/answers.ts';
import { entriesOf, offersOf, type Entry, type Offer } from '../history/entries.ts';
import { OfferButton } from '../history/offer-button.tsx';
import { usePages } from '../history/use-pages.ts';
import { useConsoleVerbs } from '../module/use-release-verbs.ts';

const step = 50;
/** So many are live, and the largest page there is: what is read behind it is what is not live. */
const newest = 200;
/** Entries from the top whose releases are put before the gate. */
const judged = 60;

export default function HistoryPage() {
  const [search, setSearch] = useSearch();
  const { module, team, action } = search;
  const [reaching, setReaching] = useState(false);
  const mayRelease = useUser()?.roles.includes('release-manager') ?? false;
  const history = useLive(ReleasesHistoryDocument, {});
  const { environment, suffix } = useEnvironment();
  const { names: environments } = useEnvironments();
  const live = useLive(ReleasesCompositionDocument, { environment });
  const verbs = useConsoleVerbs();
  // What is pushed is the newest of all environments together: of one among several a part, like that of a module.
  const isPart = environments.length > 1;
  const isFiltered = isPart || module !== undefined || team !== undefined || action !== undefined;
  const filter = { environment, module, team, action };
  const pages = usePages<Entry>(JSON.stringify(filter));
  const { after } = pages;
  const first = useQuery(
    ReleasesHistoryPageDocument,
    { ...filter, first: isFiltered ? step : newest },
    { pause: !isFiltered && (!reaching || after !== null), keepPrevious: false },
  );
  const head = first.data?.releaseHistory;
  // What is live is there already: the first page that shows more is the one behind it.
  if (!isFiltered && after === null && head?.next) pages.turn(head.items, head.next);
  const behind = useQuery(
    ReleasesHistoryPageDocument,
    { ...filter, first: step, after },
    { pause: after === null, keepPrevious: false },
  );
  const tail = behind.data?.releaseHistory;
  const entries = useMemo(
    () =>
      entriesOf([history.documents, head?.items ?? [], pages.items, tail?.items ?? []], {
        environment,
        module,
        team,
        action,
        words: search['q'],
      }),
    [history.documents, head, pages.items, tail, environment, module, team, action, search],
  );
  const next = after === null ? head?.next : tail?.next;
  const mayReach = !isFiltered && !reaching && history.documents.length >= newest;
  const showEarlier = () => {
    if (mayReach) setReaching(true);
    else if (next) pages.turn((after === null ? head : tail)?.items ?? [], next);
  };
  const offers = useMemo(
    () => (mayRelease ? offersOf(entries.slice(0, judged), live.documents, environment) : new Map<string, Offer>()),
    [mayRelease, entries, live.documents, environment],
  );
  const verdicts = useVerdicts(offers, environment, live.documents[0]?.revision);
  const columns = useMemo(
    () =>
      columnsFor(mayRelease, offers, verdicts, verbs.running, (entry, { verb, line, revision }) => {
        const of = verbs.of(entry.module, revision);
        void (verb === 'rollback' ? of.rollBack(line) : of.promote(entry.version));
      }),
    [mayRelease, offers, verdicts, verbs],
  );
  const loading = history.state === 'loading';
  const filterKey = [environment, module, team, action, search['q']].join('/');
  const isAsking = after === null ? reaching && !isFiltered && head === undefined : tail === undefined;

  return (
    <ConsolePage
      title="Release history"
      about={`Everything that was published, and promoted, rolled back or refused${suffix}, by whom and why.`}
      tools={
        <>
          <SearchField
            label="Search history"
            placeholder="Module, version or person"
            value={search['q'] ?? ''}
            onChange={(q) => setSearch({ q: q === '' ? undefined : q }, { replace: true })}
          />
          {filters.map(({ id, label, all }) => (
            <Select
              key={id}
              label={label}
              hideLabel
              options={
                id === 'action'
                  ? [
                      { id: everything, label: all },
                      ...Object.entries(actions).map(([name, look]) => ({ id: name, label: look.label })),
                    ]
                  : optionsOf([...live.documents.map((row) => row[id]), ...(search[id] ? [search[id]] : [])], all)
              }
              value={search[id] ?? everything}
              onChange={(next) => setSearch({ [id]: next === everything ? undefined : next }, { replace: true })}
            />
          ))}
        </>
      }
      needs={[history]}
      adds={[live]}
      failing="The history can’t be shown right now"
    >
      {verbs.refusal ? (
        <div className="releases-banner">
          <Banner tone="danger" title={verbs.refusal.title} onDismiss={verbs.forgetRefusal}>
            <p className="releases-refusal">{verbs.refusal.reason}</p>
          </Banner>
        </div>
      ) : null}
      <DataTable
        label="Release history"
        columns={columns}
        rows={loading ? undefined : entries}
        rowKey={keyOf}
        changed={history.changed}
        holdNewFor={filterKey}
        newRowsNoun={['entry', 'entries']}
        empty={
          module || team || action || search['q'] ? (
            <EmptyState icon="history" title="Nothing fits">
              Try a module’s name or a version, or take a filter away.
            </EmptyState>
          ) : (
            <EmptyState icon="history" title="Nothing has happened yet">
              The first <code>tessera publish</code> is the first entry here.
            </EmptyState>
          )
        }
        footer={
          mayReach || next || isAsking ? (
            <Button size="small" isPending={isAsking} onPress={showEarlier}>
              Show earlier
            </Button>
          ) : null
        }
      />
    </ConsolePage>
  );
}

const filters = [
  { id: 'team', label: 'Team', all: 'All teams' },
  { id: 'module', label: 'Module', all: 'All modules' },
  { id: 'action', label: 'What happened', all: 'Everything' },
] as const;

type Verdicts = ReadonlyMap<
  string,
  { readonly answer: string; readonly reasons: number; readonly first?: string | null }
>;

/** The gate's answers for what is offered, in one question. */
function useVerdicts(offers: ReadonlyMap<string, Offer>, environment: string, revision: string | undefined): Verdicts {
  const ids = useMemo(() => [...new Set([...offers.values()].map(({ target }) => target))].sort(), [offers]);
  const { data } = useQuery(
    ReleasesDeployabilityOfDocument,
    { ids, environment },
    { pause: ids.length === 0, newerThan: revision },
  );
  return useMemo(
    () =>
      new Map(
        (data?.deployabilityOf.candidates ?? []).flatMap(({ id, cells }) => {
          // What was answered before may be about another environment.
          const cell = cellIn(cells, environment);
          return cell ? [[id, cell] as const] : [];
        }),
      ),
    [data, environment],
  );
}

const keyOf = ({ id }: Entry) => id;

function columnsFor(
  mayRelease: boolean,
  offers: ReadonlyMap<string, Offer>,
  verdicts: Verdicts,
  running: boolean,
  onOffer: (entry: Entry, offer: Offer) => void,
): Column<Entry>[] {
  return [
    { id: 'what', header: 'Module', width: 180, cell: ({ module }) => <span className="releases-name">{module}</span> },
    {
      id: 'action',
      header: 'What',
      width: 164,
      cell: ({ action, share }) => {
        const { tone, label } = actionLook(action);
        return <StatusBadge tone={tone}>{share == null ? label : `${label}, ${share} %`}</StatusBadge>;
      },
    },
    {
      id: 'version',
      header: 'Version',
      width: 170,
      cell: ({ version, previousVersion }) => (
        <span className="releases-version">
          {previousVersion ? <span className="releases-quiet">{`${previousVersion} → `}</span> : null}
          {version}
        </span>
      ),
    },
    { id: 'by', header: 'By', width: 230, priority: 2, cell: ({ by }) => <PersonName name={by} /> },
    { id: 'reason', header: 'Why', priority: 3, cell: ({ reason }) => reason ?? '' },
    ...(mayRelease
      ? [
          {
            id: 'offer',
            header: 'In one click',
            width: 160,
            cell: (entry: Entry) => {
              const offer = offers.get(entry.id);
              if (offer === undefined) return null;
              return (
                <OfferButton
                  offer={offer}
                  verdict={verdicts.get(offer.target)}
                  isDisabled={running}
                  onPress={() => onOffer(entry, offer)}
                />
              );
            },
          },
        ]
      : []),
    {
      id: 'at',
      header: 'When',
      width: 110,
      align: 'end',
      phone: 'aside',
      cell: ({ at }) => <RelativeTime at={at} />,
    },
  ];
}
