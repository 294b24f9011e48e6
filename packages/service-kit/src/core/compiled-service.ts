/** A definition, made ready for folding: which projections and policies an event of the log concerns, under which name. */
import type { Commit, JsonObject, RecordedEvent } from '@tessera/event-log';
import type { z } from 'zod';
import type { PolicyDefinition } from '../definition/policy.ts';
import type { ProjectionDefinition } from '../definition/projection.ts';
import type { ServiceDefinition } from '../definition/service.ts';
import { firstIssue } from './command/first-issue.ts';
import { generationOf } from './generation.ts';
import { partsOf, policyStreamType } from './qualified-stream.ts';
import type { ProjectionShape } from './read-store/read-store.ts';

export interface CompiledProjection {
  readonly name: string;
  readonly definition: ProjectionDefinition;
  readonly shape: ProjectionShape;
}

export interface CompiledPolicy {
  readonly name: string;
  readonly definition: PolicyDefinition;
}

export interface CompiledService {
  readonly definition: ServiceDefinition;
  readonly projections: ReadonlyMap<string, CompiledProjection>;
  /** By the name the service uses for the event. */
  readonly projectionsOf: ReadonlyMap<string, readonly CompiledProjection[]>;
  readonly policiesOf: ReadonlyMap<string, readonly CompiledPolicy[]>;
  /** Which subjects of the log concern this service at all. */
  readonly filter: readonly string[];
  /** What the service calls an event; undefined for what it does not know. */
  nameOf(commit: Commit, event: RecordedEvent): string | undefined;
  /** The data as the service's schema reads it; throws when it does not fit. Own events were checked when recorded. */
  dataOf(type: string, event: RecordedEvent): JsonObject;
}

export function compileService(definition: ServiceDefinition): CompiledService {
  const projections = new Map(
    Object.keys(definition.projections).map((name) => [name, compileProjection(definition, name)]),
  );
  const policies = Object.entries(definition.policies).map(([name, policy]) => ({ name, definition: policy }));
  const types = [...Object.keys(definition.events), ...Object.keys(definition.consumes)];
  const foreign = new Set(Object.keys(definition.consumes).map((type) => type.slice(0, type.indexOf('.'))));
  // Names are looked up per event while catching up: one map per service spares building "<service>.<Type>" each time.
  const names = new Map<string, Map<string, string>>();
  for (const type of types) {
    const dot = type.indexOf('.');
    const service = dot === -1 ? definition.name : type.slice(0, dot);
    names.set(service, (names.get(service) ?? new Map<string, string>()).set(type.slice(dot + 1), type));
  }
  return {
    definition,
    projections,
    projectionsOf: new Map(
      types.map((type) => [
        type,
        [...projections.values()].filter(({ definition: { on } }) => Object.hasOwn(on, type)),
      ]),
    ),
    policiesOf: new Map(types.map((type) => [type, policies.filter(({ definition: { on } }) => on === type)])),
    filter: [definition.name, ...foreign].map((service) => `ev.${service}.>`),
    nameOf(commit, event) {
      const { service, type } = partsOf(commit.stream);
      return type === policyStreamType ? undefined : names.get(service)?.get(event.type);
    },
    dataOf(type, event) {
      const schema: z.ZodType | undefined = Object.hasOwn(definition.consumes, type)
        ? definition.consumes[type]
        : undefined;
      if (schema === undefined) return event.data;
      const parsed = schema.safeParse(event.data);
      if (parsed.success) return parsed.data as JsonObject;
      const { field, message } = firstIssue(parsed.error);
      throw new Error(`${type} does not have the shape "consumes" expects: ${field ?? 'data'}: ${message}`);
    },
  };
}

function compileProjection(service: ServiceDefinition, name: string): CompiledProjection {
  const definition = service.projections[name]!;
  return {
    name,
    definition,
    shape: {
      name,
      generation: generationOf(service, name),
      indexes: Object.keys(definition.indexes ?? {}),
      partitioned: definition.partition !== undefined,
      searchable: definition.search !== undefined,
    },
  };
}
