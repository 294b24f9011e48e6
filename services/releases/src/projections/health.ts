import { minuteOf, secondsBetween } from '../calendar.ts';
import type { HealthCounts } from '../events.ts';
import { releaseId } from '../names.ts';
import { projection } from '../vocabulary.ts';

/** GraphQL's HealthMinute. */
export interface HealthMinute {
  /** `2026-11-26T20:04`, UTC. */
  readonly minute: string;
  readonly total: number;
  readonly failed: number;
}

/** GraphQL's ReleaseHealth. */
export interface HealthDocument extends Omit<HealthCounts, 'reactions' | 'failedReactions'> {
  /** `<environment>/<module>@<version>` */
  readonly id: string;
  readonly environment: string;
  readonly since: string;
  readonly updatedAt: string;
  /** The last hour in which there was something, oldest first. */
  readonly minutes: readonly HealthMinute[];
}

/** Minutes that are kept, for a small chart. */
const keptMinutes = 60;
/** A release nobody ran for so many seconds leaves the list with the next report. */
const forgottenAfter = 30 * 86_400;

/** How each release fares in each environment; one partition per environment. */
export const health = projection<HealthDocument>({
  type: 'ReleaseHealth',
  partition: ({ environment }) => environment,
  indexes: { module: ({ module }) => module },
  on: {
    HealthReported: (docs, { data: { environment, counts }, time }) => {
      for (const count of counts) {
        const id = `${environment}/${releaseId(count.module, count.version)}`;
        const before = docs.get(id);
        const known = before && secondsBetween(before.updatedAt, time) < forgottenAfter ? before : undefined;
        const { module, version } = count;
        docs.put(id, {
          id,
          environment,
          module,
          version,
          ...added(known, count),
          since: known?.since ?? time,
          updatedAt: time,
          minutes: withMinute(known?.minutes ?? [], minuteOf(time), count),
        });
      }
    },
  },
});

function added(before: HealthDocument | undefined, now: HealthCounts) {
  const sum = (field: Exclude<keyof HealthCounts, 'module' | 'version' | 'reactions' | 'failedReactions'>) =>
    (before?.[field] ?? 0) + now[field];
  return {
    loads: sum('loads'),
    loadFailures: sum('loadFailures'),
    slowLoads: sum('slowLoads'),
    renderErrors: sum('renderErrors'),
    operations: sum('operations'),
    failedOperations: sum('failedOperations'),
  };
}

function withMinute(minutes: readonly HealthMinute[], minute: string, count: HealthCounts): HealthMinute[] {
  const last = minutes.at(-1);
  const before = last?.minute === minute ? last : { total: 0, failed: 0 };
  const next = {
    minute,
    total: before.total + count.loads + count.operations,
    failed: before.failed + count.loadFailures + count.renderErrors + count.failedOperations,
  };
  const others = last?.minute === minute ? minutes.slice(0, -1) : minutes;
  return [...others, next].slice(-keptMinutes);
}
