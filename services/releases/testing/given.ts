/** The kit's test DSL, bound to one stream: `given(orders, 'order', …events).when('place', input, user)`. */
import type { Emitted, ServiceDefinition, User } from '@tessera/service-kit';
import { fold as foldEvents, given as givenEvents, type TestEvent } from '@tessera/service-kit/testing';
import { expect } from 'vitest';

/** When everything in a test happens. */
export const at = '2026-11-23T08:00:00.000Z';

export function happened(type: string, data: object): TestEvent {
  return { type, data, time: at };
}

export function given(service: ServiceDefinition, stream: string, ...events: readonly Emitted[]) {
  return {
    when(command: string, input: object, user: User | null = null) {
      const outcome = givenEvents(service, ...events).when({ stream, command, input, user });
      return {
        then: outcome.then,
        /** Refused with this code, about exactly this field; answers the message. */
        rejects(code: string, field?: string): string {
          outcome.rejects(code, field);
          expect(outcome.problem?.field).toBe(field);
          return outcome.problem?.message ?? '';
        },
      };
    },
  };
}

/** A projection's documents by key, as a plain object. */
export function fold(service: ServiceDefinition, projection: string, ...events: readonly TestEvent[]) {
  return Object.fromEntries(foldEvents(service, projection, events));
}
