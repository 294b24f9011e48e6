/** Minutes of sales as evenly spaced points: minutes without orders are not sent, but are shown. */

export interface SalesMinute {
  /** ISO 8601. */
  readonly minute: string;
  readonly orders: number;
  readonly revenue: number;
}

export interface Range {
  readonly id: 'hour' | 'day';
  readonly label: string;
  /** "in the last hour" */
  readonly within: string;
  /** "minute", "quarter of an hour" */
  readonly step: string;
  readonly stepMs: number;
  readonly steps: number;
}

const minuteMs = 60_000;

export const ranges = [
  { id: 'hour', label: 'Last hour', within: 'in the last hour', step: 'minute', stepMs: minuteMs, steps: 60 },
  {
    id: 'day',
    label: 'Last 24 hours',
    within: 'in the last 24 hours',
    step: 'quarter of an hour',
    stepMs: 15 * minuteMs,
    steps: 96,
  },
] as const satisfies readonly Range[];

export interface Series {
  /** Starts of the steps, ms since 1970, oldest first. */
  readonly at: readonly number[];
  readonly orders: readonly number[];
  readonly revenue: readonly number[];
}

/** Ends with the step that is under way; a service's clock that is a little ahead of ours moves the end with it. */
export function seriesOf(minutes: readonly SalesMinute[], { stepMs, steps }: Range, now: number): Series {
  const newest = minutes.reduce((latest, { minute }) => Math.max(latest, Date.parse(minute)), 0);
  const ahead = newest > now && newest - now < 5 * minuteMs ? newest : now;
  const last = Math.floor(ahead / stepMs) * stepMs;
  const first = last - (steps - 1) * stepMs;
  const orders = new Array<number>(steps).fill(0);
  const revenue = new Array<number>(steps).fill(0);
  for (const one of minutes) {
    const step = Math.floor((Date.parse(one.minute) - first) / stepMs);
    if (step < 0 || step >= steps) continue;
    orders[step] = (orders[step] ?? 0) + one.orders;
    revenue[step] = (revenue[step] ?? 0) + one.revenue;
  }
  return { at: Array.from({ length: steps }, (_, step) => first + step * stepMs), orders, revenue };
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Where the greatest value is; undefined when all are zero. */
export function peakOf(values: readonly number[]): number | undefined {
  const most = Math.max(0, ...values);
  return most === 0 ? undefined : values.lastIndexOf(most);
}
