import type { z } from 'zod';
import type { CommandDefinition } from './command.ts';
import type { Emitted, Rejection } from './decision.ts';
import type { EventMap, Occurrence } from './event.ts';

/** An entity's rules: how its events make its state, and what may happen next. `State` is what deciding needs, no more. */
export interface StreamDefinition<State = unknown> {
  readonly initial: State;
  readonly evolve: { readonly [type: string]: Evolve<State> };
  readonly decide: { readonly [command: string]: CommandDefinition<State> };
}

/** A method type: a handler for one event's data may stand where one for any event's is expected. */
export type Evolve<State> = { apply(state: State, e: Occurrence): State }['apply'];

/** What a stream may record: exactly the own events, each with its data. */
export type EmittedOf<Events extends EventMap> = {
  readonly [Type in keyof Events & string]: Emitted<Type, z.input<Events[Type]['schema']> & object>;
}[keyof Events & string];

/** A stream whose events are known by type; see `vocabulary`. */
export interface TypedStream<State, Events extends EventMap> {
  readonly initial: State;
  readonly evolve: {
    readonly [Type in keyof Events & string]?: (
      state: State,
      e: Occurrence<z.output<Events[Type]['schema']>, Type>,
    ) => State;
  };
  readonly decide: {
    readonly [command: string]: CommandDefinition<State, unknown, readonly EmittedOf<Events>[] | Rejection>;
  };
}

/** Declares a stream whose events' data is not known to the type checker; prefer `vocabulary({…}).stream`. */
export function stream<State>(definition: StreamDefinition<State>): StreamDefinition<State> {
  return definition;
}
