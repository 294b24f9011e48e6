/** How teams deliver, from the log itself: the four key figures per team, and by week. */
import { failureOf, useLive, useSearch } from '@tessera/app-kit';
import { DataTable, EmptyState, SegmentedControl, Skeleton, useNow } from '@tessera/shared-ui';
import { lazy, Suspense, useMemo } from 'react';
import { ReleasesDeliveryDocument } from '#graphql';
import { ConsolePage } from '../console/console-page.tsx';
import { useEnvironment } from '../console/environment.ts';
import {
  byTeam,
  byWeek,
  duration,
  figuresOf,
  lastWeeks,
  percent,
  perWeek,
  type TeamFigures,
} from '../delivery/figures.ts';

const DeliveryCharts = lazy(() => import('../delivery/delivery-charts.tsx'));

const periods = [
  { id: '12', label: '12 weeks' },
  { id: '26', label: '26 weeks' },
  { id: '52', label: 'A year' },
] as const;

/** The row of all teams together. */
const everybody = 'All teams';

export default function DeliveryPage() {
  const [search, setSearch] = useSearch();
  const { environment, isDefault } = useEnvironment();
  const now = useNow(600_000);
  const live = useLive(ReleasesDeliveryDocument, { environment });
  const period = periods.find(({ id }) => id === search['weeks']) ?? periods[0];
  const weeks = useMemo(() => lastWeeks(Number(period.id), now), [period, now]);
  const teams = useMemo(() => byTeam(live.documents, weeks), [live.documents, weeks]);
  const chosen = teams.find(({ team }) => team === search['team'])?.team ?? everybody;
  const inPeriod = useMemo(() => {
    const wanted = new Set(weeks);
    return live.documents.filter(({ team, week }) => wanted.has(week) && (chosen === everybody || team === chosen));
  }, [live.documents, weeks, chosen]);
  const rows = useMemo(
    () => [{ team: everybody, ...figuresOf(live.documents.filter(({ week }) => weeks.includes(week))) }, ...teams],
    [live.documents, weeks, teams],
  );
  const columns = useMemo(() => columnsFor(weeks.length), [weeks.length]);
  const byWeeks = useMemo(() => byWeek(inPeriod, weeks), [inPeriod, weeks]);
  const total = useMemo(() => figuresOf(inPeriod), [inPeriod]);
  const loading = live.state === 'loading';

  return (
    <ConsolePage
      title="Delivery"
      about={
        isDefault
          ? 'How often teams deliver, how fast, and how well it holds; counted from the log.'
          : `How often, how fast and how well releases reach ${environment}; what reaches people is counted in production.`
      }
      tools={
        <SegmentedControl
          label="Period"
          value={period.id}
          options={periods}
          onChange={(id) => setSearch({ weeks: id === periods[0].id ? undefined : id }, { replace: true })}
        />
      }
      needs={[live]}
      failing="Delivery figures can’t be shown right now"
    >
      <DataTable
        label="Delivery by team"
        columns={columns}
        rows={loading ? undefined : teams.length === 0 ? [] : rows}
        skeletonRows={6}
        rowKey={keyOf}
        selectedKey={chosen}
        onOpen={({ team }) => setSearch({ team: team === everybody ? undefined : team }, { replace: true })}
        empty={
          <EmptyState icon="chart" title="No team has delivered yet">
            {`The first promotion to ${environment} is the first deployment here.`}
          </EmptyState>
        }
      />
      {loading || failureOf(live) || teams.length === 0 ? null : (
        <>
          <h2 className="releases-subtitle">{chosen === everybody ? 'All teams by week' : `Team ${chosen} by week`}</h2>
          <Suspense
            fallback={
              <div className="releases-charts">
                {['a', 'b', 'c', 'd'].map((key) => (
                  <Skeleton key={key} height={292} shape="block" />
                ))}
              </div>
            }
          >
            <DeliveryCharts weeks={byWeeks} period={total} />
          </Suspense>
        </>
      )}
    </ConsolePage>
  );
}

function columnsFor(weeks: number) {
  return [
    { id: 'team', header: 'Team', cell: ({ team }: TeamFigures) => <span className="releases-name">{team}</span> },
    {
      id: 'frequency',
      header: 'Deployments',
      width: 150,
      align: 'end',
      phone: 'detail',
      cell: ({ deployments }: TeamFigures) => perWeek(deployments, weeks),
    },
    {
      id: 'lead',
      header: 'Lead time',
      width: 120,
      align: 'end',
      phone: 'detail',
      phoneUnit: 'lead time',
      cell: ({ leadTime }: TeamFigures) => duration(leadTime),
    },
    {
      id: 'failures',
      header: 'Failure rate',
      width: 120,
      align: 'end',
      phone: 'aside',
      phoneUnit: 'failed',
      cell: ({ failureRate }: TeamFigures) => percent(failureRate),
    },
    {
      id: 'restore',
      header: 'Time to restore',
      width: 130,
      align: 'end',
      priority: 2,
      phone: 'hidden',
      cell: ({ restore }: TeamFigures) => duration(restore),
    },
  ] as const;
}

const keyOf = ({ team }: TeamFigures) => team;
