/**
 * The services of this product and their contracts. A service that is down keeps the contract it had; one that comes
 * back is asked again, and a changed contract is announced, so that the graph follows. Which processes of a service are
 * asked, and of which release, is its fleet's.
 */
import { canonicalJson } from '@tessera/contracts';
import type { ServiceContract } from '@tessera/contracts';
import type { Logger } from 'pino';
import type { ContractCache } from './contract-cache.ts';
import { createInstances } from './instances.ts';
import type { Instances, Said } from './instances.ts';
import type { ServiceClient } from './service-client.ts';
import { createReleasesBeside } from './releases-beside.ts';
import type { ReleasesBeside } from './releases-beside.ts';
import type { BesideReleases, ReleasesOfAll } from './service-releases.ts';
import { createServiceFleet } from './service-fleet.ts';
import type { ServiceFleet } from './service-fleet.ts';

export interface ServiceState {
  readonly client: ServiceClient;
  readonly contract: ServiceContract | undefined;
  /** Where the contract comes from; `none` until one is known. */
  readonly source: 'service' | 'cache' | 'none';
  readonly up: boolean;
}

export interface ServiceDirectory {
  readonly services: ReadonlyMap<string, ServiceState>;
  readonly fleets: ReadonlyMap<string, ServiceFleet>;
  /** Service → releases that some people's requests go to. */
  readonly beside: ReadonlyMap<string, Pick<ReleasesBeside, 'of' | 'problemOf'>>;
  /** Those that are registered. */
  readonly instances: Pick<Instances, 'of' | 'beat'>;
  /** A process is about to end. Resolves when nothing is on its way to it any more. */
  leave(service: string, url: string): Promise<void>;
  /** Service → the releases that the composition names, and those that some people's requests go to. */
  want(releases: ReadonlyMap<string, ReleasesOfAll>, beside: ReadonlyMap<string, BesideReleases>): void;
  /**
   * Called after each change of any contract, not on services coming and going. Answers whether the contracts are served;
   * when not, a release that was to take over does not.
   */
  onContracts(listener: () => boolean): void;
  /** Called when other processes of a service are asked than before. */
  onUrls(listener: (service: string, urls: readonly string[]) => void): void;
  /** Called when a release that some people's requests go to can be asked, at other processes, or not any more (no urls). */
  onBeside(listener: (service: string, release: string, urls: readonly string[]) => void): void;
  /** Resolves when every service's contract is known, from wherever. */
  ready(): Promise<void>;
  /** Asks a service for its contract now instead of at the next turn: its feed said hello. */
  refresh(service: string): void;
  close(): Promise<void>;
}

export interface ServiceDirectoryOptions {
  /** Service → base URLs of the processes that are asked until one registers. */
  readonly services: Readonly<Record<string, readonly string[]>>;
  readonly createClient: (name: string, urls: readonly string[]) => ServiceClient;
  readonly cache: ContractCache;
  readonly log: Logger;
  /** Between two looks at a service that answers. @default 5 s */
  readonly everyMs?: number;
  /** Between two tries at one that does not. @default 250 ms, doubling up to 5 s */
  readonly retryMs?: number;
  /** See `InstancesOptions`. */
  readonly leaseMs?: number;
}

