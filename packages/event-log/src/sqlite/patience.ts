/**
 * Waiting for other processes without blocking this one. SQLite's own `busy_timeout` sleeps inside the call and would
 * freeze the event loop for as long (up to 5 s were seen), so it is 0 and we come back a millisecond later.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { isBusy } from './failure.ts';

export const retryAfterMs = 1;

/**
 * Runs `attempt` until it is not turned away by another process's lock, for at most `patienceMs`; then the last
 * "busy" error is thrown. `onBusy` is told of each refusal.
 */
export async function whileBusy<T>(attempt: () => T, patienceMs: number, onBusy?: () => void): Promise<T> {
  const started = performance.now();
  for (;;) {
    try {
      return attempt();
    } catch (error) {
      if (!isBusy(error) || performance.now() - started > patienceMs) throw error;
      onBusy?.();
    }
    await sleep(retryAfterMs);
  }
}
