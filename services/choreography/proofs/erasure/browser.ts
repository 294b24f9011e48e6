/** A page in front of a gateway, as far as documents go: the client of the live stream, and what it shows. */
import { createLiveClient, type LiveClient, type LiveUpdate } from '@tessera/live/client';

export interface Browser {
  readonly latest: LiveUpdate;
  readonly stats: LiveClient['stats'];
  until(isRight: (update: LiveUpdate) => boolean): Promise<void>;
  close(): void;
}

/** Of the orders app, with one live operation. */
export function openBrowser(url: string, cookie: string, hash: string): Browser {
  const client = createLiveClient({
    url: `${url}/live`,
    app: () => 'orders@1.0.0',
    fetch: (live, init) =>
      fetch(live, { ...init, headers: { ...(init?.headers as Record<string, string>), cookie, origin: url } }),
  });
  let latest: LiveUpdate | undefined;
  let look = (): void => undefined;
  client.subscribe({ hash, name: 'All', variables: {} }, (update) => {
    latest = update;
    look();
  });
  return {
    get latest() {
      return latest!;
    },
    get stats() {
      return client.stats;
    },
    until: (isRight) =>
      new Promise((resolve) => {
        look = () => {
          if (isRight(latest!)) resolve();
        };
        look();
      }),
    close: () => client.close(),
  };
}
