/** Time for tests of timers: it passes when it is told to, alarm by alarm. */
import type { Alarm } from '../core/timer/run-timers.ts';

export function virtualTime(start = '2026-01-01T00:00:00.000Z') {
  let now = Date.parse(start);
  const waiting = new Set<{ readonly at: number; readonly run: () => void }>();
  const alarm: Alarm = (milliseconds, run) => {
    const each = { at: now + milliseconds, run };
    waiting.add(each);
    return () => waiting.delete(each);
  };
  return {
    clock: () => new Date(now).toISOString(),
    alarm,
    /** How many alarms are set. */
    get waiting() {
      return waiting.size;
    },
    /** `settle` after each alarm: what it led to comes before the next. */
    async pass(minutes: number, settle: () => Promise<void>): Promise<void> {
      const until = now + minutes * 60_000;
      await settle();
      for (;;) {
        const [next] = [...waiting].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at);
        if (next === undefined) break;
        waiting.delete(next);
        now = next.at;
        next.run();
        await settle();
      }
      now = until;
    },
    /** Nothing runs meanwhile: the host was away. */
    skip(minutes: number): void {
      now += minutes * 60_000;
    },
  };
}
