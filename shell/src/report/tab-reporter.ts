/**
 * Tells the gateway what this tab runs and how it fares: by that a canary is judged, and by that one knows which releases
 * are still needed. Small and seldom; a report that does not get through is dropped, never in anybody's way.
 */
import type { ReleaseCounts, TabReport } from '@tessera/contracts';

export type ReleaseOutcome = 'loads' | 'loadFailures' | 'slowLoads' | 'renderErrors';

export interface TabReporter {
  /** Something happened to a release; told within `pauseMs`. */
  count(module: string, version: string, outcome: ReleaseOutcome): void;
  /** What runs here has changed; told within `pauseMs`. */
  runs(): void;
  /** Tells at once that this tab goes, or comes back. */
  left(): void;
  close(): void;
}

export interface TabReporterOptions {
  /** A name of its own for each life of the page: from its load, or from when the browser brought it back. */
  readonly newTab: () => string;
  /** Which releases run here; the first `most` of them are told. */
  readonly running: () => TabReport['running'];
  readonly send: (report: TabReport) => void;
  /** Between something that happened and its report, so that several go together. @default 1000 ms */
  readonly pauseMs?: number;
  /** A tab in which nothing happens says that it is still there. @default 5 minutes */
  readonly everyMs?: number;
}

export function createTabReporter(options: TabReporterOptions): TabReporter {
  const { newTab, running, send, pauseMs = 1_000, everyMs = 5 * 60_000 } = options;
  let tab = newTab();
  let counts = new Map<string, ReleaseCounts>();
  let soon: ReturnType<typeof setTimeout> | undefined;
  const still = setInterval(() => tell(), everyMs);

  function tell(leaving = false): void {
    clearTimeout(soon);
    soon = undefined;
    const told = [...counts.values()];
    counts = new Map();
    const runs = leaving ? [] : running();
    send({ tab, running: runs.slice(0, most), counts: told.slice(0, most) });
  }

  function tellSoon(): void {
    soon ??= setTimeout(() => tell(), pauseMs);
  }

  return {
    count(module, version, outcome) {
      const id = `${module}@${version}`;
      const known = counts.get(id) ?? { module, version, loads: 0, loadFailures: 0, slowLoads: 0, renderErrors: 0 };
      counts.set(id, { ...known, [outcome]: Math.min(known[outcome] + 1, most * 100) });
      tellSoon();
    },
    runs: tellSoon,
    left() {
      tell(true);
      tab = newTab();
    },
    close() {
      clearTimeout(soon);
      clearInterval(still);
    },
  };
}

/** As many releases as a report names; see `tabReportSchema`. */
const most = 64;

/** A beacon outlives the page that sends it. */
export function sendBeacon(report: TabReport): void {
  navigator.sendBeacon('/reports', new Blob([JSON.stringify(report)], { type: 'application/json' }));
}
