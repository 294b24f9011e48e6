import type { JsonObject } from '@tessera/event-log';
import type { Occurrence } from './event.ts';
import type { LookUp, Reaction } from './policy.ts';
import type { ReadingRules } from './reading.ts';

/** An effect that has been made. */
export interface EffectOutcome {
  /** The id of the entity whose event led to it. */
  readonly streamId: string;
  /** What the port answered. */
  readonly result: JsonObject;
}

/**
 * Something done outside the platform (an e-mail, a payment) because of an event. The definition says when, through which
 * port, and with what; the host has the port. At least once: the port is handed a key that is the same for every repeat.
 */
export interface EffectDefinition extends ReadingRules {
  /** Own `OrderConfirmed` or foreign `fulfilment.ShipmentDispatched`. */
  readonly on: string;
  /** The port's name; `runService(service, { effects: { mail: … } })` brings the real one. */
  readonly port: string;
  /** Where it starts when it is deployed for the first time. There is no default: the past can be a million e-mails. */
  readonly from: 'beginning' | 'now';
  /** What the port is handed. Pure. Null: nothing is to be done. */
  request(docs: LookUp, e: Occurrence): JsonObject | null;
  /** What the service does about it afterwards. @default nothing */
  then?(docs: LookUp, outcome: EffectOutcome): Reaction;
}

/** An effect whose event is known by type; see `vocabulary`. */
export type TypedEffect<Data> = {
  readonly [Type in keyof Data & string]: ReadingRules & {
    readonly on: Type;
    readonly port: string;
    readonly from: 'beginning' | 'now';
    request(docs: LookUp, e: Occurrence<Data[Type], Type>): JsonObject | null;
    then?(docs: LookUp, outcome: EffectOutcome): Reaction;
  };
}[keyof Data & string];

/** The stream type in which finished effects are noted, one stream per effect and event. */
export const effectStreamType = 'effect';

export function effectId(effect: string, event: string): string {
  return `${effect}-${event}`;
}
