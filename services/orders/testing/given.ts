/** Given / when / then on one stream, and the fold of one projection, without a host. */
import type { CommandDefinition, Emitted, Occurrence, ServiceDefinition, User } from '@tessera/service-kit';
import { expect } from 'vitest';

export const at = '2026-11-23T08:00:00.000Z';

export function happened(type: string, data: object, streamId = 'id'): Occurrence {
  const facts = { position: 7, time: at, id: '7-0', stream: `ev.x.y.${streamId}`, streamId, version: 'v7' };
  return { type, data: JSON.parse(JSON.stringify(data)), ...facts };
}

export function given(service: ServiceDefinition, streamName: string, ...events: readonly Emitted[]) {
  const stream = service.streams[streamName];
  if (stream === undefined) throw new Error(`${service.name} has no stream "${streamName}".`);
  const state = events.reduce<unknown>((before, { type, data }) => {
    service.events[type]?.schema.parse(data);
    return stream.evolve[type]?.(before, happened(type, data)) ?? before;
  }, stream.initial);

  return {
    when(name: string, input: object, user: User | null = null) {
      const command = stream.decide[name] as CommandDefinition | undefined;
      if (command === undefined) throw new Error(`The stream "${streamName}" has no command "${name}".`);
      const ctx = { now: () => at, newId: (prefix: string) => `${prefix}_1`, random: () => 0.5, user };
      const decision = command.decide(state, command.input.parse(input), ctx);
      return {
        /** Exactly these events, each valid. */
        then(...expected: readonly Emitted[]) {
          expect(decision).toEqual(expected);
          for (const { type, data } of decision as readonly Emitted[]) service.events[type]?.schema.parse(data);
        },
        /** Refused with this code; answers the message. */
        rejects(code: string, field?: string): string {
          expect(decision).toMatchObject({ ok: false, problem: { code } });
          if (!('problem' in decision)) return '';
          expect(decision.problem.field).toBe(field);
          return decision.problem.message;
        },
      };
    },
  };
}

/** What a policy does about an event. */
export function react(service: ServiceDefinition, policy: string, event: Occurrence) {
  const definition = service.policies[policy];
  expect(definition?.on).toBe(event.type);
  const data = service.consumes[event.type]?.parse(event.data) ?? event.data;
  return definition?.then(() => ({ get: () => undefined }), { ...event, data: data as Occurrence['data'] });
}

/** Every document of a projection after these events. */
export function fold(service: ServiceDefinition, projection: string, ...events: readonly Occurrence[]) {
  const documents = new Map<string, Record<string, unknown>>();
  const docs = {
    get: (key: string) => documents.get(key),
    put: (key: string, doc: object) => void documents.set(key, doc as Record<string, unknown>),
    remove: (key: string) => void documents.delete(key),
    patch: (key: string, change: (doc: object) => object) => {
      const before = documents.get(key);
      if (before) documents.set(key, change(before) as Record<string, unknown>);
    },
  };
  for (const event of events) service.projections[projection]?.on[event.type]?.(docs, event);
  return Object.fromEntries(documents);
}
