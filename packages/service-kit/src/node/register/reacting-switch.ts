/**
 * Policies, timers and effects run where the requests go. A release that stands by (it is about to take over, or is kept in case of
 * a rollback) gives them up: the lease alone would leave them with whoever had it first, for ever.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Reacting } from '../../core/policy/start-reacting.ts';
import type { Role } from './register.ts';

export interface ReactingSwitchOptions {
  readonly start: (signal: AbortSignal) => Reacting;
  /** Whoever stood by leaves the one before so long to give its lease free; taking one that is free needs no waiting. */
  readonly handOverMs: number;
}

export interface ReactingSwitch {
  /** Undefined while it does not react. */
  readonly running: Reacting | undefined;
  /** It has caught up. */
  begin(): void;
  be(role: Role): void;
  /** Resolves after the last note of progress. */
  end(): Promise<void>;
}

export function createReactingSwitch({ start, handOverMs }: ReactingSwitchOptions): ReactingSwitch {
  let begun = false;
  /** Without gateways nobody ever says; then it reacts, and the lease decides. */
  let role: Role = 'serving';
  let running: Reacting | undefined;
  let turn: AbortController | undefined;
  const ended = new Set<Promise<unknown>>();

  function react(afterMs: number): void {
    if (!begun || role !== 'serving' || turn !== undefined) return;
    const mine = new AbortController();
    turn = mine;
    const reacting = async (): Promise<void> => {
      if (afterMs > 0) await delay(afterMs, undefined, { signal: mine.signal }).catch(() => undefined);
      if (mine.signal.aborted) return;
      const started = start(mine.signal);
      running = started;
      await Promise.all([started.policies.ended, started.effects.ended]);
      if (running === started) running = undefined;
    };
    const end = reacting().finally(() => ended.delete(end));
    ended.add(end);
  }

  function stop(): void {
    turn?.abort();
    turn = undefined;
  }

  return {
    get running() {
      return running;
    },
    begin() {
      begun = true;
      react(0);
    },
    be(next) {
      if (next === role) return;
      role = next;
      if (role === 'standby') stop();
      else react(handOverMs);
    },
    async end() {
      begun = false;
      stop();
      await Promise.all(ended);
    },
  };
}
