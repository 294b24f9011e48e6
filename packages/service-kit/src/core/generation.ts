/**
 * The identity of a projection's fold: the hash of its code, of the GraphQL type it fills and of the shapes of the events
 * it consumes. When any of them changes, the documents are folded anew. (A function it imports from elsewhere is not seen:
 * `revision` on the projection says that such a change matters.)
 */
import { z } from 'zod';
import type { ServiceDefinition } from '../definition/service.ts';
import { oncePer } from './once-per.ts';
import { sha256 } from './world/sha256.ts';

/** Raised when the fold of events into stored documents itself changes, so that every store is folded anew. */
const storeFormat = 1;

export function generationOf(service: ServiceDefinition, name: string): string {
  const generation = generationsOf(service).get(name);
  if (generation === undefined) throw new Error(`The service "${service.name}" has no projection "${name}".`);
  return generation;
}

const generationsOf = oncePer(
  (service: ServiceDefinition): ReadonlyMap<string, string> =>
    new Map(
      Object.entries(service.projections).map(([name, projection]) => [name, hashOf(service, projection)] as const),
    ),
);

function hashOf(service: ServiceDefinition, projection: ServiceDefinition['projections'][string]): string {
  const folds = Object.entries(projection.on).map(([type, fold]) => [type, String(fold), shapeOf(service, type)]);
  const parts = [
    storeFormat,
    projection.type,
    typeDefinition(service.schema, projection.type),
    String(projection.partition),
    String(projection.search),
    Object.entries(projection.indexes ?? {}).map(([index, value]) => [index, String(value)]),
    folds,
    projection.revision ?? 0,
  ];
  return sha256(JSON.stringify(parts)).slice(0, 12);
}

function shapeOf(service: ServiceDefinition, type: string): unknown {
  const own = Object.hasOwn(service.events, type) ? service.events[type] : undefined;
  const event = own ?? service.consumes[type];
  return event === undefined ? null : jsonOf(event.schema);
}

const jsonOf = oncePer((schema: z.ZodType) => z.toJSONSchema(schema, { unrepresentable: 'any', io: 'output' }));

/** The SDL of one type, as text: its fields are what the documents have. */
function typeDefinition(sdl: string, type: string): string {
  return new RegExp(`^type ${type}\\b[^{]*\\{[^}]*\\}`, 'm').exec(sdl)?.[0] ?? '';
}
