/**
 * How a team delivers, from the log itself: the four key figures of Accelerate (deployment frequency, lead time, change
 * failure rate, time to restore), per environment, team and ISO week.
 *
 * A deployment counts once, when the release first reaches users: everybody, or a canary's share. It failed when it was
 * taken back within a week: rolled back, killed, or ended as a canary. Lead time ends when everybody has it.
 */
import type { Documents } from '@tessera/service-kit';
import { secondsBetween, weekOf } from '../calendar.ts';
import type { ReleaseRef } from '../events.ts';
import { releaseId } from '../names.ts';
import { projection } from '../vocabulary.ts';

/** GraphQL's DeliveryWeek, with what its figures are made from. */
export interface DeliveryWeekDocument {
  readonly shelf: 'week';
  readonly id: string;
  readonly environment: string;
  readonly team: string;
  readonly week: string;
  readonly deployments: number;
  readonly failed: number;
  readonly changeFailureRate: number | null;
  readonly leadTimeSeconds: number | null;
  readonly restoreSeconds: number | null;
  readonly leadTimes: readonly number[];
  readonly restores: readonly number[];
}

/** When a release was made; kept until it is asked for. */
interface Commit {
  readonly shelf: 'commit';
  readonly committedAt: string | null;
}

/** When a release first reached users somewhere, and which week that counts in. */
interface Deployment {
  readonly shelf: 'deployment';
  readonly at: string;
  /** The key of its week. */
  readonly week: string;
  readonly failed: boolean;
}

export type DeliveryDocument = DeliveryWeekDocument | Commit | Deployment;

/** A release that holds so long is no failed change, whatever becomes of it afterwards. */
export const failsWithin = 7 * 86_400;
/** Figures that are kept per week for the medians; more than a team has. */
const mostFigures = 500;

interface Change {
  readonly data: { readonly environment: string; readonly team: string; readonly module: string };
  readonly time: string;
}

type Docs = Documents<DeliveryDocument>;

export const delivery = projection<DeliveryDocument>({
  type: 'DeliveryWeek',
  // What is no week is on a shelf that nobody reads.
  partition: (document) => (document.shelf === 'week' ? document.environment : document.shelf),
  indexes: {
    week: (document) => (document.shelf === 'week' ? document.week : null),
    team: (document) => (document.shelf === 'week' ? document.team : null),
  },
  on: {
    ReleasePublished: (docs, { data: { module, version, source } }) =>
      docs.put(`commit ${releaseId(module, version)}`, { shelf: 'commit', committedAt: source?.committedAt ?? null }),
    CanaryStarted: (docs, e) => deployed(docs, e, e.data.canary),
    ModulePromoted: (docs, e) => {
      deployed(docs, e, e.data.live);
      const commit = docs.get(`commit ${releaseId(e.data.module, e.data.live.version)}`);
      const committedAt = commit?.shelf === 'commit' ? commit.committedAt : null;
      if (committedAt === null) return;
      // A build machine's clock may be ahead.
      const seconds = Math.max(0, secondsBetween(committedAt, e.time));
      inWeek(docs, e, weekKey(e), ({ leadTimes }) => ({ leadTimes: [...leadTimes, seconds].slice(-mostFigures) }));
    },
    CanaryEnded: (docs, e) => failed(docs, e, e.data.canary),
    ModuleRolledBack: (docs, e) => {
      if (e.data.replaced) failed(docs, e, e.data.replaced);
    },
    ReleaseKilled: (docs, e) => failed(docs, e, e.data.killed),
  },
});

function deployed(docs: Docs, e: Change, { version }: ReleaseRef): void {
  const key = deploymentKey(e, version);
  const before = docs.get(key);
  // A canary that goes on to everybody was counted when it started; one that comes again after it failed is a new try.
  if (before?.shelf === 'deployment' && !before.failed) return;
  const week = weekKey(e);
  docs.put(key, { shelf: 'deployment', at: e.time, week, failed: false });
  inWeek(docs, e, week, ({ deployments }) => ({ deployments: deployments + 1 }));
}

function failed(docs: Docs, e: Change, { version }: ReleaseRef): void {
  const key = deploymentKey(e, version);
  const deployment = docs.get(key);
  if (deployment?.shelf !== 'deployment' || deployment.failed) return;
  const seconds = Math.max(0, secondsBetween(deployment.at, e.time));
  docs.put(key, { ...deployment, failed: true });
  if (seconds > failsWithin) return;
  inWeek(docs, e, deployment.week, (week) => ({
    failed: week.failed + 1,
    restores: [...week.restores, seconds].slice(-mostFigures),
  }));
}

const weekKey = ({ data, time }: Change) => `${data.environment}/${data.team}/${weekOf(time)}`;
const deploymentKey = ({ data }: Change, version: string) =>
  `deployment ${data.environment}/${releaseId(data.module, version)}`;

function inWeek(
  docs: Docs,
  { data: { environment, team } }: Change,
  id: string,
  change: (week: DeliveryWeekDocument) => Partial<DeliveryWeekDocument>,
): void {
  const known = docs.get(id);
  const before: DeliveryWeekDocument =
    known?.shelf === 'week' ? known : { ...emptyWeek, id, environment, team, week: id.slice(id.lastIndexOf('/') + 1) };
  const next = { ...before, ...change(before) };
  docs.put(id, {
    ...next,
    changeFailureRate: next.deployments === 0 ? null : next.failed / next.deployments,
    leadTimeSeconds: medianOf(next.leadTimes),
    restoreSeconds: medianOf(next.restores),
  });
}

const emptyWeek = {
  shelf: 'week',
  deployments: 0,
  failed: 0,
  changeFailureRate: null,
  leadTimeSeconds: null,
  restoreSeconds: null,
  leadTimes: [],
  restores: [],
} as const;

function medianOf(figures: readonly number[]): number | null {
  if (figures.length === 0) return null;
  const sorted = [...figures].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
