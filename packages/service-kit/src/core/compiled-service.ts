/** A definition, made ready for folding: which projections and policies an event of the log concerns, under which name. */
import type { Commit, JsonObject, RecordedEvent } from '@tessera/event-log';
import type { z } from 'zod';
import type { PolicyDefinition } from '../definition/policy.ts';
import type { ProjectionDefinition } from '../definition/projection.ts';
import type { ServiceDefinition } from '../definition/service.ts';
import { firstIssue } from './command/first-issue.ts';
import { createEventVersions, type EventVersions } from './event-contract/event-versions.ts';
import { UnreadEvent } from './event-contract/unread-event.ts';
import { generationOf } from './generation.ts';
import type { KeyNeed, KeyVault } from './privacy/key-vault.ts';
import { findPersonalFields, type PersonalField } from './privacy/personal-fields.ts';
import { neededToOpen, neededToSeal, openFields, sealFields } from './privacy/sealer.ts';
import { erasureFilter } from './privacy/subject-erased.ts';
import { contractStreamType, parkingStreamType, partsOf, policyStreamType, serviceOf } from './qualified-stream.ts';
import type { ProjectionShape } from './read-store/read-store.ts';
import { readingOf } from './read-store/reading.ts';

export interface CompiledProjection {
  readonly name: string;
  /** The services whose events it folds. */
  readonly readsFrom: ReadonlySet<string>;
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
  /** Which subjects of the log concern this service at all. */
  readonly filter: readonly string[];
  readonly versions: EventVersions;
  /** What the service calls an event; undefined for what it does not know. */
  nameOf(commit: Commit, event: RecordedEvent): string | undefined;
  /** Whether all its events are of the types and versions the service was written for, as nearly all are. */
  isFamiliar(commit: Commit): boolean;
  /** Why an event cannot be read; undefined: it can, if need be cast. Only events that somebody recorded on purpose count. */
  unread(commit: Commit, event: RecordedEvent): UnreadEvent | undefined;
  /** Whether `dataOf` can open all of the commit in this turn of the event loop: see `KeyVault.isAtHand`. */
  isOpenable(commit: Commit): boolean;
  /** Makes it so. Rejects with `KeysUnavailable`. */
  fetchKeys(commit: Commit): Promise<void>;
  /**
   * The data as the service's schema reads it: cast if it is of another version, personal fields opened. Throws `UnreadEvent`
   * where no cast leads to the version it reads, another error when the data does not fit the schema. Own events of the
   * present version were checked when recorded.
   */
  dataOf(type: string, event: RecordedEvent, commit: Commit): JsonObject;
  /** Has the keys at hand by which `seal`, called in the same turn, seals these own events. Rejects with `KeysUnavailable`. */
  fetchSealingKeys(events: readonly { readonly type: string; readonly data: JsonObject }[]): Promise<void>;
  /** An own event's data as it is recorded: its personal fields sealed. */
  seal(type: string, data: JsonObject, stream: string): JsonObject;
  /** Whether a projection sees personal data: only then can an erasure change its documents. */
  readsPersonalData(projection: string): boolean;
}

