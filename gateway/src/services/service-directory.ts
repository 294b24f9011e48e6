/**
 * The services of this product and their contracts. A service that is down keeps the contract it had; one that comes
 * back is asked again, and a changed contract is announced, so that the graph follows.
 */
import { canonicalJson } from '@tessera/contracts';
import type { ServiceContract } from '@tessera/contracts';
import type { Logger } from 'pino';
import type { ContractCache } from './contract-cache.ts';
import type { ServiceClient } from './service-client.ts';

export interface ServiceState {
  readonly client: ServiceClient;
  readonly contract: ServiceContract | undefined;
  /** Where the contract comes from; `none` until one is known. */
  readonly source: 'service' | 'cache' | 'none';
  readonly up: boolean;
}

export interface ServiceDirectory {
  readonly services: ReadonlyMap<string, ServiceState>;
  /** Called after each change of any contract, not on services coming and going. */
  onContracts(listener: () => void): void;
  /** Resolves when every service's contract is known, from wherever. */
  ready(): Promise<void>;
  /** Asks a service for its contract now instead of at the next turn: its feed said hello. */
  refresh(service: string): void;
  close(): void;
}

export interface ServiceDirectoryOptions {
  readonly clients: readonly ServiceClient[];
  readonly cache: ContractCache;
  readonly log: Logger;
  /** Between two looks at a service that answers. @default 5 s */
  readonly everyMs?: number;
  /** Between two tries at one that does not. @default 250 ms, doubling up to 5 s */
  readonly retryMs?: number;
}

export async function createServiceDirectory(options: ServiceDirectoryOptions): Promise<ServiceDirectory> {
  const { clients, cache, log, everyMs = 5_000, retryMs = 250 } = options;
  const services = new Map<string, ServiceState>();
  const timers = new Map<string, NodeJS.Timeout>();
  const listeners = new Set<() => void>();
  const known = Promise.withResolvers<void>();
  let closed = false;

  const changed = (): void => {
    if ([...services.values()].every((state) => state.contract !== undefined)) known.resolve();
    for (const listener of listeners) listener();
  };

  for (const client of clients) {
    const contract = await cache.read(client.name);
    services.set(client.name, { client, contract, source: contract === undefined ? 'none' : 'cache', up: false });
  }

  const look = async (client: ServiceClient, delayAfterFailure: number): Promise<void> => {
    const before = services.get(client.name)!;
    let next = everyMs;
    let delay = retryMs;
    try {
      const contract = await client.contract();
      if (closed) return;
      const same = before.contract !== undefined && canonicalJson(before.contract) === canonicalJson(contract);
      services.set(client.name, { client, contract, source: 'service', up: true });
      if (!same) {
        log.info({ target: client.name, release: contract.release }, 'a service has a new contract');
        await cache
          .write(client.name, contract)
          .catch((error: unknown) => log.error({ err: error, target: client.name }, 'a contract could not be cached'));
        changed();
      }
      if (!before.up) log.info({ target: client.name }, 'a service answers');
    } catch (error) {
      if (closed) return;
      if (before.up || (before.source === 'none' && delayAfterFailure === retryMs))
        log.warn({ target: client.name, reason: (error as Error).message }, 'a service does not answer');
      services.set(client.name, { ...before, up: false });
      next = delayAfterFailure;
      delay = Math.min(delayAfterFailure * 2, everyMs);
    }
    schedule(client, next, delay);
  };

  const schedule = (client: ServiceClient, inMs: number, delayAfterFailure: number): void => {
    clearTimeout(timers.get(client.name));
    if (!closed)
      timers.set(
        client.name,
        setTimeout(() => void look(client, delayAfterFailure), inMs),
      );
  };

  for (const client of clients) schedule(client, 0, retryMs);
  changed();
  return {
    services,
    onContracts: (listener) => void listeners.add(listener),
    ready: () => known.promise,
    refresh(service) {
      const client = services.get(service)?.client;
      if (client !== undefined) schedule(client, 0, retryMs);
    },
    close() {
      closed = true;
      for (const timer of timers.values()) clearTimeout(timer);
    },
  };
}
