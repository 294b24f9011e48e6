/** The log, read once from its beginning in the plainest way there is: what every host must come to, however it got there. */
import { encodeCursor, type Commit } from '@tessera/event-log';
import type { Occurrence, ServiceDefinition } from '@tessera/service-kit';

export interface Happening extends Occurrence {
  readonly commit: Commit;
  /** `<service>` of its stream. */
  readonly service: string;
}

export interface PlainFold {
  /** Every event of the log that the service knows, under the name it uses for it. */
  readonly happenings: readonly Happening[];
  /** Projection → key → document. */
  readonly documents: ReadonlyMap<string, ReadonlyMap<string, object>>;
  /** Of the service's own streams: `<type>.<id>` → state. */
  readonly states: ReadonlyMap<string, unknown>;
}

export function plainFold(service: ServiceDefinition, commits: readonly Commit[], epoch: string): PlainFold {
  const happenings = commits.flatMap((commit) => happeningsOf(service, commit, epoch));
  const documents = new Map<string, Map<string, object>>();
  for (const [name, { on }] of Object.entries(service.projections)) {
    const found = new Map<string, object>();
    const docs = {
      get: (key: string) => found.get(key),
      put: (key: string, doc: object) => void found.set(key, plain(doc)),
      remove: (key: string) => void found.delete(key),
      patch(key: string, change: (doc: object) => object) {
        const before = found.get(key);
        if (before !== undefined) found.set(key, plain(change(before)));
      },
    };
    for (const happening of happenings) on[happening.type]?.(docs, happening);
    documents.set(name, found);
  }
  const states = new Map<string, unknown>();
  for (const happening of happenings) {
    if (happening.service !== service.name) continue;
    const [, , type = '', id = ''] = happening.stream.split('.');
    const definition = service.streams[type];
    const evolve = definition?.evolve[happening.type];
    if (definition === undefined || evolve === undefined) continue;
    const key = `${type}.${id}`;
    states.set(key, evolve(states.has(key) ? states.get(key) : definition.initial, happening));
  }
  return { happenings, documents, states };
}

function happeningsOf(service: ServiceDefinition, commit: Commit, epoch: string): Happening[] {
  const [, from = '', , streamId = ''] = commit.stream.split('.');
  return commit.events.flatMap((event) => {
    const type = from === service.name ? event.type : `${from}.${event.type}`;
    const known = from === service.name ? service.events[type] : service.consumes[type];
    if (known === undefined) return [];
    return {
      type,
      // A consumer sees only the fields it declared.
      data: known.schema.parse(opened(event.data)) as Occurrence['data'],
      position: commit.position,
      time: commit.time,
      id: event.id,
      stream: commit.stream,
      streamId,
      ...(commit.commandId === undefined ? {} : { commandId: commit.commandId }),
      ...(commit.meta.user === undefined ? {} : { user: commit.meta.user }),
      version: encodeCursor({ epoch, position: commit.position }),
      commit,
      service: from,
    };
  });
}

/** The simulation seals nothing: its boxes are text. */
function opened(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(opened);
  if ('$sealed' in value && 'box' in value) return JSON.parse(decodeURIComponent(String(value.box)));
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, opened(each)]));
}

function plain(doc: object): object {
  return JSON.parse(JSON.stringify(doc)) as object;
}
