/**
 * Several services at once, without a host: one log, and every policy with a place of its own in it. Whoever holds a
 * world decides which policy moves next, so every interleaving that separate processes could produce can be produced
 * here, one step at a time. Worlds are values: a step makes a new one.
 *
 * It knows nothing of appending, conflicts or storage; those are the hosts' and their tests' business.
 */
import type { CommandDefinition, Occurrence, Problem, Sent, ServiceDefinition, User } from '@tessera/service-kit';

interface Happening {
  readonly service: string;
  readonly stream: string;
  readonly streamId: string;
  readonly type: string;
  readonly data: object;
}

/** What a policy still has to do: commands of the event it is at, then the log from `at` on. */
interface Reader {
  readonly at: number;
  readonly queue: readonly Sent[];
}

export interface World {
  readonly services: readonly ServiceDefinition[];
  readonly log: readonly Happening[];
  /** By `<service>.<policy>`. */
  readonly readers: Readonly<Record<string, Reader>>;
  /** By `<service>.<stream>.<id>`. */
  readonly states: Readonly<Record<string, unknown>>;
}

export function world(services: readonly ServiceDefinition[]): World {
  const names = services.flatMap((service) =>
    Object.keys(service.policies).map((policy) => `${service.name}.${policy}`),
  );
  return {
    services,
    log: [],
    states: {},
    readers: Object.fromEntries(names.map((name) => [name, { at: 0, queue: [] }])),
  };
}

/** The policies that have something to do, by name. */
export function awake(current: World): string[] {
  return Object.entries(current.readers).flatMap(([name, reader]) => {
    if (reader.queue.length > 0) return [name];
    const { service, policy } = policyOf(current, name);
    return current.log.slice(reader.at).some((each) => nameFor(service, each) === policy.on) ? [name] : [];
  });
}

/** One command of one policy: its next, or the first for the next event that concerns it. */
export function step(current: World, name: string): World {
  const { service, policy } = policyOf(current, name);
  let reader = current.readers[name] ?? { at: 0, queue: [] };
  while (reader.queue.length === 0 && reader.at < current.log.length) {
    const happening = current.log[reader.at] as Happening;
    const reaction =
      nameFor(service, happening) === policy.on
        ? policy.then(noDocuments, occurrence(service, happening, reader.at))
        : [];
    reader = { at: reader.at + 1, queue: reaction ? [reaction].flat() : [] };
  }
  const [next, ...rest] = reader.queue;
  const moved = { ...current, readers: { ...current.readers, [name]: { at: reader.at, queue: rest } } };
  if (next === undefined) return moved;
  const { world: after, problem } = command(moved, service, next, null);
  if (problem) throw new Error(`Policy ${name} was refused ${next.command}: ${problem.code} ${problem.message}`);
  return after;
}

/** A command from outside. Refused: the world stays as it was. */
export function act(current: World, serviceName: string, sent: Sent, user: User): { world: World; problem?: Problem } {
  const service = current.services.find((each) => each.name === serviceName);
  if (service === undefined) throw new Error(`This world has no service "${serviceName}".`);
  return command(current, service, sent, user);
}

export function stateOf<State>(current: World, service: string, stream: string, id: string): State {
  const definition = current.services.find((each) => each.name === service)?.streams[stream];
  return (current.states[`${service}.${stream}.${id}`] ?? definition?.initial) as State;
}

/** Folds the log into one document. */
export function documentOf<Doc extends object>(
  current: World,
  serviceName: string,
  projection: string,
  key: string,
): Doc | undefined {
  const service = current.services.find((each) => each.name === serviceName) as ServiceDefinition;
  const documents = new Map<string, object>();
  const docs = {
    get: (id: string) => documents.get(id),
    put: (id: string, doc: object) => void documents.set(id, doc),
    remove: (id: string) => void documents.delete(id),
    patch: (id: string, change: (doc: object) => object) => {
      const before = documents.get(id);
      if (before) documents.set(id, change(before));
    },
  };
  const { on } = service.projections[projection] as ServiceDefinition['projections'][string];
  current.log.forEach((happening, at) => on[nameFor(service, happening)]?.(docs, occurrence(service, happening, at)));
  return documents.get(key) as Doc | undefined;
}

/** What tells two worlds apart as far as the future goes: states, and what each policy has yet to see. */
export function fingerprint(current: World): string {
  const ahead = Object.entries(current.readers).map(([name, { at, queue }]) => {
    const { service, policy } = policyOf(current, name);
    const unread = current.log.slice(at).filter((each) => nameFor(service, each) === policy.on);
    return [name, queue, unread.map((each) => each.data)];
  });
  const states = Object.entries(current.states).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([states, ahead]);
}

function command(current: World, service: ServiceDefinition, sent: Sent, user: User | null) {
  const stream = service.streams[sent.stream];
  const definition = stream?.decide[sent.command] as CommandDefinition | undefined;
  if (stream === undefined || definition === undefined) {
    throw new Error(`${service.name} has no command "${sent.command}" on a stream "${sent.stream}".`);
  }
  const key = `${service.name}.${sent.stream}.${sent.id}`;
  const state = current.states[key] ?? stream.initial;
  const input = definition.input.parse(sent.input);
  const decision = definition.decide(state, input, {
    now: () => worldTime,
    newId: (prefix) => `${prefix}_1`,
    random: () => 0,
    user,
  });
  if ('problem' in decision) return { world: current, problem: decision.problem };
  const happenings = decision.map(({ type, data }) => {
    const checked = service.events[type]?.schema.parse(data) as object;
    return { service: service.name, stream: sent.stream, streamId: sent.id, type, data: checked };
  });
  const next = happenings.reduce(
    (before: unknown, each, i) =>
      stream.evolve[each.type]?.(before, occurrence(service, each, current.log.length + i)) ?? before,
    state,
  );
  const states = { ...current.states, [key]: next };
  return { world: { ...current, log: [...current.log, ...happenings], states } };
}

/** The only time there is. */
export const worldTime = '2026-11-23T08:00:00.000Z';
const noDocuments = () => ({ get: () => undefined });

function policyOf(current: World, name: string) {
  // A policy that is made for a timer has a dot of its own.
  const dot = name.indexOf('.');
  const [serviceName, policyName] = [name.slice(0, dot), name.slice(dot + 1)];
  const service = current.services.find((each) => each.name === serviceName);
  const policy = service?.policies[policyName];
  if (service === undefined || policy === undefined) throw new Error(`This world has no policy "${name}".`);
  return { service, policy };
}

function nameFor(service: ServiceDefinition, happening: Happening): string {
  return happening.service === service.name ? happening.type : `${happening.service}.${happening.type}`;
}

function occurrence(service: ServiceDefinition, happening: Happening, at: number): Occurrence {
  const { streamId, stream, data } = happening;
  const type = nameFor(service, happening);
  // A consumer sees only the fields it declared.
  const seen = service.consumes[type]?.schema.parse(data) ?? data;
  const position = at + 1;
  return {
    type,
    data: JSON.parse(JSON.stringify(seen)),
    position,
    time: worldTime,
    id: `${position}-0`,
    stream: `ev.${happening.service}.${stream}.${streamId}`,
    streamId,
    version: `v${position}`,
  };
}
