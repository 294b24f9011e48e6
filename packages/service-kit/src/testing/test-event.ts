import type { JsonObject } from '@tessera/event-log';
import { firstIssue } from '../core/command/first-issue.ts';
import type { Occurrence } from '../definition/event.ts';
import type { ServiceDefinition } from '../definition/service.ts';

/** An event as a test writes it. `emit('OrderPlaced', {…})` is one. */
export interface TestEvent {
  /** Own `OrderPlaced`, foreign `fulfilment.StockReserved`. */
  readonly type: string;
  readonly data: object;
  /** The entity. @default 'test' */
  readonly id?: string;
  /** @default one second after the event before, from 2026-01-01T00:00:00.000Z on */
  readonly time?: string;
  /** The id of the user who acted. */
  readonly user?: string;
}

const start = Date.parse('2026-01-01T00:00:00.000Z');

/**
 * The event as handlers receive it, at the position it has in the test. Throws when its data does not fit its schema: a
 * test on events that cannot happen proves nothing.
 */
export function testOccurrence(service: ServiceDefinition, event: TestEvent, position: number): Occurrence {
  const { type, id = 'test', time = new Date(start + position * 1_000).toISOString(), user } = event;
  const schema = Object.hasOwn(service.events, type) ? service.events[type]?.schema : service.consumes[type]?.schema;
  if (schema === undefined) {
    const known = [...Object.keys(service.events), ...Object.keys(service.consumes)].join(', ');
    throw new Error(`The service "${service.name}" has no event "${type}"; it has: ${known}.`);
  }
  const parsed = schema.safeParse(event.data);
  if (!parsed.success) {
    const { field, message } = firstIssue(parsed.error);
    throw new Error(`${type} cannot have been recorded like this: ${field ?? 'data'}: ${message}`);
  }
  return {
    type,
    // What comes from a log has been through JSON.
    data: JSON.parse(JSON.stringify(parsed.data)) as JsonObject,
    position,
    time,
    id: `${position}-0`,
    stream: `ev.test.test.${id}`,
    streamId: id,
    version: `test.${position.toString(36)}`,
    ...(user === undefined ? {} : { user }),
  };
}
