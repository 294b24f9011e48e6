import type { JsonObject } from '@tessera/event-log';
import { send, type LookUp, type Reaction, type Sent } from './policy.ts';

/** A timer that is due. It may be late (the service was away); `due` is when it should have been. */
export interface DueTimer {
  readonly key: string;
  /** ISO 8601, UTC. */
  readonly due: string;
  /** What was said when it was set. */
  readonly data: JsonObject;
}

/**
 * What happens when a timer is due: commands of the service's own, whose `ctx.now()` is the time it was due, however late
 * it is. Set and cancelled by policies (`schedule`, `unschedule`); every set timer fires once, and a service's timers
 * fire in the order in which they are due.
 */
export interface TimerDefinition {
  then(docs: LookUp, timer: DueTimer): Reaction;
}

/** The stream type in which a service's timers are kept, one stream per timer and key. */
export const timerStreamType = 'timer';

/** A timer has one name and many keys: one per entity. Names hold no `-`, so that the two cannot be confused. */
export function timerId(timer: string, key: string): string {
  return `${timer}-${key}`;
}

/**
 * From a policy: set the timer for this key, or set it anew. `at` is ISO 8601 (see `later`); what is past is due at once.
 * `key` fits a stream name. `data` never holds anything personal.
 */
export function schedule(timer: string, key: string, at: string, data: JsonObject = {}): Sent {
  return send(timerStreamType, timerId(timer, key), 'set', { timer, key, at, data });
}

/** From a policy: the timer for this key is not to fire. Harmless when it is not set, or has fired. */
export function unschedule(timer: string, key: string): Sent {
  return send(timerStreamType, timerId(timer, key), 'cancel', { timer, key });
}

export interface Span {
  readonly days?: number;
  readonly hours?: number;
  readonly minutes?: number;
  readonly seconds?: number;
}

/** The time (ISO 8601) that much later. Services have no clock of their own: start from an event's `time` or `ctx.now()`. */
export function later(time: string, { days = 0, hours = 0, minutes = 0, seconds = 0 }: Span): string {
  const span = (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1_000;
  return new Date(Date.parse(time) + span).toISOString();
}
