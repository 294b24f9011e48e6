import type { JsonObject } from '@tessera/event-log';
import type { z } from 'zod';
import type { CastStep } from './casts/cast.ts';

/** An own event: its schema's version, the schema its data must satisfy to be recorded, and what older versions were like. */
export interface EventDefinition<Schema extends z.ZodType = z.ZodType> {
  readonly version: number;
  readonly schema: Schema;
  readonly from: OlderVersions;
}

/** Every version there has been before the present one. */
export type OlderVersions = { readonly [version: number]: OlderVersion };

/** A former version and the steps between it and the version after it. */
export interface OlderVersion {
  /** What its data had to satisfy when it was recorded. */
  readonly schema: z.ZodType<object>;
  /** To the next version; none are needed when what was recorded then satisfies the next schema as it is. */
  readonly up: readonly CastStep[];
  /** From the next version back to this one. Without it readers of this version cannot read newer events. */
  readonly down?: readonly CastStep[];
  /** Data to try `up` on when the service is defined, besides what can be made up from the schema: for patterns and refinements. */
  readonly examples?: readonly object[];
}

/**
 * Declares an own event. `version` counts up when the schema changes in a way that old readers notice; `from` then says how
 * the version before is read as the new one, and back:
 *
 *   event(2, z.object({ parcel: z.object({ carrier: z.string() }) }), {
 *     from: {
 *       1: {
 *         schema: z.object({ carrier: z.string() }),
 *         up: [move('carrier', 'parcel.carrier')],
 *         down: [move('parcel.carrier', 'carrier'), drop('parcel')],
 *       },
 *     },
 *   })
 *
 * What the steps cannot express is not a new version but a new type of event.
 */
export function event<Schema extends z.ZodType<object>>(
  version: number,
  schema: Schema,
  { from = {} }: { readonly from?: OlderVersions } = {},
): EventDefinition<Schema> {
  return { version, schema, from };
}

/** Own events by type. */
export type EventMap = Readonly<Record<string, EventDefinition>>;

/** Another service's event: the version this service was written against, and the schema of the fields it uses. */
export interface ConsumedDefinition<Schema extends z.ZodType = z.ZodType> {
  readonly version: number;
  readonly schema: Schema;
}

/** Declares another service's event as it is since `version`; a schema alone means version 1. Others are cast to it. */
export function consumed<Schema extends z.ZodType>(version: number, schema: Schema): ConsumedDefinition<Schema> {
  return { version, schema };
}

/** Other services' events by `<service>.<Type>`: only the fields used here. */
export type ConsumedMap = Readonly<Record<string, z.ZodType | ConsumedDefinition>>;

type ConsumedData<Definition extends z.ZodType | ConsumedDefinition> = Definition extends ConsumedDefinition
  ? z.output<Definition['schema']>
  : Definition extends z.ZodType
    ? z.output<Definition>
    : never;

/** The data of every event a service knows, by the name it uses: own `OrderPlaced`, foreign `fulfilment.StockReserved`. */
export type DataOf<Events extends EventMap, Consumed extends ConsumedMap> = {
  readonly [Type in keyof Events]: z.output<Events[Type]['schema']>;
} & { readonly [Type in keyof Consumed]: ConsumedData<Consumed[Type]> };

/** An event as evolve, projections and policies receive it. */
export interface Occurrence<Data = JsonObject, Type extends string = string> {
  /** Own `OrderPlaced`, foreign `fulfilment.StockReserved`. */
  readonly type: Type;
  readonly data: Data;
  readonly position: number;
  /** ISO 8601, UTC: the clock of the process that recorded it. Never order by it. */
  readonly time: string;
  /** `<position>-<index in the commit>` */
  readonly id: string;
  /** `ev.<service>.<stream type>.<id>` */
  readonly stream: string;
  /** The id of the entity, the last part of `stream`. */
  readonly streamId: string;
  readonly commandId?: string;
  /** The id of the user who acted. */
  readonly user?: string;
  /** The stream's version after it, as a cursor: what a document hands out as `version` and gets back as `basedOn`. */
  readonly version: string;
}
