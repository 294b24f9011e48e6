import type { JsonObject } from '@tessera/event-log';
import type { z } from 'zod';

/** An own event: its schema's version and the schema its data must satisfy to be recorded. */
export interface EventDefinition<Schema extends z.ZodType = z.ZodType> {
  readonly version: number;
  readonly schema: Schema;
}

/** Declares an own event. `version` counts up when the schema changes in a way that old readers notice. */
export function event<Schema extends z.ZodType<object>>(version: number, schema: Schema): EventDefinition<Schema> {
  return { version, schema };
}

/** Own events by type. */
export type EventMap = Readonly<Record<string, EventDefinition>>;

/** Other services' events by `<service>.<Type>`: only the fields used here. */
export type ConsumedMap = Readonly<Record<string, z.ZodType>>;

/** The data of every event a service knows, by the name it uses: own `OrderPlaced`, foreign `fulfilment.StockReserved`. */
export type DataOf<Events extends EventMap, Consumed extends ConsumedMap> = {
  readonly [Type in keyof Events]: z.output<Events[Type]['schema']>;
} & { readonly [Type in keyof Consumed]: z.output<Consumed[Type]> };

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
