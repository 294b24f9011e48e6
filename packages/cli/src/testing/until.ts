import { setTimeout as sleep } from 'node:timers/promises';

/** Waits on progress: resolves with the first value that is not undefined or false. The test's own timeout is the limit. */
export async function until<T>(look: () => T | undefined | false | Promise<T | undefined | false>): Promise<T> {
  for (;;) {
    const seen = await look();
    if (seen !== undefined && seen !== false) return seen;
    await sleep(10);
  }
}

/** Whether a process exists. A zombie whose parent has not looked yet counts as gone. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
