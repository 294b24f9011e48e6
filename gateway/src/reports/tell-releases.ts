/**
 * Tells the releases service what tabs run, whom this gateway asks, and how releases fare: by the first two the gate knows what is
 * still needed, by the last a canary is judged. Only when there is something to say; what could not be told is told with the next.
 */
import type { Logger } from 'pino';
import type { HealthCounts, Health } from './health-counts.ts';
import type { ServedServices } from './served-services.ts';
import type { RunningCount, TabCensus } from './tab-census.ts';

export interface TellReleasesOptions {
  readonly census: TabCensus;
  readonly health: Health;
  readonly serving: () => ServedServices;
  readonly environment: string;
  /** Names this gateway among several; the releases service keeps one census of each. */
  readonly gateway: string;
  /** How long a tab may stay on a release that is not live any more; undefined: it was not set. */
  readonly mustSwitchHours?: number | undefined;
  /** Asks the releases service as the gateway; answers the data, rejects when it is not there. */
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
  /** Tells what there is, without waiting for the next turn. Resolves when that was tried. */
  now(): Promise<void>;
  /** Tells what there is, and that nobody is asked by this gateway any more; then stops. */
  close(): Promise<void>;
}

/** How soon an unchanged census is told again. */
const censusAgainMs = 60 * 60 * 1000;

/** How soon it is told again whom is asked, as long as that is not what is live: the releases service believes it for five minutes. */
const servingAgainMs = 60 * 1000;

const servingMutation =
  'mutation ($input: ReportServingInput!) { reportServing(input: $input) { problem { code message } } }';
const healthMutation =
  'mutation ($input: ReportHealthInput!) { reportHealth(input: $input) { problem { code message } } }';
const censusMutation =
  'mutation ($input: ReportCensusInput!) { reportCensus(input: $input) { position problem { code message } } }';

interface CensusAnswer {
  readonly reportCensus?: { readonly position: string | null };
}

export function tellReleases(options: TellReleasesOptions): Telling {
  const { census, health, serving, environment, gateway, mustSwitchHours, ask, log, now = Date.now } = options;
  const { healthEveryMs = 2_000, censusEveryMs = 60_000 } = options;
  let untold: { readonly commandId: string; readonly counts: readonly HealthCounts[] } | undefined;
  let toldCensus = '[]';
  let censusAt = -Infinity;
  let toldServing = '[]';
  let servingAt = -Infinity;
  let closing = false;
  let running: Promise<void> = Promise.resolve();
  let silent = false;

  /** Also of a clock that was put back: by that nothing is told later than it would be anyway, and at most once more. */
  const isRecent = (at: number, milliseconds: number): boolean => Math.abs(now() - at) < milliseconds;

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
    if (isRecent(censusAt, wait) || (text === toldCensus && tabs.length === 0)) return;
    const at = new Date(now()).toISOString();
    const input = { commandId: crypto.randomUUID(), environment, gateway, at, tabs };
    const said = (await askWithHours(input)) as CensusAnswer | undefined;
    // Nothing was recorded: it came too soon after the word of the process before, which was another one.
    if (said?.reportCensus?.position !== null) toldCensus = text;
    censusAt = now();
  }

  /** A releases service that is older than this gateway knows no hours: what tabs run must reach it all the same. */
  function askWithHours(input: object): Promise<unknown> {
    const plain = (): Promise<unknown> => ask(censusMutation, { input });
    if (mustSwitchHours === undefined) return plain();
    return ask(censusMutation, { input: { ...input, mustSwitchHours } }).catch(plain);
  }

  async function tellServing(): Promise<void> {
    const { services, follows } = closing ? { services: [], follows: true } : serving();
    const text = JSON.stringify(services);
    if (text === toldServing && (follows || isRecent(servingAt, servingAgainMs))) return;
    await ask(servingMutation, { input: { commandId: crypto.randomUUID(), environment, gateway, services } });
    toldServing = text;
    servingAt = now();
  }

  /** Each by itself: a releases service that does not know the one, because it is older than this gateway, hears the others. */
  async function tell(): Promise<void> {
    const failed: Error[] = [];
    for (const one of [tellServing, tellHealth, tellCensus])
      await one().catch((error: unknown) => failed.push(error as Error));
    const [first] = failed;
    if (first !== undefined && !silent)
      log.warn({ reason: first.message }, 'how releases fare cannot be told; it is kept and tried again');
    silent = first !== undefined;
  }

  /** One after the other: a slow releases service gets no second request beside the first. */
  const next = (): Promise<void> => (running = running.then(tell));
  const timer = setInterval(() => void next(), healthEveryMs);
  timer.unref();
  return {
    now: next,
    async close() {
      clearInterval(timer);
      closing = true;
      await next();
    },
  };
}
