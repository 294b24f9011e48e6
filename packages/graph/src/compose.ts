/**
 * Composes one GraphQL schema from the services' contracts with @graphql-tools/stitch. Nothing is asked of a service
 * here: a graph is composed just the same while some of them are down, from the contracts they had.
 */
import { stitchSchemas } from '@graphql-tools/stitch';
import { filterSchema } from '@graphql-tools/utils';
import { GraphQLSchema, validateSchema } from 'graphql';
import { CompositionError } from './graph-error.ts';
import { createServiceExecutor } from './service-executor.ts';
import { buildServiceSchema, transformStitchingDirectives } from './service-schema.ts';
import type { GraphService } from './service.ts';

export interface Graph<Context = unknown> {
  /** What operations are validated against; without the services' entry points for the gateway (`_orders(ids)`). */
  readonly schema: GraphQLSchema;
  readonly services: ReadonlyMap<string, GraphService<Context>>;
  /** Each service's own schema, without the others' fields: what a live operation may select from. */
  readonly serviceSchemas: ReadonlyMap<string, GraphQLSchema>;
  /** Root field → the service that answers it: `Query.order` → `orders`. */
  readonly rootFields: ReadonlyMap<string, string>;
  /** Subscription field → its service. */
  readonly liveFields: ReadonlyMap<string, string>;
}

/** Throws `CompositionError` when the services cannot be one graph; the caller keeps the graph it has. */
export function composeGraph<Context>({
  services,
}: {
  readonly services: readonly GraphService<Context>[];
}): Graph<Context> {
  const serviceSchemas = new Map(
    services.map((service) => [service.name, buildServiceSchema(service.name, service.schema)]),
  );
  const rootFields = collectRootFields(serviceSchemas);
  const liveFields = new Map(
    services.flatMap((service) => Object.keys(service.live ?? {}).map((field) => [field, service.name] as const)),
  );
  const stitched = stitch(services, serviceSchemas);
  // Entry points start with "_" by convention; they are for stitching, which asks the services' schemas, not this one.
  const schema = filterSchema({ schema: stitched, rootFieldFilter: (_operation, field) => !field.startsWith('_') });
  return {
    schema,
    serviceSchemas,
    rootFields,
    liveFields,
    services: new Map(services.map((service) => [service.name, service])),
  };
}

function stitch<Context>(
  services: readonly GraphService<Context>[],
  schemas: ReadonlyMap<string, GraphQLSchema>,
): GraphQLSchema {
  const names = services.map((service) => service.name);
  if (services.length === 0)
    throw new CompositionError('There is no service to compose a graph from. Set TESSERA_SERVICES.', []);
  try {
    const schema = stitchSchemas({
      subschemas: services.map((service) =>
        transformStitchingDirectives({
          name: service.name,
          schema: schemas.get(service.name)!,
          executor: createServiceExecutor(service) as never,
          batch: true,
        }),
      ),
      mergeDirectives: false,
      assumeValid: true,
    });
    // A schema that is assumed valid answers that it is.
    const [first] = validateSchema(new GraphQLSchema({ ...schema.toConfig(), assumeValid: false }));
    if (first !== undefined) throw first;
    return schema;
  } catch (error) {
    throw new CompositionError(
      `The services ${names.join(', ')} cannot be one graph: ${(error as Error).message}`,
      names,
      error,
    );
  }
}

/** Two services may share types, never a root field: which of them would answer? */
function collectRootFields(schemas: ReadonlyMap<string, GraphQLSchema>): Map<string, string> {
  const owners = new Map<string, string>();
  for (const [service, schema] of schemas) {
    for (const type of [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]) {
      for (const field of Object.keys(type?.getFields() ?? {})) {
        const name = `${type!.name}.${field}`;
        const other = owners.get(name);
        if (other !== undefined) {
          throw new CompositionError(
            `${name} is offered by "${other}" and by "${service}". One of them must call it something else.`,
            [other, service],
          );
        }
        owners.set(name, service);
      }
    }
  }
  return owners;
}