/** Without a vault nothing can be opened: what is sealed is read as erased, and personal data is refused. */
export function compileService(definition: ServiceDefinition, vault: KeyVault = noKeys): CompiledService {
  const projections = new Map(
    Object.keys(definition.projections).map((name) => [name, compileProjection(definition, name)]),
  );
  const types = [...Object.keys(definition.events), ...Object.keys(definition.consumes)];
  const foreign = new Set(Object.keys(definition.consumes).map((type) => type.slice(0, type.indexOf('.'))));
  // Names are looked up per event while catching up: one map per service spares building "<service>.<Type>" each time.
  const names = new Map<string, Map<string, string>>();
  for (const type of types) {
    const dot = type.indexOf('.');
    const service = dot === -1 ? definition.name : type.slice(0, dot);
    names.set(service, (names.get(service) ?? new Map<string, string>()).set(type.slice(dot + 1), type));
  }
  const personal = new Map<string, readonly PersonalField[]>();
  for (const type of types) {
    const schema = (definition.events[type] ?? definition.consumes[type])?.schema;
    const { fields } = schema === undefined ? { fields: [] } : findPersonalFields(schema);
    if (fields.length > 0) personal.set(type, fields);
  }
  /** None for nearly every commit: only events with personal fields are looked into. */
  function needsOf(commit: Commit): readonly KeyNeed[] {
    if (personal.size === 0) return none;
    const known = namesOf(commit);
    if (known === undefined) return none;
    let needs: KeyNeed[] | undefined;
    for (const event of commit.events) {
      const type = known.get(event.type);
      if (type !== undefined && personal.has(type)) neededToOpen(event.data, (needs ??= []));
    }
    return needs ?? none;
  }

  /** In a loop: between two turns a vault may lose what it had. */
  async function untilAtHand(needs: readonly KeyNeed[]): Promise<void> {
    while (needs.length > 0 && !vault.isAtHand(needs)) await vault.fetch(needs);
  }

  const versions = createEventVersions(definition);
  // The names last looked up: the events of a commit, and often those of several, are of one stream.
  let lastStream = '';
  let lastNames: ReadonlyMap<string, string> | undefined;
  function namesOf({ stream }: Commit): ReadonlyMap<string, string> | undefined {
    if (stream === lastStream) return lastNames;
    const { service, type } = partsOf(stream);
    lastStream = stream;
    // The platform's own business: no event of the service.
    const isOurs = type === policyStreamType || type === contractStreamType || type === parkingStreamType;
    lastNames = isOurs ? undefined : names.get(service);
    return lastNames;
  }
  return {
    definition,
    versions,
    projections,
    projectionsOf: new Map(
      types.map((type) => [
        type,
        [...projections.values()].filter(({ definition: { on } }) => Object.hasOwn(on, type)),
      ]),
    ),
    filter: [...[definition.name, ...foreign].map((service) => `ev.${service}.>`), erasureFilter],
    nameOf: (commit, event) => namesOf(commit)?.get(event.type),
    isFamiliar(commit) {
      const known = namesOf(commit);
      if (known === undefined) return true;
      for (const event of commit.events) {
        const type = known.get(event.type);
        if (type === undefined || event.version !== versions.expected.get(type)) return false;
      }
      return true;
    },
    unread(commit, event) {
      const known = namesOf(commit);
      if (known === undefined) return undefined;
      const type = known.get(event.type);
      if (type === undefined) {
        const { service } = partsOf(commit.stream);
        const label = service === definition.name ? event.type : `${service}.${event.type}`;
        return new UnreadEvent(
          'type',
          label,
          `${event.id} is ${label}, which this release of "${definition.name}" does not know. Deploy a release that knows it.`,
        );
      }
      if (event.version === versions.expected.get(type) || versions.isReachable(type, event.version)) return undefined;
      try {
        versions.cast(type, event);
      } catch (error) {
        if (error instanceof UnreadEvent) return error;
      }
      return undefined;
    },
    isOpenable(commit) {
      const needs = needsOf(commit);
      return needs.length === 0 || vault.isAtHand(needs);
    },
    fetchKeys: (commit) => untilAtHand(needsOf(commit)),
    fetchSealingKeys: (events) =>
      untilAtHand(
        events.flatMap(({ type, data }) => {
          const fields = personal.get(type);
          return fields === undefined ? [] : neededToSeal(data, fields, definition.name);
        }),
      ),
    dataOf(type, event, { stream }) {
      const isCurrent = event.version === versions.expected.get(type);
      const cast = isCurrent ? event.data : versions.cast(type, event);
      const fields = personal.get(type);
      const data = fields === undefined ? cast : openFields(cast, fields, { stream, type: event.type }, vault);
      const consumed = Object.hasOwn(definition.consumes, type) ? definition.consumes[type]?.schema : undefined;
      const schema: z.ZodType | undefined = consumed ?? (isCurrent ? undefined : definition.events[type]?.schema);
      if (schema === undefined) return data;
      const parsed = schema.safeParse(data);
      if (parsed.success) return parsed.data as JsonObject;
      const { field, message } = firstIssue(parsed.error);
      const what = isCurrent ? type : `${type}, cast from version ${event.version},`;
      const where = consumed === undefined ? 'its schema wants' : '"consumes" expects';
      throw new Error(`${what} does not have the shape ${where}: ${field ?? 'data'}: ${message}`);
    },
    seal(type, data, stream) {
      const fields = personal.get(type);
      return fields === undefined ? data : sealFields(data, fields, { stream, type }, definition.name, vault);
    },
    readsPersonalData: (name) => Object.keys(definition.projections[name]?.on ?? {}).some((type) => personal.has(type)),
  };
}

function compileProjection(service: ServiceDefinition, name: string): CompiledProjection {
  const definition = service.projections[name]!;
  return {
    name,
    definition,
    readsFrom: new Set(Object.keys(definition.on).map((type) => serviceOf(type, service.name))),
    shape: {
      name,
      generation: generationOf(service, name),
      indexes: Object.keys(definition.indexes ?? {}),
      partitioned: definition.partition !== undefined,
      searchable: definition.search !== undefined,
      reading: readingOf(service, name),
    },
  };
}

const none: readonly KeyNeed[] = [];

const noKeys: KeyVault = {
  id: 'none',
  isAtHand: () => true,
  async fetch() {},
  seal({ domain }) {
    throw new Error(`"${domain}" records personal data, and this host has no keys: hand it a vault.`);
  },
  open: () => undefined,
  isErased: () => false,
  async erase() {},
  carriedOut: () => 0,
  noteCarriedOut() {},
  close() {},
};
