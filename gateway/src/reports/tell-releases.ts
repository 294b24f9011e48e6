/**
 * Tells the releases service what tabs run and how releases fare: by the first the gate knows what is still needed, by the
 * second a canary is judged. Only when there is something to say; what could not be told is told with the next.
 */
import type { Logger } from 'pino';
import type { HealthCounts, Health } from './health-counts.ts';
import type { RunningCount, TabCensus } from './tab-census.ts';

export interface TellReleasesOptions {
  readonly census: TabCensus;
  readonly health: Health;
  readonly environment: string;
  /** Names this gateway among several; the releases service keeps one census of each. */
  readonly gateway: string;
  /** Asks the releases service as the gateway; rejects when it is not there. */
  readonly ask: (query: string, variables: Readonly<Record<string, unknown>>) => Promise<unknown>;
  readonly log: Logger;
  /** How soon health is told. A canary is rolled back seconds after the evidence, so this is short. @default 2 s */
  readonly healthEveryMs?: number;
  /** How soon a changed census is told. @default 60 s */
  readonly censusEveryMs?: number;
  /** @default Date.now */
  readonly now?: () => number;
}

export interface Telling {
  /** Tells what there is, then stops. */
  close(): Promise<void>;
}

/** How soon an unchanged census is told again. */
const censusAgainMs = 60 * 60 * 1000;

const healthMutation =
  'mutation ($input: ReportHealthInput!) { reportHealth(input: $input) { problem { code message } } }';
const censusMutation =
  'mutation ($input: ReportCensusInput!) { reportCensus(input: $input) { problem { code message } } }';

export function tellReleases(options: TellReleasesOptions): Telling {
  const { census, health, environment, gateway, ask, log, now = Date.now } = options;
  const { healthEveryMs = 2_000, censusEveryMs = 60_000 } = options;
  let untold: { readonly commandId: string; readonly counts: readonly HealthCounts[] } | undefined;
  let toldCensus = '[]';
  let censusAt = -Infinity;
  let running: Promise<void> = Promise.resolve();
  let silent = false;

  async function tellHealth(): Promise<void> {
    if (untold === undefined) {
      const counts = health.take();
      if (counts.length === 0) return;
      untold = { commandId: crypto.randomUUID(), counts };
    }
    // The same command until it is through: counted once, however often it is sent.
    await ask(healthMutation, { input: { ...untold, environment, gateway } });
    untold = undefined;
  }

  async function tellCensus(): Promise<void> {
    const tabs: readonly RunningCount[] = census.counts();
    const text = JSON.stringify(tabs);
    // Tabs that stay are told again now and then: the releases service forgets what it has not heard of for a day.
    const wait = text === toldCensus ? censusAgainMs : censusEveryMs;
    if (now() - censusAt < wait || (text === toldCensus && tabs.length === 0)) return;
    const at = new Date(now()).toISOString();
    await ask(censusMutation, { input: { commandId: crypto.randomUUID(), environment, gateway, at, tabs } });
    toldCensus = text;
    censusAt = now();
  }

  async function tell(): Promise<void> {
    try {
      await tellHealth();
      await tellCensus();
      silent = false;
    } catch (error) {
      if (!silent)
        log.warn({ reason: (error as Error).message }, 'how releases fare cannot be told; it is kept and tried again');
      silent = true;
    }
  }

  /** One after the other: a slow releases service gets no second request beside the first. */
  const next = (): Promise<void> => (running = running.then(tell));
  const timer = setInterval(() => void next(), healthEveryMs);
  timer.unref();
  return {
    async close() {
      clearInterval(timer);
      await next();
    },
  };
}
