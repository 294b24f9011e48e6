/** A clock that stands still until it is moved. Equal due times run in the order they were set. */
import type { Clock } from '../clock/clock.ts';

export interface VirtualClock extends Clock {
  /** Runs everything due within `ms`, letting promises settle after each moment. */
  advance(ms: number): Promise<void>;
  /** Timers that are set. */
  readonly pending: number;
}

export function createVirtualClock(start = 1_800_000_000_000): VirtualClock {
  let time = start;
  let order = 0;
  const timers = new Map<number, { due: number; run: () => void }>();

  function earliest(limit: number): number | undefined {
    let found: number | undefined;
    for (const [id, { due }] of timers)
      if (due <= limit && (found === undefined || due < timers.get(found)!.due)) found = id;
    return found;
  }

  return {
    now: () => time,
    after(ms, run) {
      order += 1;
      const id = order;
      timers.set(id, { due: time + Math.max(0, ms), run });
      return () => void timers.delete(id);
    },
    async advance(ms) {
      const end = time + ms;
      await settle();
      for (;;) {
        const id = earliest(end);
        if (id === undefined) break;
        const { due, run } = timers.get(id)!;
        timers.delete(id);
        time = Math.max(time, due);
        run();
        await settle();
      }
      time = end;
    },
    get pending() {
      return timers.size;
    },
  };
}

/** Lets everything that waits for promises alone go on: a macrotask runs after all microtasks. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
