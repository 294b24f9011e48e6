/** A live connection that a test holds in its hands. */
import type { LiveClient, LiveStatus } from '@tessera/live/client';

export interface FakeLive extends LiveClient {
  /** What `status` is from now on. */
  turn(state: LiveStatus['state']): void;
  /** How often somebody asked to try again now. */
  readonly reconnects: number;
}

export function fakeLive(): FakeLive {
  const listeners = new Set<(status: LiveStatus) => void>();
  let status: LiveStatus = { state: 'live', since: Date.now(), problem: null };
  let reconnects = 0;
  return {
    subscribe: () => () => undefined,
    connect: () => undefined,
    reconnect: () => void (reconnects += 1),
    get status() {
      return status;
    },
    get reconnects() {
      return reconnects;
    },
    onStatus(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    turn(state) {
      status = { state, since: Date.now() - 60_000, problem: null };
      for (const listener of [...listeners]) listener(status);
    },
    stats: { attempts: 1, frames: 0, ignored: 0, gaps: 0, resets: 0 },
    close: () => undefined,
  };
}
