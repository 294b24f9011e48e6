import { createMemoryLog, type EventLog, type JsonObject } from '@tessera/event-log';
import { afterEach, expect, it } from 'vitest';
import { z } from 'zod';
import { command } from '../../definition/command.ts';
import { drop, move } from '../../definition/casts/cast.ts';
import { emit } from '../../definition/decision.ts';
import { consumed, event } from '../../definition/event.ts';
import { projection } from '../../definition/projection.ts';
import type { WhenUnread } from '../../definition/reading.ts';
import { defineService, type ServiceDefinition } from '../../definition/service.ts';
import { recordDecision } from '../fold/parking-decision.ts';
import { startMemoryRuntime } from '../runtime/memory-runtime.fixture.ts';
import type { ServiceRuntime } from '../runtime/service-runtime.ts';
import { realWorld } from '../world/world.ts';

const first = z.object({ id: z.string(), carrier: z.string() });
const second = z.object({ id: z.string(), parcel: z.object({ carrier: z.string(), weight: z.int().optional() }) });
const down = [move('parcel.carrier', 'carrier'), drop('parcel')];
const nothing = { schema: 'type Query { a: Int }', resolvers: { Query: { a: () => 1 } } };
const send = command(z.object({ id: z.string(), carrier: z.string() }), (_state: string[], input) => [
  emit('Sent', input),
]);
const sendParcel = command(z.object({ id: z.string(), carrier: z.string() }), (_state: string[], { id, carrier }) => [
  emit('Sent', { id, parcel: { carrier, weight: 3 } }),
]);

const depotOne = defineService({
  ...nothing,
  name: 'depot',
  events: { Sent: event(1, first) },
  streams: {
    parcel: {
      initial: [] as string[],
      evolve: { Sent: (state, { data }) => [...state, data.carrier] },
      decide: { send },
    },
  },
  projections: { sent: projection({ type: 'Sent', on: { Sent: (docs, e) => docs.put(e.id, e.data) } }) },
});

function depotTwo(withDown = true, extra: object = {}): ServiceDefinition {
  const up = [move('carrier', 'parcel.carrier')];
  return defineService({
    ...nothing,
    name: 'depot',
    events: { Sent: event(2, second, { from: { 1: { schema: first, up, ...(withDown ? { down } : {}) } } }), ...extra },
    streams: {
      parcel: {
        initial: [] as string[],
        evolve: { Sent: (state, { data }) => [...state, data.parcel.carrier] },
        decide: { send: sendParcel },
      },
    },
    projections: { sent: projection({ type: 'Sent', on: { Sent: (docs, e) => docs.put(e.id, e.data) } }) },
  });
}

function shop(version: 1 | 2, rules: { newer?: WhenUnread; unknown?: WhenUnread } = {}): ServiceDefinition {
  return defineService({
    ...nothing,
    name: 'shop',
    consumes: { 'depot.Sent': version === 1 ? first : consumed(2, second) },
    projections: {
      seen: projection({ type: 'Seen', ...rules, on: { 'depot.Sent': (docs, e) => docs.put(e.id, e.data) } }),
    },
  });
}

const running: ServiceRuntime[] = [];
afterEach(() => Promise.all(running.splice(0).map((each) => each.close())));

async function run(service: ServiceDefinition, log: EventLog): Promise<ServiceRuntime> {
  const runtime = await startMemoryRuntime(service, log, {
    onFailure(error) {
      throw error;
    },
  });
  running.push(runtime);
  return runtime;
}

async function caughtUp(runtime: ServiceRuntime, log: EventLog): Promise<readonly object[]> {
  await runtime.until(await log.head(), Infinity);
  const [projection] = runtime.compiled.projections.keys();
  return runtime.store.all(projection!, '*').map(({ doc }) => doc);
}

const order = (runtime: ServiceRuntime, id: string, carrier: string, commandId = id) =>
  runtime.engine.execute({ stream: 'parcel', id, name: 'send', input: { id, carrier }, commandId, user: null });

