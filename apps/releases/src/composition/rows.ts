/** What the list of live modules shows of each, put together from three live operations. */
import type { ReleasesCensusSubscription, ReleasesCompositionSubscription, ReleasesHealthSubscription } from '#graphql';
import { lastHour, type LastHour } from '../health/last-hour.ts';
import { countOf, isBehind, openTabs } from '../tabs/open-tabs.ts';

export type LiveModule = ReleasesCompositionSubscription['composition'][number];
export type ModuleHealth = ReleasesHealthSubscription['releaseHealth'][number];
export type Census = ReleasesCensusSubscription['census'][number];

export interface ModuleRow {
  readonly live: LiveModule;
  readonly health: LastHour;
  readonly tabs: number;
  /** Of the tabs, how many run something older than what they would get. */
  readonly behind: number;
}

interface Shown {
  readonly live: readonly LiveModule[];
  readonly health: readonly ModuleHealth[];
  readonly census: readonly Census[];
  /** ms since 1970 */
  readonly now: number;
}

interface Kept {
  readonly row: ModuleRow;
  readonly health: readonly ModuleHealth[];
  readonly minute: number;
}

/**
 * Rows by module, or by one major of a library. A row of which nothing changed is the same object as before: with hundreds of modules, only what changed
 * is drawn again, however often one of them reports.
 */
export function createRows(): (shown: Shown) => readonly ModuleRow[] {
  let kept: ReadonlyMap<string, Kept> = new Map();
  return ({ live, health, census, now }) => {
    const minute = Math.floor(now / 60_000);
    const healthOf = Map.groupBy(health, ({ module }) => module);
    const tabsOf = Map.groupBy(openTabs(census, live, now), ({ line }) => line);
    const next = new Map<string, Kept>();
    for (const one of [...live].sort((a, b) => a.id.localeCompare(b.id))) {
      const known = kept.get(one.id);
      const releases = healthOf.get(one.module) ?? [];
      const tabs = tabsOf.get(lineOf(one)) ?? [];
      const isSameHealth = known?.minute === minute && isSame(known.health, releases);
      const row: ModuleRow = {
        live: one,
        health: isSameHealth ? known.row.health : lastHour(releases, now),
        tabs: countOf(tabs),
        behind: countOf(tabs.filter(isBehind)),
      };
      const isSameRow = known && isSameAs(known.row, row);
      next.set(one.id, { row: isSameRow ? known.row : row, health: releases, minute });
    }
    kept = next;
    return [...next.values()].map(({ row }) => row);
  };
}

const isSame = (a: readonly unknown[], b: readonly unknown[]) =>
  a.length === b.length && a.every((one, at) => one === b[at]);

function isSameAs(a: ModuleRow, b: ModuleRow): boolean {
  return (
    a.live === b.live &&
    a.tabs === b.tabs &&
    a.behind === b.behind &&
    (a.health === b.health || (a.health.total + a.health.failed === 0 && b.health.total + b.health.failed === 0))
  );
}

/** What verbs call it: the module; of a library, each major of which is live by itself, `shared-ui@2`. */
export function lineOf({ id, environment }: Pick<LiveModule, 'id' | 'environment'>): string {
  return id.slice(environment.length + 1);
}
