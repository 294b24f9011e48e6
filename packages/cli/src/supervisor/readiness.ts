/** Asking a process whether it can serve. */
import { setTimeout as sleep } from 'node:timers/promises';

/** Resolves when `/readyz` says so; ends without an answer when the signal aborts. `onState` hears what it says until then. */
export async function untilReady(
  port: number,
  { signal, every = 40, onState }: { signal: AbortSignal; every?: number; onState?: (text: string) => void },
): Promise<boolean> {
  while (!signal.aborted) {
    const answer = await ask(port, signal);
    if (answer.ready) return true;
    onState?.(answer.text);
    await sleep(every, undefined, { signal }).catch(() => undefined);
  }
  return false;
}

async function ask(port: number, signal: AbortSignal): Promise<{ ready: boolean; text: string }> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/readyz`, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(5_000)]),
    });
    const text = await response.text();
    return { ready: response.ok, text: text.slice(0, 500) };
  } catch {
    return { ready: false, text: 'not listening yet' };
  }
}
