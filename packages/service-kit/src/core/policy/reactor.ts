/** What reacts to events: policies with commands, effects with calls of a port. `runAsOwner` runs either. */
import type { Commit } from '@tessera/event-log';
import type { Occurrence } from '../../definition/event.ts';
import type { LookUp } from '../../definition/policy.ts';
import type { ReadingRules } from '../../definition/reading.ts';
import { serviceOf } from '../qualified-stream.ts';

export type StepOutcome = { readonly done: true } | { readonly done: false; readonly reason: string };

/** Neither done nor failed: whoever goes on repeats it. */
export const stopped: StepOutcome = { done: false, reason: 'stopped' };

export interface StepSource {
  readonly commit: Commit;
  /** The event reacted to. */
  readonly eventId: string;
  /** The same event, reactor and step always give the same id. */
  readonly id: string;
  /** Whether this process still speaks for the service; see `Command.still`. */
  readonly still: () => Promise<boolean>;
}

/** One thing to be done about an event. */
export interface Step {
  /** Steps of one queue keep the order of the events. */
  readonly queue: string;
  /** For people: `<stream>/<id>.<command>`, `mail`. */
  readonly name: string;
  /** Why it could be done in no case, found out without doing anything; undefined: nothing speaks against it. */
  check?(): string | undefined;
  run(source: StepSource, signal: AbortSignal): Promise<StepOutcome>;
}

export interface Reactor {
  readonly name: string;
  /** The type of event it reacts to, by the name the service uses for it. */
  readonly on: string;
  /** Where it starts when it is new. */
  readonly from: 'beginning' | 'now';
  /** What it does about events that the service was not written for. */
  readonly reading: ReadingRules;
  /** What is to be done about the event. Throws what the definition throws. */
  stepsOf(occurrence: Occurrence, docs: LookUp): readonly Step[];
}

export interface Reactors {
  /** Every reactor's name, with where it starts when it is new. */
  readonly starts: Readonly<Record<string, 'beginning' | 'now'>>;
  /** Those that react to a type of event, by the name the service uses for it. */
  of(type: string): readonly Reactor[];
  /** Those that react to events of a service. */
  ofService(service: string): readonly Reactor[];
}

/** @param service Whose they are. */
export function createReactors(service: string, all: readonly Reactor[]): Reactors {
  const byType = Map.groupBy(all, ({ on }) => on);
  const byService = Map.groupBy(all, ({ on }) => serviceOf(on, service));
  return {
    starts: Object.fromEntries(all.map(({ name, from }) => [name, from])),
    of: (type) => byType.get(type) ?? [],
    ofService: (name) => byService.get(name) ?? [],
  };
}
