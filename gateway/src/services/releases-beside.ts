/**
 * Releases of one service that some people's requests go to, beside the one that everybody's go to: canaries and previews. Each is
 * asked when a process of it is ready and has given its contract. Which people they are, is not known here.
 */
import type { ServiceContract } from '@tessera/contracts';
import type { Logger } from 'pino';
import type { Instance } from './instances.ts';
import type { ServiceClient } from './service-client.ts';
import type { BesideReleases } from './service-releases.ts';
import { createSettling } from './settling.ts';

/** One that can be asked. */
export interface ReleaseBeside {
  readonly client: ServiceClient;
  readonly contract: ServiceContract;
  readonly urls: readonly string[];
}

export interface ReleasesBeside {
  /** Undefined: it is not wanted, or nobody can be sent there yet. */
  of(release: string): ReleaseBeside | undefined;
  /** Why one is not asked although a process of it is ready, in words. */
  problemOf(release: string): string | undefined;
  /** Release → why. What is under way in a canary goes on elsewhere when its processes have left; in a preview it does not. */
  want(releases: BesideReleases): void;
  /** Somebody came, went, or became ready. Resolves when requests go where they should. */
  settle(): Promise<void>;
  /** Resolves when those that are not asked any more have answered what they were asked. */
  drained(): Promise<void>;
  close(): Promise<void>;
}

export interface ReleasesBesideOptions {
  readonly name: string;
  readonly createClient: (urls: readonly string[]) => ServiceClient;
  /** Those that are registered now. */
  readonly instances: () => readonly Instance[];
  /** Where what has begun goes on when the last process of a release has left. */
  readonly fallback: () => ServiceClient;
  /** Called when a release can be asked from now on, at other processes, or not any more (`urls` is empty). */
  readonly onChange: (release: string, urls: readonly string[]) => void;
  readonly log: Logger;
  /** Until another try at a contract that did not come. @default 500 ms */
  readonly retryMs?: number;
}

interface Kept {
  wanted: boolean;
  purpose: 'canary' | 'preview';
  client: ServiceClient | undefined;
  contract: ServiceContract | undefined;
  urls: readonly string[];
  problem: string | undefined;
}

export function createReleasesBeside(options: ReleasesBesideOptions): ReleasesBeside {
  const { name, createClient, instances, fallback, onChange, log, retryMs = 500 } = options;
  const all = new Map<string, Kept>();
  const settling = createSettling({ name, log, step });
  const { settle, drain } = settling;

  async function step(): Promise<void> {
    for (const [release, kept] of all) {
      if (settling.closed) return;
      const there = instances().filter((each) => each.release === release);
      const ready = there.flatMap((each) => (each.ready ? [each.url] : []));
      if (kept.wanted && ready.length > 0) await ask(release, kept, ready);
      else leave(release, kept, there);
    }
  }

  async function ask(release: string, kept: Kept, ready: readonly string[]): Promise<void> {
    kept.client ??= createClient(ready);
    kept.client.succeededBy(undefined);
    drain(kept.client.ask(ready));
    kept.contract ??= await contractOf(release, kept, kept.client);
    if (settling.closed || !kept.wanted || kept.contract === undefined) return;
    if (kept.urls.join() === ready.join()) return;
    if (kept.urls.length === 0) log.info({ target: name, release, urls: ready }, 'some requests go to another release');
    kept.urls = ready;
    onChange(release, ready);
  }

  async function contractOf(release: string, kept: Kept, client: ServiceClient): Promise<ServiceContract | undefined> {
    let why: string;
    try {
      const contract = await client.contract();
      if (contract.release === release) {
        kept.problem = undefined;
        return contract;
      }
      why = `a process registered as ${release}, but is ${contract.release}`;
    } catch (error) {
      why = (error as Error).message;
    }
    if (kept.problem !== why) log.error({ target: name, release, reason: why }, 'a release cannot be asked');
    kept.problem = why;
    settling.settleIn(retryMs);
    return undefined;
  }

  /** What is still there finishes what it has begun. */
  function leave(release: string, kept: Kept, there: readonly Instance[]): void {
    if (kept.urls.length > 0) {
      kept.urls = [];
      onChange(release, []);
    }
    kept.client?.succeededBy(kept.purpose === 'canary' ? fallback() : undefined);
    if (kept.client !== undefined) drain(kept.client.ask(there.map(({ url }) => url)));
    if (!kept.wanted && there.length === 0) all.delete(release);
  }

  return {
    of(release) {
      const { wanted, client, contract, urls } = all.get(release) ?? {};
      if (!wanted || client === undefined || contract === undefined || urls === undefined) return undefined;
      return urls.length === 0 ? undefined : { client, contract, urls };
    },
    problemOf(release) {
      const kept = all.get(release);
      if (kept === undefined || kept.problem !== undefined || kept.urls.length > 0) return kept?.problem;
      return instances().find((each) => each.release === release)?.problem;
    },
    want(releases) {
      const nothing = { client: undefined, contract: undefined, urls: [], problem: undefined };
      for (const [release, purpose] of releases) {
        const kept = all.get(release);
        if (kept === undefined) all.set(release, { wanted: true, purpose, ...nothing });
        else kept.purpose = purpose;
      }
      for (const [release, kept] of all) kept.wanted = releases.has(release);
      void settle();
    },
    settle,
    drained: settling.drained,
    async close() {
      settling.close();
      await Promise.all([...all.values()].map(async ({ client }) => client?.close()));
    },
  };
}
