/** How time passes for what waits: by the system's clock, or by whatever a test or a page plays. */
import type { Alarm } from '../core/timer/run-timers.ts';

/** Keeps no process alive. */
export const systemAlarm: Alarm = (milliseconds, run) => {
  const timer: unknown = setTimeout(run, milliseconds);
  if (typeof timer === 'object' && timer !== null && 'unref' in timer && typeof timer.unref === 'function') {
    timer.unref();
  }
  return () => clearTimeout(timer as ReturnType<typeof setTimeout>);
};

/** Resolves after so long, or when the signal is aborted. */
export function passTime(alarm: Alarm, milliseconds: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      cancel();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const cancel = alarm(milliseconds, done);
    signal.addEventListener('abort', done, { once: true });
  });
}

export function whenAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