const append = (log: EventLog, type: string, version: number, data: JsonObject, id = 'x') =>
  log.append(`ev.depot.parcel.${id}`, [{ type, version, data }]);

it('a service in first versions records nothing; a newer contract is recorded once, before its first event', async () => {
  const log = createMemoryLog();
  await run(depotOne, log);
  expect(await log.head()).toBe(0);
  const newer = await run(depotTwo(), log);
  await run(depotTwo(), log);
  await order(newer, 'p1', 'DHL');
  const { commits } = await log.read('ev.depot.contract.events');
  expect(commits).toHaveLength(1);
  expect(commits[0]).toMatchObject({
    position: 1,
    events: [{ type: 'EventContractRecorded', data: { events: { Sent: { version: 2 } } } }],
  });
});

it('old and new, producers and consumers, read one another', async () => {
  const log = createMemoryLog();
  const [old, consumerOne, consumerTwo] = [await run(depotOne, log), await run(shop(1), log), await run(shop(2), log)];
  const newer = await run(depotTwo(), log);
  expect((await order(newer, 'p1', 'DHL')).ok).toBe(true);
  expect((await order(old, 'p2', 'UPS')).ok).toBe(true);
  const asOne = [
    { id: 'p1', carrier: 'DHL' },
    { id: 'p2', carrier: 'UPS' },
  ];
  const asTwo = [
    { id: 'p1', parcel: { carrier: 'DHL', weight: 3 } },
    { id: 'p2', parcel: { carrier: 'UPS' } },
  ];
  expect(await caughtUp(consumerOne, log)).toEqual(asOne);
  expect(await caughtUp(old, log)).toEqual(asOne);
  expect(await caughtUp(consumerTwo, log)).toEqual(asTwo);
  expect(await caughtUp(newer, log)).toEqual(asTwo);
});

it('a consumer that comes later reads what was recorded before there was a newer version', async () => {
  const log = createMemoryLog();
  await order(await run(depotOne, log), 'p1', 'DHL');
  await run(depotTwo(), log);
  expect(await caughtUp(await run(shop(2), log), log)).toEqual([{ id: 'p1', parcel: { carrier: 'DHL' } }]);
});

it('a rolled back producer decides on newer events through their downcast', async () => {
  const log = createMemoryLog();
  await order(await run(depotTwo(), log), 'p1', 'DHL');
  const old = await run(depotOne, log);
  expect((await order(old, 'p1', 'UPS', 'again')).ok).toBe(true);
});

it('without a downcast it refuses that stream, and others go on', async () => {
  const log = createMemoryLog();
  const old = await run(depotOne, log);
  await order(await run(depotTwo(false), log), 'p1', 'DHL');
  expect(await order(old, 'p1', 'UPS', 'again')).toMatchObject({ ok: false, problem: { code: 'NEWER_EVENTS' } });
  expect((await order(old, 'p2', 'UPS')).ok).toBe(true);
  expect((await log.read('ev.depot.parcel.p1')).commits).toHaveLength(1);
});

it('does not decide on a stream with types that only a newer release knows', async () => {
  const log = createMemoryLog();
  const old = await run(depotOne, log);
  await append(log, 'Returned', 1, { id: 'p1' }, 'p1');
  expect(await order(old, 'p1', 'DHL')).toMatchObject({ ok: false, problem: { code: 'NEWER_EVENTS' } });
});

it('stops before a version it cannot read, whole commits only, and goes on serving what it has', async () => {
  const log = createMemoryLog();
  const consumer = await run(shop(1), log);
  await append(log, 'Sent', 1, { id: 'p1', carrier: 'DHL' });
  await log.append('ev.depot.parcel.y', [
    { type: 'Sent', data: { id: 'p2', carrier: 'DHL' } },
    { type: 'Sent', version: 2, data: { id: 'p3', parcel: { carrier: 'DHL' } } },
  ]);
  await append(log, 'Sent', 1, { id: 'p4', carrier: 'DHL' });
  expect(await caughtUp(consumer, log)).toEqual([{ id: 'p1', carrier: 'DHL' }]);
  expect(consumer.folder.stopped()).toEqual([
    {
      projection: 'seen',
      position: 1,
      event: '2-1',
      type: 'depot.Sent@2',
      reason: expect.stringContaining('Deploy a release'),
    },
  ]);
  expect(consumer.folder.parked()).toEqual([]);
});

