/** Repeats what fails for passing reasons: elections take seconds, and a request to a leader that died is never answered. */
import { setTimeout as sleep } from 'node:timers/promises';
import { isPassing } from './failure.ts';

const pauseMs = { first: 20, most: 250 };

/** Runs `attempt` until it succeeds or fails for good; gives up after `patienceMs` or when the signal aborts. */
export async function whilePassing<T>(attempt: () => Promise<T>, patienceMs: number, signal?: AbortSignal): Promise<T> {
  const started = performance.now();
  for (let pause = pauseMs.first; ; pause = Math.min(pause * 2, pauseMs.most)) {
    try {
      return await unlessAborted(attempt(), signal);
    } catch (error) {
      if (signal?.aborted || !isPassing(error) || performance.now() - started > patienceMs) throw error;
    }
    await sleep(pause, undefined, signal && { signal });
  }
}

/** Rejects as soon as the signal aborts; what was asked goes on and is ignored. */
function unlessAborted<T>(asked: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return asked;
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason as Error);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort);
    asked.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
