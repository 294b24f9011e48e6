/** What a service offers and needs, as data: `/contract` answers it, the CLI publishes it. */
import { z } from 'zod';
import type { CastStep } from '../definition/casts/cast.ts';
import type { EventMap } from '../definition/event.ts';
import { documentType, liveProjection } from '../definition/live-fields.ts';
import type { ServiceDefinition } from '../definition/service.ts';
import { executableSchema } from './graphql/executable-schema.ts';
import { oncePer } from './once-per.ts';

export interface ServiceContract {
  readonly service: string;
  /** SDL as the team wrote it. */
  readonly schema: string;
  /** Kinds of entities it has streams of. */
  readonly streams: readonly string[];
  /** Own events. */
  readonly events: { readonly [type: string]: EventContract };
  /** Others' events: the version this service was written against, and the JSON Schema of the fields it uses. */
  readonly consumes: { readonly [type: string]: { readonly version: number; readonly schema: object } };
  readonly live: { readonly [field: string]: { readonly projection: string; readonly type: string } };
  /** `Type.field` that have a resolver: a live operation may not select them. */
  readonly computed: readonly string[];
}

/** An event's versions: the present one, and each former one with the steps to the version after it and back. */
export interface EventContract {
  readonly version: number;
  /** JSON Schema of the present version's data. */
  readonly schema: object;
  /** By number; left out when there are none. */
  readonly from?: {
    readonly [version: string]: {
      readonly schema: object;
      readonly up: readonly CastStep[];
      /** Left out: newer events cannot be read as this version. */
      readonly down?: readonly CastStep[];
    };
  };
}

const toJson = (schema: z.ZodType, io: 'input' | 'output' = 'output'): object =>
  z.toJSONSchema(schema, { unrepresentable: 'any', io });

/** The part of the contract that is about events; also what a service records in the log. */
export const eventContracts = oncePer((events: EventMap): { readonly [type: string]: EventContract } =>
  mapValues(events, ({ version, schema, from }) => ({
    version,
    schema: toJson(schema),
    ...(Object.keys(from).length === 0
      ? {}
      : {
          from: mapValues(from, ({ schema: older, up, down }) => ({
            schema: toJson(older),
            up,
            ...(down === undefined ? {} : { down }),
          })),
        }),
  })),
);

export function contractOf(service: ServiceDefinition): ServiceContract {
  const subscriptions = executableSchema(service).getSubscriptionType()?.getFields() ?? {};
  return {
    service: service.name,
    schema: service.schema,
    streams: Object.keys(service.streams),
    events: eventContracts(service.events),
    // What a reader takes: members it does not know are dropped, not refused, unless its schema is strict.
    consumes: mapValues(service.consumes, ({ version, schema }) => ({ version, schema: toJson(schema, 'input') })),
    live: mapValues(subscriptions, (field) => ({ projection: liveProjection(field) ?? '', type: documentType(field) })),
    computed: Object.entries(service.resolvers)
      .filter(([type]) => !['Query', 'Mutation', 'Subscription'].includes(type))
      .flatMap(([type, fields]) => Object.keys(fields).map((field) => `${type}.${field}`)),
  };
}

function mapValues<A, B>(record: { readonly [key: string]: A }, change: (value: A) => B): { [key: string]: B } {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
