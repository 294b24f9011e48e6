/**
 * Noticing a process that is there and does nothing: a blocked event loop never crashes by itself, and a service whose
 * fold does not move any more says so itself (503 at `/healthz`).
 */
import { setTimeout as sleep } from 'node:timers/promises';

export interface LivenessOptions {
  /** Between two looks, milliseconds. @default 5_000 */
  readonly everyMs?: number;
  /** For one answer. Generous on purpose: a busy machine must not look like a dead process. @default 10_000 */
  readonly timeoutMs?: number;
  /** So many bad looks in a row. @default 4 */
  readonly allowedFailures?: number;
  /** So many looks without an answer, before the first one: it may still be loading its code. @default 24 */
  readonly allowedToStart?: number;
}

/** Resolves with why, after several bad looks in a row; undefined when the signal aborts. */
export async function untilHanging(
  port: number,
  signal: AbortSignal,
  { everyMs = 5_000, timeoutMs = 10_000, allowedFailures = 4, allowedToStart = 24 }: LivenessOptions = {},
): Promise<string | undefined> {
  let failures = 0;
  let listened = false;
  while (!signal.aborted) {
    await sleep(everyMs, undefined, { signal, ref: false }).catch(() => undefined);
    if (signal.aborted) return undefined;
    const look = await lookAt(port, timeoutMs, signal);
    if (signal.aborted) return undefined;
    listened ||= look !== 'silent';
    failures = look === 'alive' ? 0 : failures + 1;
    if (failures >= (listened ? allowedFailures : allowedToStart))
      return look === 'silent' ? 'it does not answer' : look;
  }
  return undefined;
}

/** `alive`, `silent`, or what it says is wrong. */
async function lookAt(port: number, timeoutMs: number, signal: AbortSignal): Promise<string> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/healthz`, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    const text = await response.text();
    return response.ok ? 'alive' : text.slice(0, 500);
  } catch {
    return 'silent';
  }
}
