import type { z } from 'zod';
import type { CommandDefinition } from './command.ts';
import type { ConsumedDefinition, ConsumedMap, DataOf, EventMap, Occurrence } from './event.ts';
import { withBuiltIns } from './built-in/with-built-ins.ts';
import type { EffectDefinition, TypedEffect } from './effect.ts';
import type { LiveRule } from './live.ts';
import type { PolicyDefinition, TypedPolicy } from './policy.ts';
import type { ProjectionDefinition } from './projection.ts';
import type { Resolvers } from './resolver.ts';
import type { StreamDefinition } from './stream.ts';
import type { TimerDefinition } from './timer.ts';
import { checkDefinition } from './check/check-definition.ts';

/** A service as its hosts see it: pure, isomorphic, complete. Made by `defineService`. */
export interface ServiceDefinition {
  readonly name: string;
  /** SDL. The stitching directives and `@live` are known without being declared. */
  readonly schema: string;
  readonly events: EventMap;
  readonly consumes: { readonly [type: string]: ConsumedDefinition };
  readonly streams: { readonly [type: string]: StreamDefinition };
  readonly projections: { readonly [name: string]: ProjectionDefinition };
  readonly policies: { readonly [name: string]: PolicyDefinition };
  readonly timers: { readonly [name: string]: TimerDefinition };
  readonly effects: { readonly [name: string]: EffectDefinition };
  readonly live: { readonly [field: string]: LiveRule };
  readonly resolvers: Resolvers;
}

/** One stream type inside `defineService`; its state's type is that of `initial`. */
export interface StreamInput<State, Events extends EventMap> {
  readonly initial: State;
  readonly evolve: {
    readonly [Type in keyof Events & string]?: {
      apply(state: State, e: Occurrence<z.output<Events[Type]['schema']>, Type>): NoInfer<State>;
    }['apply'];
  };
  readonly decide: {
    readonly [command: string]: CommandDefinition<NoInfer<State>>;
  };
}

/** What a team writes. Handlers written in place know their events' data by name; those in other files: `vocabulary`. */
export interface ServiceInput<Events extends EventMap, Consumed extends ConsumedMap, States> {
  readonly name: string;
  readonly schema: string;
  readonly events?: Events;
  /** Other services' events, only the fields used here; a schema alone was written against version 1. */
  readonly consumes?: Consumed;
  readonly streams?: {
    readonly [Name in keyof States]: StreamInput<States[Name], Events>;
  };
  readonly projections?: { readonly [name: string]: ProjectionDefinition };
  readonly policies?: { readonly [name: string]: TypedPolicy<DataOf<Events, Consumed>> };
  /** What happens when a timer is due; policies set them with `schedule`. */
  readonly timers?: { readonly [name: string]: TimerDefinition };
  /** What is done outside the platform because of an event. */
  readonly effects?: { readonly [name: string]: TypedEffect<DataOf<Events, Consumed>> };
  readonly live?: { readonly [field: string]: LiveRule };
  readonly resolvers?: Resolvers;
}

/**
 * Defines a service and checks the definition at once: throws `DefinitionError` with everything that is wrong with it
 * (unknown events, names, live fields, types that documents don't fit).
 */
export function defineService<
  const Events extends EventMap = Record<never, never>,
  const Consumed extends ConsumedMap = Record<never, never>,
  States = Record<never, never>,
>(input: ServiceInput<Events, Consumed, States>): ServiceDefinition {
  const definition: ServiceDefinition = {
    name: input.name,
    schema: input.schema,
    events: input.events ?? {},
    consumes: versionedConsumes(input.consumes ?? {}),
    streams: (input.streams ?? {}) as unknown as ServiceDefinition['streams'],
    projections: input.projections ?? {},
    policies: (input.policies ?? {}) as unknown as ServiceDefinition['policies'],
    timers: input.timers ?? {},
    effects: (input.effects ?? {}) as unknown as ServiceDefinition['effects'],
    live: input.live ?? {},
    resolvers: input.resolvers ?? {},
  };
  checkDefinition(definition);
  return withBuiltIns(definition);
}

function versionedConsumes(consumes: ConsumedMap): ServiceDefinition['consumes'] {
  const isVersioned = (entry: ConsumedMap[string]): entry is ConsumedDefinition =>
    'schema' in entry && 'version' in entry;
  return Object.fromEntries(
    Object.entries(consumes).map(([type, entry]) => [type, isVersioned(entry) ? entry : { version: 1, schema: entry }]),
  );
}
