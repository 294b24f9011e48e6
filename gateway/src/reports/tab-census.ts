/** Which releases open tabs run, as far as this gateway was told. A tab counts until it says that it goes, or a day after its last word. */
import type { TabReport } from '@tessera/contracts';

export interface RunningCount {
  readonly module: string;
  readonly version: string;
  /** Open tabs. */
  readonly count: number;
}

export interface TabCensus {
  see(report: Pick<TabReport, 'tab' | 'running'>): void;
  /** By module and version, in that order. */
  counts(): readonly RunningCount[];
}

export interface TabCensusOptions {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** @default 24 hours */
  readonly forgetAfterMs?: number;
  /** More tabs than this and the longest unseen are forgotten: a flood of invented tabs costs no more memory. @default 200_000 */
  readonly most?: number;
}

/** However late a beacon comes that was sent before another. */
const overtakenMs = 10_000;

export function createTabCensus({
  now,
  forgetAfterMs = 24 * 60 * 60 * 1000,
  most = 200_000,
}: TabCensusOptions): TabCensus {
  /** In the order of their last word. */
  const tabs = new Map<string, { readonly at: number; readonly running: readonly string[] }>();
  /** Those that have said that they go, and when. A page that comes back has another name. */
  const gone = new Map<string, number>();

  /** Beacons overtake each other: what a tab said before it went must not bring it back for a day. */
  function hasGone(tab: string): boolean {
    for (const [each, at] of gone) {
      if (gone.size <= most && Math.abs(now() - at) < overtakenMs) break;
      gone.delete(each);
    }
    return gone.has(tab);
  }

  function forget(): void {
    for (const [tab, { at }] of tabs) {
      if (tabs.size <= most && now() - at < forgetAfterMs) return;
      tabs.delete(tab);
    }
  }

  return {
    see({ tab, running }) {
      tabs.delete(tab);
      if (running.length === 0) {
        gone.delete(tab);
        gone.set(tab, now());
      } else if (!hasGone(tab))
        tabs.set(tab, { at: now(), running: running.map(({ module, version }) => `${module}@${version}`) });
      forget();
    },
    counts() {
      forget();
      const counts = new Map<string, number>();
      for (const { running } of tabs.values())
        for (const release of running) counts.set(release, (counts.get(release) ?? 0) + 1);
      return [...counts].sort().map(([release, count]) => {
        const at = release.indexOf('@');
        return { module: release.slice(0, at), version: release.slice(at + 1), count };
      });
    },
  };
}
