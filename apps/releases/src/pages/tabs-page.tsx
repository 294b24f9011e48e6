/** Which releases open tabs run, who is behind, and who must switch. */
import { failureOf, useLive, useSearch } from '@tessera/app-kit';
import {
  DataTable,
  EmptyState,
  KeyValueList,
  RelativeTime,
  SegmentedControl,
  StatusBadge,
  TextLink,
  useNow,
} from '@tessera/shared-ui';
import { useMemo } from 'react';
import { ReleasesCensusDocument, ReleasesCompositionDocument } from '#graphql';
import { ConsolePage } from '../console/console-page.tsx';
import { useEnvironment } from '../console/environment.ts';
import {
  countOf,
  hoursWord,
  isBehind,
  mustSwitch,
  mustSwitchHours,
  openTabs,
  type OpenTabs,
  type Standing,
} from '../tabs/open-tabs.ts';

const looks: Record<
  Standing,
  { readonly label: string; readonly tone: 'success' | 'info' | 'neutral' | 'warning' | 'danger' }
> = {
  current: { label: 'Up to date', tone: 'success' },
  canary: { label: 'Canary', tone: 'info' },
  pinned: { label: 'Pinned', tone: 'info' },
  behind: { label: 'Behind', tone: 'neutral' },
  due: { label: 'Must switch', tone: 'warning' },
  off: { label: 'Leaves at once', tone: 'danger' },
};

const columns = [
  {
    id: 'module',
    header: 'Module',
    cell: ({ module }: OpenTabs) => <ModuleLink module={module} />,
  },
  {
    id: 'version',
    header: 'Release',
    width: 200,
    cell: ({ version, live }: OpenTabs) => (
      <span className="releases-version">
        {version}
        {live === undefined || live === version ? null : <span className="releases-quiet">{` · live is ${live}`}</span>}
      </span>
    ),
  },
  {
    id: 'standing',
    header: 'State',
    width: 160,
    cell: ({ standing }: OpenTabs) => <StatusBadge tone={looks[standing].tone}>{looks[standing].label}</StatusBadge>,
  },
  { id: 'count', header: 'Tabs', width: 80, align: 'end', phoneUnit: 'open', cell: ({ count }: OpenTabs) => count },
  { id: 'team', header: 'Owner', width: 140, priority: 2, cell: ({ team }: OpenTabs) => team ?? '' },
  {
    id: 'seen',
    header: 'Last seen',
    width: 130,
    align: 'end',
    priority: 2,
    phone: 'detail',
    cell: ({ lastSeen }: OpenTabs) => <RelativeTime at={lastSeen} />,
  },
] as const;

const filters = [
  { id: 'all', label: 'All' },
  { id: 'behind', label: 'Behind' },
  { id: 'must', label: 'Must switch' },
] as const;

function ModuleLink({ module }: Pick<OpenTabs, 'module'>) {
  const { hrefOf } = useEnvironment();
  return (
    <TextLink subtle href={hrefOf(`/releases/${module}`)} className="releases-name">
      {module}
    </TextLink>
  );
}

export default function TabsPage() {
  const [search, setSearch] = useSearch();
  const now = useNow(30_000);
  const { environment, suffix } = useEnvironment();
  const live = useLive(ReleasesCompositionDocument, { environment });
  const census = useLive(ReleasesCensusDocument, { environment });
  const all = useMemo(() => openTabs(census.documents, live.documents, now), [census.documents, live.documents, now]);
  const filter = filters.find(({ id }) => id === search['show'])?.id ?? 'all';
  const shown = useMemo(
    () => (filter === 'all' ? all : all.filter(filter === 'behind' ? isBehind : mustSwitch)),
    [all, filter],
  );
  const loading = live.state === 'loading' || census.state === 'loading';
  const failed = failureOf(live) ?? failureOf(census);

  return (
    <ConsolePage
      title="Open tabs"
      about={about(mustSwitchHours(census.documents))}
      tools={
        <SegmentedControl
          label="Which tabs"
          value={filter}
          options={filters}
          onChange={(id) => setSearch({ show: id === 'all' ? undefined : id }, { replace: true })}
        />
      }
      needs={[live, census]}
      failing="Open tabs can’t be shown right now"
    >
      {loading || failed || all.length === 0 ? null : (
        <div className="releases-facts">
          <KeyValueList
            layout="stacked"
            items={[
              { label: 'Releases in open tabs', value: String(all.length) },
              { label: 'Behind', value: String(countOf(all.filter(isBehind))) },
              { label: 'Must switch', value: mustSentence(all.filter(mustSwitch)) },
            ]}
          />
        </div>
      )}
      <DataTable
        label="Open tabs by release"
        columns={columns}
        rows={loading ? undefined : shown}
        rowKey={keyOf}
        holdNewFor={`${environment} ${filter}`}
        newRowsNoun={['release', 'releases']}
        empty={
          all.length === 0 ? (
            <EmptyState icon="user" title={`Nobody has a tab open${suffix}`}>
              Gateways report every minute which releases the tabs of their people run.
            </EmptyState>
          ) : (
            <EmptyState icon="check" title={filter === 'behind' ? 'Every tab is up to date' : 'No tab must switch'} />
          )
        }
      />
    </ConsolePage>
  );
}

const keyOf = ({ id }: OpenTabs) => id;

function about(hours: readonly number[]): string {
  const longest = hours.at(-1)!;
  const after =
    hours.length === 1 ? hoursWord(longest) : `${hoursWord(hours[0]!)} to ${hoursWord(longest)}, by gateway,`;
  return `Which releases run in front of people. A tab counts for each module it runs, until a day after it was last seen, and must switch ${after} after what it runs was replaced.`;
}

function mustSentence(tabs: readonly OpenTabs[]): string {
  const count = countOf(tabs);
  const atOnce = countOf(tabs.filter(({ standing }) => standing === 'off'));
  if (count === 0) return '0';
  return atOnce === 0 ? `${count}, at their next navigation` : `${count}, ${atOnce} of them at once`;
}
