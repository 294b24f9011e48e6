import { setTimeout as delay } from 'node:timers/promises';
import { isBusy } from './connect.ts';

/** Between two attempts, milliseconds. */
const retryMs = 10;

/**
 * Runs `work` until no other process's lock turns it away, for at most `patienceMs`; then it throws what SQLite said. On a
 * connection that never waits inside SQLite (`neverWait`): the event loop turns meanwhile. `work` begins anew each time.
 */
export async function whenFree<T>(work: () => T, patienceMs: number): Promise<T> {
  for (const deadline = performance.now() + patienceMs; ; await delay(retryMs)) {
    try {
      return work();
    } catch (error) {
      if (!isBusy(error) || performance.now() > deadline) throw error;
    }
  }
}