it('goes on by itself when the contract says how to read it, serving what it has meanwhile', async () => {
  const log = createMemoryLog();
  const consumer = await run(shop(1), log);
  await append(log, 'Sent', 1, { id: 'p1', carrier: 'DHL' });
  await append(log, 'Sent', 2, { id: 'p2', parcel: { carrier: 'UPS' } });
  await append(log, 'Sent', 1, { id: 'p3', carrier: 'DHL' });
  expect(await caughtUp(consumer, log)).toHaveLength(1);
  const swapped = new Promise<void>((resolve) => consumer.onSwapped(resolve));
  await run(depotTwo(), log);
  await swapped;
  const ids = (await caughtUp(consumer, log)).map((doc) => (doc as { id: string }).id);
  expect([ids, consumer.folder.stopped()]).toEqual([['p1', 'p2', 'p3'], []]);
  await append(log, 'Sent', 2, { id: 'p4', parcel: { carrier: 'UPS' } });
  expect(await caughtUp(consumer, log)).toHaveLength(4);
});

it('goes on without the event when somebody drops it, on every replica alike, and after a restart', async () => {
  const log = createMemoryLog();
  const replicas = [await run(shop(1), log), await run(shop(1), log)];
  await append(log, 'Sent', 2, { id: 'p1', parcel: { carrier: 'UPS' } });
  await append(log, 'Sent', 1, { id: 'p2', carrier: 'DHL' });
  for (const replica of replicas) expect(await caughtUp(replica, log)).toEqual([]);
  const swapped = replicas.map((replica) => new Promise<void>((resolve) => replica.onSwapped(resolve)));
  const decision = { action: 'drop', projection: 'seen', event: '1-0', reason: 'a test' } as const;
  await recordDecision(log, 'shop', decision, { commandId: 'drop', time: realWorld.now() });
  await Promise.all(swapped);
  replicas.push(await run(shop(1), log));
  for (const replica of replicas) {
    expect(await caughtUp(replica, log)).toEqual([{ id: 'p2', carrier: 'DHL' }]);
    expect(replica.folder.stopped()).toEqual([]);
  }
});

it('leaves out, when told so, and counts', async () => {
  const log = createMemoryLog();
  const consumer = await run(shop(1, { newer: 'ignore' }), log);
  await append(log, 'Sent', 2, { id: 'p1', parcel: { carrier: 'DHL' } });
  await append(log, 'Returned', 1, { id: 'p1' });
  await append(log, 'Sent', 1, { id: 'p2', carrier: 'DHL' });
  expect(await caughtUp(consumer, log)).toEqual([{ id: 'p2', carrier: 'DHL' }]);
  expect(consumer.folder.ignored()).toEqual({ 'depot.Sent@2': 1, 'depot.Returned': 1 });
});

it('stops before an unknown type, when told so', async () => {
  const log = createMemoryLog();
  const consumer = await run(shop(1, { unknown: 'stop' }), log);
  await append(log, 'Returned', 1, { id: 'p1' });
  await append(log, 'Sent', 1, { id: 'p2', carrier: 'DHL' });
  expect(await caughtUp(consumer, log)).toEqual([]);
  expect(consumer.folder.stopped()).toMatchObject([{ position: 0, type: 'depot.Returned' }]);
});

it('parks an event whose cast makes something the schema refuses: it is broken, not new', async () => {
  const log = createMemoryLog();
  await run(depotTwo(), log);
  const consumer = await run(shop(1), log);
  await append(log, 'Sent', 2, { id: 'p1', parcel: 'broken' });
  expect(await caughtUp(consumer, log)).toEqual([]);
  expect(consumer.folder.stopped()).toEqual([]);
  expect(consumer.folder.parked()).toMatchObject([{ reason: expect.stringContaining('cast from version 2') }]);
});
