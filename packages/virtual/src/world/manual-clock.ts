/** Time that passes when it is told to. */
import type { Clock } from '@tessera/live';

export interface ManualClock extends Clock {
  /** Lets `ms` pass: what falls due runs in order, and what each leads to at once runs before the next. */
  advance(ms: number): Promise<void>;
}

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
}

/** @param start ms since 1970. @default 2026-01-05T08:00:00Z */
export function createManualClock(start: number = Date.UTC(2026, 0, 5, 8)): ManualClock {
  const timers = new Set<Timer>();
  let now = start;
  let order = 0;
  const next = (until: number): Timer | undefined =>
    [...timers].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at || a.order - b.order)[0];
  return {
    now: () => now,
    after(ms, run) {
      const timer: Timer = { at: now + Math.max(0, ms), order: order++, run };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    async advance(ms) {
      const until = now + ms;
      await settle();
      for (let timer = next(until); timer !== undefined; timer = next(until)) {
        timers.delete(timer);
        now = timer.at;
        timer.run();
        await settle();
      }
      now = until;
      await settle();
    },
  };
}

/** Folding and stitching take some turns of the event loop; nothing here waits longer than that without a timer. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise<void>((resolve) => setTimeout(resolve, 0));
}
