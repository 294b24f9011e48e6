/**
 * Fires a service's timers, one after the other in the order in which they are due, late ones first. The next is looked at
 * only after what the one before led to: it may have set an earlier one. While none is due there is one alarm, and nothing
 * else: no polling.
 *
 * Firing is a command on the timer's own stream, with an id made from the event that set it: however many replicas fire a
 * timer, it has fired once. Clocks decide when, never whether.
 */
import { decodeCursor, type Position } from '@tessera/event-log';
import { timerId, timerStreamType } from '../../definition/timer.ts';
import type { PendingTimer } from '../../definition/built-in/timers.ts';
import type { CommandEngine } from '../command/command-engine.ts';
import { sha256 } from '../world/sha256.ts';
import type { PendingTimers } from './pending-timers.ts';

/** Runs a function once after a while; the answer cancels it. */
export type Alarm = (milliseconds: number, run: () => void) => () => void;

export interface RunTimersOptions {
  readonly timers: PendingTimers;
  readonly engine: CommandEngine;
  /** ISO 8601. */
  readonly now: () => string;
  readonly alarm: Alarm;
  /** See `Command.still`. */
  readonly still: () => Promise<boolean>;
  /** Resolves once everything up to the position is folded here and reacted to, or the signal aborts. */
  readonly settled: (position: Position) => Promise<void>;
  /** A promise while the service must stand still. */
  readonly whenUp?: () => Promise<void> | undefined;
  readonly onFailure: (error: unknown) => void;
  /** Before the clock is looked at again. @default as long as an alarm can be */
  readonly longestWaitMs?: number;
}

/** What `setTimeout` can wait at most. */
const longestAlarm = 2 ** 31 - 1;
/** After a failure. */
const retryMs = 1_000;

export async function runTimers(options: RunTimersOptions, signal: AbortSignal): Promise<void> {
  const { timers, engine, now, alarm, longestWaitMs = longestAlarm } = options;
  let unchanged: string | undefined;

  /** Until a timer changes or the time has passed. */
  function wait(milliseconds: number | undefined): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        cancel?.();
        stop();
        signal.removeEventListener('abort', done);
        resolve();
      };
      const stop = timers.onChange(done);
      const cancel = milliseconds === undefined ? undefined : alarm(Math.min(milliseconds, longestWaitMs), done);
      signal.addEventListener('abort', done, { once: true });
    });
  }

  async function fire({ timer, key, due, set }: PendingTimer): Promise<Position | undefined> {
    const id = timerId(timer, key);
    const result = await engine.execute({
      stream: timerStreamType,
      id,
      name: 'fire',
      input: { timer, key, due },
      commandId: sha256(`fire ${id} ${set}`),
      user: null,
      now: due,
      still: options.still,
      meta: { causationId: set },
    });
    if (result.ok) return decodeCursor(result.position)?.position;
    if (result.problem.code === 'SUPERSEDED') return undefined;
    throw new Error(`The timer ${id} could not be fired: ${result.problem.code}: ${result.problem.message}`);
  }

  while (!signal.aborted) {
    const up = options.whenUp?.();
    if (up !== undefined) {
      await Promise.race([up, wait(undefined)]);
      continue;
    }
    const next = timers.next();
    const left = next === undefined ? undefined : Date.parse(next.due) - Date.parse(now());
    if (next === undefined || left === undefined || left > 0) {
      await wait(left);
      continue;
    }
    // A timer that has fired and stays where it is could not be folded: better slow than spinning.
    if (unchanged === next.set) await wait(retryMs);
    try {
      const position = await fire(next);
      if (position === undefined) return;
      unchanged = next.set;
      await options.settled(position);
    } catch (error) {
      if (signal.aborted) return;
      options.onFailure(error);
      await wait(retryMs);
    }
  }
}
