/** Time from placing an order to its dispatch: the average, and how it spreads. */
import type { LiveView } from '@tessera/app-kit';
import { useNow, FiguresTable } from '@tessera/shared-ui';
import { BarChart, bandEdges } from '@tessera/shared-ui/chart';
import { useMemo } from 'react';
import { lastWeek } from '../funnel/stages.ts';
import { Panel } from '../panel/panel.tsx';
import { addShipped, bandName, duration, shipSentence, shortDuration, type Shipped } from './ship-time.ts';

interface Hour {
  readonly hour: string;
  readonly shipped: Shipped;
}

const countOf = (orders: number) => String(Math.round(orders));

export function ShipTimePanel({ view }: { readonly view: LiveView<Hour> }) {
  const now = useNow(60_000);
  const time = useMemo(
    () => addShipped(lastWeek(view.documents, now).map(({ shipped }) => shipped)),
    [view.documents, now],
  );
  const { bands } = time;
  const names = bands.map(({ under }) => (under === null ? '' : shortDuration(under))).join('|');
  const formatX = useMemo(() => {
    const labels = names.split('|');
    return (edge: number) => labels[Math.floor(edge)] ?? '';
  }, [names]);
  const x = useMemo(() => bands.map((_, at) => at), [bands]);
  const y = useMemo(() => bands.map(({ orders }) => orders), [bands]);
  const labelled = useMemo(() => x.filter((at) => (y[at] ?? 0) > 0), [x, y]);
  const sentence = shipSentence(time);

  return (
    <Panel
      title="Time to ship"
      figure={time.averageSeconds === undefined ? '–' : duration(time.averageSeconds)}
      sentence={sentence}
      view={view}
      height={218}
    >
      {time.orders === 0 ? (
        <p className="insights-quiet">How long orders take from being placed to leaving the building stands here.</p>
      ) : (
        <>
          <BarChart
            x={x}
            y={y}
            label={`Bar chart. ${sentence}`}
            labelled={labelled}
            height={190}
            formatX={formatX}
            placesOf={bandEdges}
            formatY={countOf}
            whole
          />
          <FiguresTable
            label="Time to ship"
            headers={['Took', 'Orders']}
            rows={() => bands.map(({ orders }, at) => [bandName(bands, at), countOf(orders)] as const)}
          />
        </>
      )}
    </Panel>
  );
}
