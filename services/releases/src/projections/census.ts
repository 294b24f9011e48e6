import { secondsBetween } from '../calendar.ts';
import type { TabCount } from '../events.ts';
import { releaseId } from '../names.ts';
import { projection } from '../vocabulary.ts';

/** GraphQL's TabCensus: tabs of one release, as one gateway saw them last. */
export interface TabCensus extends TabCount {
  /** ISO 8601, UTC. */
  readonly lastSeen: string;
}

/** GraphQL's GatewayCensus. */
export interface GatewayCensusDocument {
  /** `<environment>/<gateway>` */
  readonly id: string;
  readonly environment: string;
  readonly gateway: string;
  readonly at: string;
  /** Null: it was not set. */
  readonly mustSwitchHours: number | null;
  readonly tabs: readonly TabCensus[];
}

/** How long a tab counts after it was last seen: a closed laptop opens again, and what it shows must still work. */
export const tabsCountFor = 24 * 3_600;

/** Which releases open tabs run, one document per gateway that knows of any; one partition per environment. */
export const census = projection<GatewayCensusDocument>({
  type: 'GatewayCensus',
  partition: ({ environment }) => environment,
  on: {
    CensusReported: (docs, e) => {
      const { environment, gateway, mustSwitchHours = null } = e.data;
      const id = `${environment}/${gateway}`;
      const seen = e.data.tabs.map((tab) => ({ ...tab, lastSeen: e.time }));
      const now = new Set(seen.map(({ module, version }) => releaseId(module, version)));
      const before = docs.get(id)?.tabs ?? [];
      const stillCount = before.filter(
        ({ module, version, lastSeen }) =>
          !now.has(releaseId(module, version)) && secondsBetween(lastSeen, e.time) < tabsCountFor,
      );
      const tabs = [...seen, ...stillCount];
      if (tabs.length === 0) docs.remove(id);
      else docs.put(id, { id, environment, gateway, at: e.time, mustSwitchHours, tabs });
    },
  },
});

/** Of all gateways together, by `<module>@<version>`; what was not seen for a day does not count any more. */
export function openTabs(gateways: readonly GatewayCensusDocument[], now: string): Map<string, TabCensus> {
  const all = new Map<string, TabCensus>();
  for (const tab of gateways.flatMap(({ tabs }) => tabs)) {
    if (secondsBetween(tab.lastSeen, now) >= tabsCountFor) continue;
    const id = releaseId(tab.module, tab.version);
    const known = all.get(id);
    const lastSeen = known && known.lastSeen > tab.lastSeen ? known.lastSeen : tab.lastSeen;
    all.set(id, { ...tab, count: tab.count + (known?.count ?? 0), lastSeen });
  }
  return all;
}