export async function createServiceDirectory(options: ServiceDirectoryOptions): Promise<ServiceDirectory> {
  const { cache, log, everyMs = 5_000, retryMs = 250, leaseMs } = options;
  const services = new Map<string, ServiceState>();
  const fleets = new Map<string, ServiceFleet>();
  const beside = new Map<string, ReleasesBeside>();
  const timers = new Map<string, NodeJS.Timeout>();
  const contractListeners = new Set<() => boolean>();
  const urlListeners = new Set<(service: string, urls: readonly string[]) => void>();
  const besideListeners = new Set<(service: string, release: string, urls: readonly string[]) => void>();
  const known = Promise.withResolvers<void>();
  let closed = false;

  const instances = createInstances({
    ...(leaseMs === undefined ? {} : { leaseMs }),
    introduce: (said) => introduce(said, options.createClient),
    onChange(service) {
      void fleets.get(service)?.settle();
      void beside.get(service)?.settle();
    },
  });

  /** Whether all of it is served. */
  const changed = (): boolean => {
    if ([...services.values()].every((state) => state.contract !== undefined)) known.resolve();
    return [...contractListeners].map((listener) => listener()).every(Boolean);
  };

  const keep = (name: string, contract: ServiceContract): Promise<void> =>
    cache
      .write(name, contract)
      .catch((error: unknown) => log.error({ err: error, target: name }, 'a contract could not be cached'));

  const goOver = (name: string, contract: ServiceContract, client: ServiceClient): boolean => {
    const before = services.get(name)!;
    services.set(name, { client, contract, source: 'service', up: true });
    if (!changed()) {
      services.set(name, before);
      changed();
      return false;
    }
    void keep(name, contract);
    return true;
  };

  for (const [name, seeds] of Object.entries(options.services)) {
    const contract = await cache.read(name);
    const fleet = createServiceFleet({
      name,
      seeds,
      createClient: (urls) => options.createClient(name, urls),
      instances: () => instances.of(name),
      goOver: (next, client) => goOver(name, next, client),
      onUrls: (urls) => urlListeners.forEach((listener) => listener(name, urls)),
      log,
    });
    fleets.set(name, fleet);
    const others = createReleasesBeside({
      name,
      createClient: (urls) => options.createClient(name, urls),
      instances: () => instances.of(name),
      fallback: () => fleet.client,
      onChange: (release, urls) => besideListeners.forEach((listener) => listener(name, release, urls)),
      log,
    });
    beside.set(name, others);
    const source = contract === undefined ? 'none' : 'cache';
    services.set(name, { client: fleet.client, contract, source, up: false });
  }

  const look = async (name: string, delayAfterFailure: number): Promise<void> => {
    const before = services.get(name)!;
    const { client } = before;
    let next = everyMs;
    let delay = retryMs;
    try {
      const contract = await client.contract();
      // Another release has taken over meanwhile, with its own.
      if (closed || services.get(name)!.client !== client) return schedule(name, next, delay);
      const same = before.contract !== undefined && canonicalJson(before.contract) === canonicalJson(contract);
      // The same object as before where it is the same: graphs are made of it.
      services.set(name, { client, contract: same ? before.contract : contract, source: 'service', up: true });
      if (!same) {
        log.info({ target: name, release: contract.release }, 'a service has a new contract');
        await keep(name, contract);
        changed();
      }
      if (!before.up) log.info({ target: name }, 'a service answers');
      fleets.get(name)!.learn(contract.release);
    } catch (error) {
      if (closed) return;
      const now = services.get(name)!;
      if (before.up || (before.source === 'none' && delayAfterFailure === retryMs))
        log.warn({ target: name, reason: (error as Error).message }, 'a service does not answer');
      if (now.client === client) services.set(name, { ...now, up: false });
      next = delayAfterFailure;
      delay = Math.min(delayAfterFailure * 2, everyMs);
    }
    schedule(name, next, delay);
  };

  const schedule = (name: string, inMs: number, delayAfterFailure: number): void => {
    clearTimeout(timers.get(name));
    if (!closed)
      timers.set(
        name,
        setTimeout(() => void look(name, delayAfterFailure), inMs),
      );
  };

  for (const name of services.keys()) schedule(name, 0, retryMs);
  changed();
  return {
    services,
    fleets,
    beside,
    instances: { of: instances.of, beat: instances.beat },
    async leave(service, url) {
      instances.leave(service, url);
      const asking = [fleets.get(service), beside.get(service)];
      await Promise.all(
        asking.map(async (each) => {
          await each?.settle();
          await each?.drained();
        }),
      );
    },
    want(releases, others) {
      for (const [name, fleet] of fleets) fleet.want(releases.get(name));
      for (const [name, some] of beside) some.want(others.get(name) ?? new Map());
    },
    onContracts: (listener) => void contractListeners.add(listener),
    onUrls: (listener) => void urlListeners.add(listener),
    onBeside: (listener) => void besideListeners.add(listener),
    ready: () => known.promise,
    refresh(service) {
      if (services.has(service)) schedule(service, 0, retryMs);
    },
    async close() {
      closed = true;
      instances.close();
      for (const timer of timers.values()) clearTimeout(timer);
      await Promise.all([...fleets.values(), ...beside.values()].map((each) => each.close()));
    },
  };
}

/** Why the process at this address is not what it said it is; undefined: it is. */
async function introduce(
  { service, release, url }: Said,
  createClient: ServiceDirectoryOptions['createClient'],
): Promise<string | undefined> {
  const client = createClient(service, [url]);
  try {
    const contract = await client.contract();
    return contract.release === release
      ? undefined
      : `${url} registered as ${release}, but is ${contract.release ?? 'of no release'}`;
  } catch (error) {
    return `${url} registered as ${release}, but does not say so itself: ${(error as Error).message}`;
  } finally {
    // What it was asked has been answered, or never will be.
    void client.close().catch(() => undefined);
  }
}
