/**
 * Notices other processes' commits by asking SQLite's `data_version` (3 µs), only while somebody waits for news.
 * Commits of this process need no watching: they are announced as they happen.
 */
import type { Changes } from '../subscription/changes.ts';
import { isBusy, toLogError } from './failure.ts';

export interface Watch {
  start(): void;
  stop(): void;
}

/** 1 ms while commits come in, 2 ms otherwise: latency where it shows, half the wake-ups where it does not. */
const interval = { lively: 1, calm: 2, calmAfterMs: 1000 };

export function createWatch(path: string, dataVersion: () => number, changes: () => Changes): Watch {
  let known = dataVersion();
  let livelyAt = performance.now();
  let timer: NodeJS.Timeout | undefined;

  function look(): void {
    timer = undefined;
    try {
      const version = dataVersion();
      if (version !== known) {
        known = version;
        livelyAt = performance.now();
        changes().announce();
      }
    } catch (error) {
      // Another process is recovering or closing the file: ask again.
      if (!isBusy(error)) changes().fail(toLogError(error, path));
    }
    // The announcement may have started the next wait, and with it this watch.
    if (changes().waiting > 0 && timer === undefined) schedule();
  }

  function schedule(): void {
    const calm = performance.now() - livelyAt > interval.calmAfterMs;
    timer = setTimeout(look, calm ? interval.calm : interval.lively);
  }

  return {
    start() {
      if (timer === undefined) schedule();
    },
    stop() {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
