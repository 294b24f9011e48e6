/** The four key figures by week. A chunk of its own: it brings the chart library. */
import { FigurePanel, FiguresTable } from '@tessera/shared-ui';
import { BarChart } from '@tessera/shared-ui/chart';
import { useMemo } from 'react';
import { duration, percent, perWeek, unitFor, type Figures, type Week } from './figures.ts';

interface DeliveryChartsProps {
  readonly weeks: readonly Week[];
  /** Over all of them. */
  readonly period: Figures;
}

interface Figure {
  readonly id: string;
  readonly title: string;
  /** What it is. */
  readonly means: string;
  readonly header: string;
  readonly total: (period: Figures, weeks: number) => string;
  /** Undefined: there is nothing to say about that week. */
  readonly of: (week: Week) => number | undefined;
  readonly format: (value: number) => string;
  /** Seconds: drawn in a unit that fits. */
  readonly isDuration?: boolean;
  readonly whole?: boolean;
}

const figures: readonly Figure[] = [
  {
    id: 'frequency',
    title: 'Deployment frequency',
    means: 'Releases that reached users, a share of them or everybody, per week.',
    header: 'Deployments',
    total: ({ deployments }, weeks) => perWeek(deployments, weeks),
    of: ({ deployments }) => deployments,
    format: (value) => String(Math.round(value)),
    whole: true,
  },
  {
    id: 'lead',
    title: 'Lead time',
    means: 'From the commit until everybody has it; half of the releases took less.',
    header: 'Median lead time',
    total: ({ leadTime }) => duration(leadTime),
    of: ({ leadTime }) => leadTime,
    format: duration,
    isDuration: true,
  },
  {
    id: 'failures',
    title: 'Failure rate',
    means: 'Deployments that were rolled back, killed or ended as canaries within a week, in the week they were made.',
    header: 'Failed deployments',
    total: ({ failureRate }) => percent(failureRate),
    of: ({ failureRate }) => failureRate,
    format: percent,
  },
  {
    id: 'restore',
    title: 'Time to restore',
    means: 'From a failed release going live to its end; half of them were over sooner.',
    header: 'Median time to restore',
    total: ({ restore }) => duration(restore),
    of: ({ restore }) => restore,
    format: duration,
    isDuration: true,
  },
];

export default function DeliveryCharts({ weeks, period }: DeliveryChartsProps) {
  return (
    <div className="releases-charts">
      {figures.map((figure) => (
        <FigureChart key={figure.id} figure={figure} weeks={weeks} period={period} />
      ))}
    </div>
  );
}

const chartHeight = 172;

function FigureChart({ figure, weeks, period }: DeliveryChartsProps & { readonly figure: Figure }) {
  const { title, means, header, total, of, format, isDuration = false, whole } = figure;
  const x = useMemo(() => weeks.map((_, at) => at), [weeks]);
  const y = useMemo(() => weeks.map((week) => of(week) ?? 0), [weeks, of]);
  const most = Math.max(0, ...y);
  const drawn = useMemo(() => {
    if (!isDuration) return { y, format };
    const unit = unitFor(most);
    return {
      y: y.map((value) => value / unit.seconds),
      format: (value: number) => `${Math.round(value * 10) / 10} ${unit.name}`,
    };
  }, [isDuration, most, y, format]);
  const labelled = useMemo(() => labelledOf(y), [y]);
  const names = weeks.map(({ week }) => week).join('|');
  const formatX = useMemo(() => {
    const labels = names.split('|').map(shortWeek);
    return (at: number) => labels[at] ?? '';
  }, [names]);
  const isEmpty = y.every((value) => value === 0);
  return (
    <FigurePanel title={title} figure={total(period, weeks.length)} sentence={means} height={chartHeight + 26}>
      {isEmpty ? (
        <p className="releases-quiet releases-text">{`Nothing in these ${weeks.length} weeks.`}</p>
      ) : (
        <BarChart
          x={x}
          y={drawn.y}
          label={`Bar chart by week. ${means} ${peakSentence(weeks, y, format)}`}
          labelled={labelled}
          height={chartHeight}
          formatX={formatX}
          formatY={drawn.format}
          placesOf={placesOf}
          whole={whole}
        />
      )}
      <FiguresTable
        label={title}
        headers={['Week', header]}
        rows={() =>
          weeks
            .map((week) => {
              const value = of(week);
              return [week.week, value === undefined ? '–' : format(value)] as const;
            })
            .toReversed()
        }
      />
    </FigurePanel>
  );
}

/** `2026-W48` → `W48` */
const shortWeek = (week: string) => week.slice(week.indexOf('W'));

/** The highest bar and the newest one that has a value. */
function labelledOf(y: readonly number[]): number[] {
  const most = y.indexOf(Math.max(...y));
  const newest = y.findLastIndex((value) => value > 0);
  return [...new Set([most, newest])].filter((at) => (y[at] ?? 0) > 0);
}

function peakSentence(weeks: readonly Week[], y: readonly number[], format: (value: number) => string): string {
  const at = y.indexOf(Math.max(...y));
  return `The highest was ${format(y[at] ?? 0)} in week ${shortWeek(weeks[at]?.week ?? '')}.`;
}

/** Pixels that a week's name and the space beside it take. */
const labelRoom = 40;

/** Counted from the newest, so that this week always has its name. */
function placesOf(x: readonly number[], width: number): number[] {
  const every = Math.max(1, Math.ceil((labelRoom * x.length) / width));
  return x.filter((_, at) => (x.length - 1 - at) % every === 0);
}
