/** Noticing a process that is there and does nothing: a blocked event loop never crashes by itself. */
import { setTimeout as sleep } from 'node:timers/promises';

/** Generous on purpose: a busy machine must not look like a dead process. */
const everyMs = 5_000;
const timeoutMs = 10_000;
const allowedFailures = 4;

/** Resolves true after several silent health checks in a row; false when the signal aborts. */
export async function untilHanging(port: number, signal: AbortSignal): Promise<boolean> {
  let failures = 0;
  while (!signal.aborted) {
    await sleep(everyMs, undefined, { signal, ref: false }).catch(() => undefined);
    if (signal.aborted) return false;
    failures = (await answers(port, signal)) ? 0 : failures + 1;
    if (failures >= allowedFailures) return true;
  }
  return false;
}

/** Any answer at all counts; only silence does not. */
async function answers(port: number, signal: AbortSignal): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/healthz`, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    await response.arrayBuffer();
    return true;
  } catch {
    return signal.aborted;
  }
}
