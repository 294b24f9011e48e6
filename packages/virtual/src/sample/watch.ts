/** A live client on one subscription, for tests: what it shows, and waiting until it shows something. */
import { createLiveClient, type LiveStatus, type LiveUpdate } from '@tessera/live/client';

export interface Watched<Document> {
  readonly update: LiveUpdate<Document> | undefined;
  readonly status: LiveStatus;
  /** Resolves with the first update, from now on or the present one, that is as wanted. */
  until(wanted: (update: LiveUpdate<Document>) => boolean): Promise<LiveUpdate<Document>>;
  untilStatus(state: LiveStatus['state']): Promise<void>;
  close(): void;
}

export interface WatchOptions {
  readonly fetch?: typeof globalThis.fetch;
  readonly url?: string;
  readonly hash: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

export function watch<Document>({
  fetch,
  url = 'http://virtual.invalid/live',
  ...query
}: WatchOptions): Watched<Document> {
  const backoff = { minMs: 5, maxMs: 20 };
  const client = createLiveClient({ url, app: () => 'app@1.0.0', backoff, ...(fetch === undefined ? {} : { fetch }) });
  const listeners = new Set<() => void>();
  const tell = (): void => {
    for (const listener of [...listeners]) listener();
  };
  let update: LiveUpdate<Document> | undefined;
  client.onStatus(tell);
  client.subscribe<Document>({ name: 'Watched', ...query }, (next) => {
    update = next;
    tell();
  });
  function wanted<Result>(look: () => Result | undefined): Promise<Result> {
    return new Promise((resolve) => {
      const check = (): void => {
        const found = look();
        if (found === undefined) return;
        listeners.delete(check);
        resolve(found);
      };
      listeners.add(check);
      check();
    });
  }
  return {
    get update() {
      return update;
    },
    get status() {
      return client.status;
    },
    until: (matches) => wanted(() => (update !== undefined && matches(update) ? update : undefined)),
    async untilStatus(state) {
      await wanted(() => (client.status.state === state ? true : undefined));
    },
    close: () => client.close(),
  };
}
