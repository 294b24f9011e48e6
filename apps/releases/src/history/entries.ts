/** What the history shows, and what may be done about a release from there. */
import type { ReleasesHistorySubscription } from '#graphql';
import { lineOf } from '../composition/rows.ts';

export type Entry = ReleasesHistorySubscription['releaseHistory'][number];

export interface Filter {
  /** Where it happened; what was published was published for all of them. */
  readonly environment: string;
  readonly module?: string | undefined;
  readonly team?: string | undefined;
  readonly action?: string | undefined;
  /** Part of a module's name, a version, a person or a reason. */
  readonly words?: string | undefined;
}

/** Newest first; an entry that came both live and with a page stands there once. */
export function entriesOf(sources: readonly (readonly Entry[])[], filter: Filter): Entry[] {
  const words = (filter.words ?? '').trim().toLowerCase();
  const all = new Map(sources.flat().map((entry) => [entry.id, entry]));
  return [...all.values()]
    .filter(
      ({ environment, module, team, action, version, by, reason }) =>
        (environment == null || environment === filter.environment) &&
        (filter.module === undefined || module === filter.module) &&
        (filter.team === undefined || team === filter.team) &&
        (filter.action === undefined || action === filter.action) &&
        (words === '' || `${module} ${version} ${by ?? ''} ${reason ?? ''}`.toLowerCase().includes(words)),
    )
    .sort((a, b) => b.at.localeCompare(a.at) || sequenceOf(b) - sequenceOf(a));
}

/** `h12` → 12: what happened in the same millisecond keeps its order. */
const sequenceOf = ({ id }: Entry) => Number(/\d+$/.exec(id)?.[0] ?? 0);

interface LiveRow {
  readonly id: string;
  readonly environment: string;
  readonly module: string;
  readonly version: string;
  readonly previousVersion?: string | null;
  readonly canaryVersion?: string | null;
  readonly killed: readonly string[];
  readonly revision: string;
}

/** One click away, if the gate agrees: give this release to everybody, or return from it. */
export interface Offer {
  readonly verb: 'promote' | 'rollback';
  /** The release that would be live: what the gate is asked about. */
  readonly target: string;
  /** What the verb is about: the module, or one major of a library. */
  readonly line: string;
  readonly revision: string;
}

/** Of a library each major that is live has a row. */
function rowOf(rows: readonly LiveRow[], version: string): LiveRow | undefined {
  if (rows.length < 2) return rows[0];
  return rows.find((row) => row.version.split('.')[0] === version.split('.')[0]);
}

/** By entry, for the environment whose rows these are. Each release has its offer once, at the newest entry that is about it. */
export function offersOf(
  entries: readonly Entry[],
  rows: readonly LiveRow[],
  here: string,
): ReadonlyMap<string, Offer> {
  const live = Map.groupBy(rows, (row) => row.module);
  const seen = new Set<string>();
  const offers = new Map<string, Offer>();
  for (const { id, module, version, environment } of entries) {
    const release = `${module}@${version}`;
    const row = rowOf(live.get(module) ?? [], version);
    if (row === undefined || seen.has(release)) continue;
    if (environment != null && environment !== here) continue;
    seen.add(release);
    if (row.killed.includes(version)) continue;
    const offer = { line: lineOf(row), revision: row.revision };
    if (row.version !== version) {
      if (row.canaryVersion !== version) offers.set(id, { verb: 'promote', target: release, ...offer });
    } else if (row.previousVersion != null && row.canaryVersion == null) {
      offers.set(id, { verb: 'rollback', target: `${module}@${row.previousVersion}`, ...offer });
    }
  }
  return offers;
}
