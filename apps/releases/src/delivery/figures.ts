/** The four key figures of delivery (Accelerate), by week and over a period, from what the log counted per team and week. */

export interface TeamWeek {
  readonly team: string;
  /** `2026-W48` */
  readonly week: string;
  readonly deployments: number;
  readonly failed: number;
  /** Seconds. */
  readonly leadTimes: readonly number[];
  readonly restores: readonly number[];
}

export interface Figures {
  readonly deployments: number;
  readonly failed: number;
  /** 0 to 1; undefined without deployments. */
  readonly failureRate: number | undefined;
  /** Median seconds; undefined when nothing is known. */
  readonly leadTime: number | undefined;
  readonly restore: number | undefined;
}

export interface Week extends Figures {
  readonly week: string;
}

const dayMs = 86_400_000;

/** ISO 8601 week of a moment, UTC: it belongs to the year of its Thursday. */
export function weekOf(time: number): string {
  const date = new Date(time);
  // Sunday is the seventh day.
  const thursday = time + (4 - (date.getUTCDay() || 7)) * dayMs;
  const year = new Date(thursday).getUTCFullYear();
  const week = Math.floor((thursday - Date.UTC(year, 0, 1)) / (7 * dayMs)) + 1;
  return `${year}-W${String(week).padStart(2, '0')}`;
}

/** The last weeks up to this one, oldest first. */
export function lastWeeks(count: number, now: number): string[] {
  return Array.from({ length: count }, (_, at) => weekOf(now - (count - 1 - at) * 7 * dayMs));
}

/** Of several weeks or teams together: medians are made of every release, not of other medians. */
export function figuresOf(weeks: readonly TeamWeek[]): Figures {
  const sum = (field: 'deployments' | 'failed') => weeks.reduce((total, week) => total + week[field], 0);
  const deployments = sum('deployments');
  const failed = sum('failed');
  return {
    deployments,
    failed,
    failureRate: deployments === 0 ? undefined : failed / deployments,
    leadTime: median(weeks.flatMap(({ leadTimes }) => leadTimes)),
    restore: median(weeks.flatMap(({ restores }) => restores)),
  };
}

/** A week in which nothing happened is there, too. */
export function byWeek(all: readonly TeamWeek[], weeks: readonly string[]): Week[] {
  const found = Map.groupBy(all, ({ week }) => week);
  return weeks.map((week) => ({ week, ...figuresOf(found.get(week) ?? []) }));
}

export interface TeamFigures extends Figures {
  readonly team: string;
}

export function byTeam(all: readonly TeamWeek[], weeks: readonly string[]): TeamFigures[] {
  const wanted = new Set(weeks);
  const teams = Map.groupBy(all, ({ team }) => team);
  return [...teams]
    .map(([team, of]) => ({ team, ...figuresOf(of.filter(({ week }) => wanted.has(week))) }))
    .sort((a, b) => a.team.localeCompare(b.team));
}

function median(values: readonly number[]): number | undefined {
  if (values.length === 0) return undefined;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** `4 min`, `3.5 h`, `2.1 days`; an en dash when nothing is known. */
export function duration(seconds: number | undefined): string {
  if (seconds === undefined) return '–';
  if (seconds < 60) return `${Math.round(seconds)} s`;
  if (seconds < 3_600) return `${Math.round(seconds / 60)} min`;
  if (seconds < 2 * 86_400) return `${short(seconds / 3_600)} h`;
  return `${short(seconds / 86_400)} days`;
}

/** The unit in which durations up to this one are drawn, so that an axis has round numbers. */
export function unitFor(seconds: number): { readonly seconds: number; readonly name: string } {
  if (seconds < 120) return { seconds: 1, name: 's' };
  if (seconds < 7_200) return { seconds: 60, name: 'min' };
  return seconds < 2 * 86_400 ? { seconds: 3_600, name: 'h' } : { seconds: 86_400, name: 'days' };
}

/** `12 %`; an en dash without deployments. */
export function percent(share: number | undefined): string {
  return share === undefined ? '–' : `${Math.round(share * 100)} %`;
}

/** `3.5 a week` */
export function perWeek(deployments: number, weeks: number): string {
  return `${short(deployments / Math.max(1, weeks))} a week`;
}

const short = (value: number) => (value < 10 ? value.toFixed(1).replace(/\.0$/, '') : String(Math.round(value)));
