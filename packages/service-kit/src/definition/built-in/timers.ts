/**
 * What timers are made of: an ordinary stream, ordinary events, an ordinary projection and ordinary policies. So they are
 * in the log, are folded by every replica, and survive whatever the service's own events survive.
 */
import { z } from 'zod';
import { command } from '../command.ts';
import { emit } from '../decision.ts';
import { event } from '../event.ts';
import type { PolicyDefinition } from '../policy.ts';
import { projection } from '../projection.ts';
import { stream, type StreamDefinition } from '../stream.ts';
import { timerId, type DueTimer, type TimerDefinition } from '../timer.ts';

export const timerEvents = {
  TimerSet: event(1, z.object({ timer: z.string(), key: z.string(), due: z.string(), data: z.looseObject({}) })),
  TimerCancelled: event(1, z.object({ timer: z.string(), key: z.string() })),
  TimerFired: event(1, z.object({ timer: z.string(), key: z.string(), due: z.string(), data: z.looseObject({}) })),
};

export interface PendingTimer {
  readonly timer: string;
  readonly key: string;
  readonly due: string;
  /** The event that set it. */
  readonly set: string;
  readonly position: number;
}

interface TimerState {
  /** Null: it is not set. */
  readonly set: { readonly due: string; readonly data: object } | null;
}

const named = { timer: z.string(), key: z.string() };

/** Setting and cancelling are always recorded, so that a repeated command finds its own, and changes nothing. */
export const timerStream = stream<TimerState>({
  initial: { set: null },
  evolve: {
    TimerSet: (_state, { data }) => ({ set: { due: data['due'] as string, data: data['data'] as object } }),
    TimerCancelled: () => ({ set: null }),
    TimerFired: () => ({ set: null }),
  },
  decide: {
    set: command(
      z.object({ ...named, at: z.iso.datetime({ offset: true }), data: z.looseObject({}) }),
      (_state, { at, ...timer }) => [emit('TimerSet', { ...timer, due: new Date(at).toISOString() })],
    ),
    cancel: command(z.object(named), (_state, timer) => [emit('TimerCancelled', timer)]),
    fire: command(z.object({ ...named, due: z.string() }), ({ set }: TimerState, { timer, key, due }) =>
      set?.due === due ? [emit('TimerFired', { timer, key, due, data: set.data })] : [],
    ),
  },
}) as StreamDefinition;

export const pendingTimers = projection<PendingTimer>({
  type: 'PendingTimer',
  // The position keeps timers that are due at the same time in the order in which they were set.
  indexes: { due: ({ due, position }) => `${due} ${String(position).padStart(16, '0')}` },
  on: {
    TimerSet: (docs, { data, id, position }) => {
      const { timer, key, due } = data as unknown as PendingTimer;
      docs.put(timerId(timer, key), { timer, key, due, set: id, position });
    },
    TimerCancelled: (docs, { data }) => docs.remove(timerId(data['timer'] as string, data['key'] as string)),
    TimerFired: (docs, { data }) => docs.remove(timerId(data['timer'] as string, data['key'] as string)),
  },
});

/** What a due timer leads to, as a policy: `timer.<name>`. */
export function timerPolicy(name: string, definition: TimerDefinition): PolicyDefinition {
  const dueTimer = (data: object): DueTimer => {
    const { key, due, data: said } = data as DueTimer;
    return { key, due, data: said };
  };
  return {
    on: 'TimerFired',
    then: (docs, { data }) => (data['timer'] === name ? definition.then(docs, dueTimer(data)) : null),
    now: ({ data }) => data['due'] as string,
  };
}
