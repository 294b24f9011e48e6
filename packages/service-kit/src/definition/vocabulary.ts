/**
 * The typed way to write a service in several files: bound to its events, `stream`, `projection`, `policy` and `emit` know
 * the data of each event by its name.
 *
 *   // src/vocabulary.ts
 *   export const { stream, projection, policy, emit } = vocabulary({ events, consumes });
 *   // src/projections/orders.ts
 *   import { projection } from '../vocabulary.ts';
 */
import type { z } from 'zod';
import { emit, type Emitted } from './decision.ts';
import type { TypedEffect } from './effect.ts';
import type { ConsumedMap, DataOf, EventMap, Occurrence } from './event.ts';
import type { LookUp, PolicyOptions, Reaction } from './policy.ts';
import type { ProjectionDefinition, TypedProjection } from './projection.ts';
import type { StreamDefinition, TypedStream } from './stream.ts';

export interface Vocabulary<Events extends EventMap, Consumed extends ConsumedMap> {
  /** Also checks that commands emit only own events, with their data. */
  stream<State>(definition: TypedStream<State, Events>): StreamDefinition<State>;
  projection<Doc extends object>(definition: TypedProjection<Doc, DataOf<Events, Consumed>>): ProjectionDefinition<Doc>;
  policy<Type extends keyof DataOf<Events, Consumed> & string>(
    on: Type,
    then: (docs: LookUp, e: Occurrence<DataOf<Events, Consumed>[Type], Type>) => Reaction,
    options?: PolicyOptions,
  ): PolicyOptions & {
    readonly on: Type;
    then(docs: LookUp, e: Occurrence<DataOf<Events, Consumed>[Type], Type>): Reaction;
  };
  effect<const Effect extends TypedEffect<DataOf<Events, Consumed>>>(definition: Effect): Effect;
  emit<Type extends keyof Events & string>(
    type: Type,
    data: z.input<Events[Type]['schema']> & object,
  ): Emitted<Type, z.input<Events[Type]['schema']> & object>;
}

/** Binds the parts of a service to its own and consumed events; does nothing at run time. */
export function vocabulary<
  const Events extends EventMap,
  const Consumed extends ConsumedMap = Record<never, never>,
>(_words: { readonly events: Events; readonly consumes?: Consumed }): Vocabulary<Events, Consumed> {
  return {
    stream: (definition) => definition as unknown as StreamDefinition<never>,
    projection: (definition) => definition as unknown as ProjectionDefinition<never>,
    policy: (on, then, options = {}) => ({ on, then, ...options }),
    effect: (definition) => definition,
    emit,
  };
}
