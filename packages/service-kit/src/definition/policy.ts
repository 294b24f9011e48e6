import type { Occurrence } from './event.ts';
import type { ReadingRules } from './reading.ts';

/** A command of the service's own that a policy wants carried out. */
export interface Sent {
  readonly stream: string;
  readonly id: string;
  readonly command: string;
  readonly input: object;
}

/** From a policy: hand `command` to the stream `ev.<own service>.<stream>.<id>`. */
export function send(stream: string, id: string, command: string, input: object): Sent {
  return { stream, id, command, input };
}

/** What a policy may look up: this service's documents as they are by now (they may be ahead of the event). */
export type LookUp = <Doc extends object = Record<string, unknown>>(
  projection: string,
) => { get(key: string): Doc | undefined };

export type Reaction = Sent | readonly Sent[] | null | undefined;

/**
 * Reacts to events with commands of its own service. It may run more than once for one event (at least once); the
 * commands' ids are derived from policy, position and index, so that repeating changes nothing.
 */
export interface PolicyDefinition extends ReadingRules {
  /** Own `OrderPlaced` or foreign `fulfilment.StockReserved`. */
  readonly on: string;
  /**
   * Where it starts when it is deployed for the first time: with all that has happened, or with what happens from then on.
   * @default 'beginning'
   */
  readonly from?: 'beginning' | 'now';
  then(docs: LookUp, e: Occurrence): Reaction;
  /** What its commands take for now. Timers' own: the time they were due. @default the clock */
  now?(e: Occurrence): string | undefined;
}

export type PolicyOptions = Pick<PolicyDefinition, 'from' | keyof ReadingRules>;

/** A policy whose event is known by type; see `vocabulary`. */
export type TypedPolicy<Data> = {
  readonly [Type in keyof Data & string]: PolicyOptions & {
    readonly on: Type;
    then(docs: LookUp, e: Occurrence<Data[Type], Type>): Reaction;
  };
}[keyof Data & string];

/** Declares a policy whose event's data is not known to the type checker; prefer `vocabulary({…}).policy`. */
export function policy<const Type extends string>(
  on: Type,
  then: PolicyDefinition['then'],
  options: PolicyOptions = {},
): PolicyDefinition & { readonly on: Type } {
  return { on, then, ...options };
}
