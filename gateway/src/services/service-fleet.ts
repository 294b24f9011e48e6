/**
 * One service's processes, of whichever releases there are, and which of them are asked. It goes over to another release in one
 * step: when a process of that is ready, its contract is here, and the graph has been composed with it. Until then, and when
 * that cannot be, those that were asked go on: the gate has judged both releases beside everything else.
 */
import type { ServiceContract } from '@tessera/contracts';
import type { Logger } from 'pino';
import type { Instance } from './instances.ts';
import type { ServiceClient } from './service-client.ts';
import type { ReleasesOfAll } from './service-releases.ts';
import { createSettling } from './settling.ts';

export interface ServiceFleet {
  readonly name: string;
  /** Who is asked. */
  readonly client: ServiceClient;
  readonly urls: readonly string[];
  /** `orders-service@1.1.0`; undefined until a process has said so. */
  readonly release: string | undefined;
  /** What the composition names; undefined when it names none. */
  readonly wanted: string | undefined;
  /** Why what is wanted is not asked although a process of it is ready, in words. */
  readonly problem: string | undefined;
  /** Undefined: the composition names none. */
  want(releases: ReleasesOfAll | undefined): void;
  /** The contract of those that are asked has come. */
  learn(release: string | undefined): void;
  /** Somebody came, went, or became ready. Resolves when requests go where they should. */
  settle(): Promise<void>;
  /** Resolves when those that are not asked any more have answered what they were asked. */
  drained(): Promise<void>;
  close(): Promise<void>;
}

export interface ServiceFleetOptions {
  readonly name: string;
  /** Asked until a process registers. */
  readonly seeds: readonly string[];
  readonly createClient: (urls: readonly string[]) => ServiceClient;
  /** Those that are registered now. */
  readonly instances: () => readonly Instance[];
  /**
   * Serves this contract from now on, by this client. False: it cannot be composed with the others, and nothing has changed. Called
   * before the fleet says that it has gone over.
   */
  readonly goOver: (contract: ServiceContract, client: ServiceClient) => boolean;
  /** Other processes are asked from now on. */
  readonly onUrls: (urls: readonly string[]) => void;
  readonly log: Logger;
  /** Until another try at a contract that did not come. @default 500 ms */
  readonly retryMs?: number;
}

/** What a process calls itself that was started from sources. */
const unreleased = 'development';

export function createServiceFleet(options: ServiceFleetOptions): ServiceFleet {
  const { name, instances, createClient, goOver, onUrls, log, retryMs = 500 } = options;
  /** Of each release that was asked and has processes yet. */
  const clients = new Map<string, ServiceClient>();
  let urls = options.seeds;
  let client = createClient(urls);
  const seeded = client;
  let release: string | undefined;
  /** A process of what is asked was registered. */
  let met = false;
  let wanted: string | undefined;
  let wayBack: string | undefined;
  let problem: string | undefined;
  const settling = createSettling({ name, log, step });
  const { settle, drain } = settling;

  const readyOf = (of: string | undefined): string[] =>
    instances().flatMap((each) => (each.ready && each.release === of ? [each.url] : []));

  /** The release whose processes are to be asked. */
  function target(): string | undefined {
    if (wanted !== undefined && readyOf(wanted).length > 0) return wanted;
    const there = instances().some((each) => each.release === release);
    met ||= there;
    if (there || !met) return release;
    // What was asked has gone altogether.
    return instances().find((each) => each.ready && mayStandIn(each.release))?.release ?? release;
  }

  /**
   * Whether everybody may be sent there although something else is live. What a rollback returns to was judged as what everybody has;
   * a canary was not, nor a preview, nor what was given up. A developer's process, which has no version, is asked as it is.
   */
  function mayStandIn(of: string): boolean {
    return wanted === undefined || of === wayBack || of === unreleased;
  }

  async function step(): Promise<void> {
    const next = target();
    if (settling.closed || next === undefined) return;
    if (next !== release && !(await goOverTo(next))) return;
    const ready = readyOf(next);
    // None is ready: the process that is restarting is asked, rather than nobody.
    if (ready.length > 0 && !sameSet(ready, urls)) {
      urls = ready;
      onUrls(urls);
    }
    if (ready.length > 0) drain(client.ask(urls));
    leaveFormer();
  }

  async function goOverTo(next: string): Promise<boolean> {
    const ready = readyOf(next);
    const candidate = clients.get(next) ?? createClient(ready);
    clients.set(next, candidate);
    drain(candidate.ask(ready));
    let why: string;
    try {
      const contract = await candidate.contract();
      if (settling.closed || target() !== next) return retrySoon(0);
      if (contract.release !== next) why = `${ready.join(', ')} registered as ${next}, but is ${contract.release}`;
      else if (goOver(contract, candidate)) {
        const before = client;
        if (release !== undefined) clients.set(release, before);
        log.info({ target: name, from: release, to: next, urls: ready }, 'requests go to another release');
        candidate.succeededBy(undefined);
        client = candidate;
        release = next;
        met = true;
        problem = undefined;
        for (const former of new Set([before, ...clients.values()])) if (former !== client) former.succeededBy(client);
        return true;
      } else why = 'it cannot be composed with the other services';
    } catch (error) {
      why = (error as Error).message;
    }
    if (problem !== why) log.error({ target: name, release: next, reason: why }, 'a release cannot take over');
    problem = why;
    return retrySoon(retryMs);
  }

  function retrySoon(inMs: number): false {
    settling.settleIn(inMs);
    return false;
  }

  /** Of releases that are not asked any more, what is still there finishes what it has begun. */
  function leaveFormer(): void {
    for (const [of, former] of clients) {
      if (former === client) continue;
      const there = instances().flatMap((each) => (each.release === of ? [each.url] : []));
      if (there.length === 0) clients.delete(of);
      drain(former.ask(there));
    }
  }

  return {
    name,
    get client() {
      return client;
    },
    get urls() {
      return urls;
    },
    get release() {
      return release;
    },
    get wanted() {
      return wanted;
    },
    get problem() {
      return problem ?? (release === wanted ? undefined : instances().find((each) => each.release === wanted)?.problem);
    },
    want(releases) {
      const { stable, previous } = releases ?? {};
      if (stable === wanted && previous === wayBack) return;
      if (stable !== wanted) problem = undefined;
      wanted = stable;
      wayBack = previous;
      void settle();
    },
    learn(of) {
      if (release !== undefined && of !== undefined && of !== release) clients.delete(release);
      release = of ?? release;
      void settle();
    },
    settle,
    drained: settling.drained,
    async close() {
      settling.close();
      await Promise.all([...new Set([seeded, client, ...clients.values()])].map((each) => each.close()));
    },
  };
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((each) => b.includes(each));
}
