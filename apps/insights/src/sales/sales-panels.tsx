/** Revenue and orders over time: two charts of one live operation. */
import { formatMoney, type LiveView } from '@tessera/app-kit';
import { FiguresTable, Money, Numeric, useNow } from '@tessera/shared-ui';
import { BarChart, roundTimes } from '@tessera/shared-ui/chart';
import { useMemo } from 'react';
import { Panel } from '../panel/panel.tsx';
import { peakOf, seriesOf, sum, type Range, type SalesMinute } from './series.ts';

interface SalesPanelsProps {
  readonly view: LiveView<SalesMinute>;
  readonly range: Range;
  readonly currency: string;
}

const chartHeight = 190;
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const timeOf = (at: number) => clock.format(at);
const countOf = (orders: number) => new Intl.NumberFormat('en-GB').format(Math.round(orders));
const ordersWord = (count: number) => (count === 1 ? 'order' : 'orders');

export function SalesPanels({ view, range, currency }: SalesPanelsProps) {
  const now = useNow();
  const { documents } = view;
  // Only a new step moves the axis; in between, the same moment gives the same points.
  const moment = Math.floor(now / range.stepMs) * range.stepMs;
  const series = useMemo(() => seriesOf(documents, range, moment), [documents, range, moment]);
  const short = useMemo(() => shortMoney(currency), [currency]);
  const money = (minor: number) => formatMoney(minor, currency);
  const revenue = sum(series.revenue);
  const orders = sum(series.orders);
  const best = peakOf(series.revenue);
  const busiest = peakOf(series.orders);
  const bestOnly = useMemo(() => (best === undefined ? [] : [best]), [best]);
  const busiestOnly = useMemo(() => (busiest === undefined ? [] : [busiest]), [busiest]);

  const none = `No order that stands was placed ${range.within}.`;
  const revenueSentence =
    best === undefined
      ? none
      : `Value of the orders placed ${range.within}; the best ${range.step} began at ${timeOf(series.at[best] ?? 0)} with ${money(series.revenue[best] ?? 0)}.`;
  const ordersSentence =
    busiest === undefined
      ? none
      : `Orders placed ${range.within}; the busiest ${range.step} began at ${timeOf(series.at[busiest] ?? 0)} with ${countOf(series.orders[busiest] ?? 0)} ${ordersWord(series.orders[busiest] ?? 0)}.`;
  const rowsOf = (values: readonly number[], format: (value: number) => string) => () =>
    series.at.map((at, step) => [timeOf(at), format(values[step] ?? 0)] as const).toReversed();

  return (
    <>
      <Panel
        title={`Revenue per ${range.step}`}
        figure={<Money minor={revenue} currency={currency} rolling />}
        sentence={revenueSentence}
        view={view}
        height={chartHeight + 28}
        span="wide"
      >
        <BarChart
          x={series.at}
          y={series.revenue}
          label={`Bar chart. ${revenueSentence}`}
          labelled={bestOnly}
          height={chartHeight}
          formatX={timeOf}
          placesOf={roundTimes}
          formatY={short}
        />
        <FiguresTable
          label={`Revenue per ${range.step}`}
          headers={['From', 'Revenue']}
          rows={rowsOf(series.revenue, money)}
        />
      </Panel>
      <Panel
        title={`Orders per ${range.step}`}
        figure={<Numeric value={orders} />}
        sentence={ordersSentence}
        view={view}
        height={chartHeight + 28}
      >
        <BarChart
          x={series.at}
          y={series.orders}
          label={`Bar chart. ${ordersSentence}`}
          labelled={busiestOnly}
          height={chartHeight}
          formatX={timeOf}
          placesOf={roundTimes}
          formatY={countOf}
          whole
        />
        <FiguresTable
          label={`Orders per ${range.step}`}
          headers={['From', 'Orders']}
          rows={rowsOf(series.orders, countOf)}
        />
      </Panel>
    </>
  );
}

/** €1.2k: an axis has no room for cents. */
function shortMoney(currency: string): (minor: number) => string {
  const format = new Intl.NumberFormat('en-GB', {
    style: 'currency',
    currency,
    notation: 'compact',
    maximumFractionDigits: 1,
    minimumFractionDigits: 0,
  });
  const digits = new Intl.NumberFormat('en-GB', { style: 'currency', currency }).resolvedOptions()
    .maximumFractionDigits;
  return (minor) => format.format(minor / 10 ** (digits ?? 2));
}
