/** What a service offers and needs, as data: `/contract` answers it, the CLI publishes it. */
import { z } from 'zod';
import { documentType, liveProjection } from '../definition/live-fields.ts';
import type { ServiceDefinition } from '../definition/service.ts';
import { executableSchema } from './graphql/executable-schema.ts';

export interface ServiceContract {
  readonly service: string;
  /** SDL as the team wrote it. */
  readonly schema: string;
  /** Own events with their JSON Schema. */
  readonly events: { readonly [type: string]: { readonly version: number; readonly schema: object } };
  /** Others' events with the JSON Schema of the fields used here. */
  readonly consumes: { readonly [type: string]: object };
  readonly live: { readonly [field: string]: { readonly projection: string; readonly type: string } };
  /** `Type.field` that have a resolver: a live operation may not select them. */
  readonly computed: readonly string[];
}

export function contractOf(service: ServiceDefinition): ServiceContract {
  const toJson = (schema: z.ZodType): object => z.toJSONSchema(schema, { unrepresentable: 'any', io: 'output' });
  const subscriptions = executableSchema(service).getSubscriptionType()?.getFields() ?? {};
  return {
    service: service.name,
    schema: service.schema,
    events: mapValues(service.events, ({ version, schema }) => ({ version, schema: toJson(schema) })),
    consumes: mapValues(service.consumes, toJson),
    live: mapValues(subscriptions, (field) => ({ projection: liveProjection(field) ?? '', type: documentType(field) })),
    computed: Object.entries(service.resolvers)
      .filter(([type]) => !['Query', 'Mutation', 'Subscription'].includes(type))
      .flatMap(([type, fields]) => Object.keys(fields).map((field) => `${type}.${field}`)),
  };
}

function mapValues<A, B>(record: { readonly [key: string]: A }, change: (value: A) => B): { [key: string]: B } {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
