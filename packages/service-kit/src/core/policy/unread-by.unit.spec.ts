/** Policies and effects that meet events nobody wrote them for: they stand still, or leave them out, and go on by themselves. */
import { createMemoryLog, type EventLog, type JsonObject } from '@tessera/event-log';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { command, defineService, drop, emit, event, move, send, type ServiceDefinition } from '../../index.ts';
import type { ReadingRules } from '../../definition/reading.ts';
import { recordContract } from '../event-contract/contract-stream.ts';
import { startMemoryRuntime } from '../runtime/memory-runtime.fixture.ts';
import { realWorld } from '../world/world.ts';
import { parkedReactions } from './parked-reactions.ts';
import { startReacting, type Reacting } from './start-reacting.ts';

const first = z.object({ carrier: z.string() });
const second = z.object({ parcel: z.object({ carrier: z.string() }) });
const nothing = { schema: 'type Query { a: Int }', resolvers: { Query: { a: () => 1 } } };

/** A release that knows both versions, and says how to read the second as the first. */
const depot = defineService({
  ...nothing,
  name: 'depot',
  events: {
    Sent: event(2, second, {
      from: {
        1: {
          schema: first,
          up: [move('carrier', 'parcel.carrier')],
          down: [move('parcel.carrier', 'carrier'), drop('parcel')],
        },
      },
    }),
  },
});

/** Two policies and an effect; written against version 1, or a later release against 2. */
function shop(rules: ReadingRules = {}, version: 1 | 2 = 1): ServiceDefinition {
  const carrierOf = (data: JsonObject): string =>
    version === 1 ? (data['carrier'] as string) : (data['parcel'] as { carrier: string }).carrier;
  return defineService({
    ...nothing,
    name: 'shop',
    events: { Noted: event(1, first) },
    consumes: {
      'depot.Sent': version === 1 ? first : { version: 2, schema: second },
      'depot.Weighed': z.object({ carrier: z.string() }),
    },
    streams: {
      note: {
        initial: {},
        evolve: {},
        decide: { note: command(first, (_state: object, input) => [emit('Noted', input)]) },
      },
    },
    policies: {
      sent: {
        on: 'depot.Sent',
        ...rules,
        then: (_docs, { data }) => send('note', 'sent', 'note', { carrier: carrierOf(data as JsonObject) }),
      },
      weighed: { on: 'depot.Weighed', then: (_docs, { data }) => send('note', 'weighed', 'note', data) },
    },
    effects: {
      call: {
        on: 'depot.Sent',
        port: 'phone',
        from: 'beginning',
        ...rules,
        request: (_docs, { data }) => ({ to: carrierOf(data as JsonObject) }),
      },
    },
  });
}

const running: { stop: AbortController; close: () => Promise<unknown> }[] = [];
afterEach(async () => {
  for (const { stop } of running) stop.abort();
  for (const { close } of running.splice(0)) await close();
});

async function replica(log: EventLog, owner: string, service = shop()): Promise<Reacting & { calls: unknown[] }> {
  const failures: unknown[] = [];
  const runtime = await startMemoryRuntime(service, log, { onFailure: (error) => failures.push(error) });
  const stop = new AbortController();
  const calls: unknown[] = [];
  const reacting = startReacting(
    {
      runtime,
      log,
      world: realWorld,
      owner,
      leaseMs: 150,
      checkpointMs: 20,
      ports: { phone: { make: async ({ to }) => void calls.push(to) } },
      onFailure: (error) => failures.push(error),
    },
    stop.signal,
  );
  running.push({
    stop,
    close: async () => {
      await Promise.all([reacting.policies.ended, reacting.effects.ended]);
      await runtime.close();
      expect(failures).toEqual([]);
    },
  });
  return Object.assign(reacting, { calls });
}

const append = (log: EventLog, type: string, version: number, data: JsonObject) =>
  log.append('ev.depot.parcel.p', [{ type, version, data }]);
const noted = async (log: EventLog, id: string) =>
  (await log.read(`ev.shop.note.${id}`)).commits.flatMap(({ events }) => events.map(({ data }) => data['carrier']));

const until = (holds: () => boolean | Promise<boolean>) => vi.waitUntil(holds, { timeout: 120_000, interval: 10 });

const tellHow = (log: EventLog) =>
  recordContract(depot, log, { now: realWorld.now, onFailure: () => undefined }, new AbortController().signal);

/** One it can read, one it cannot, and one more of each. */
async function fill(log: EventLog): Promise<void> {
  await append(log, 'Sent', 1, { carrier: 'A' });
  await append(log, 'Sent', 2, { parcel: { carrier: 'B' } });
  await append(log, 'Sent', 1, { carrier: 'C' });
  await append(log, 'Weighed', 1, { carrier: 'W' });
}

describe('a version that nobody says how to read', () => {
  it('stops the policy and the effect before it, and them only; they go on by themselves when its producer says how', async () => {
    const log = createMemoryLog();
    const { policies, effects, calls } = await replica(log, 'first');
    await fill(log);
    await until(async () => (await noted(log, 'weighed')).length === 1);
    await until(() => policies.stopped.length === 1 && effects.stopped.length === 1);
    expect(policies.stopped).toMatchObject([
      { policy: 'sent', event: '2-0', type: 'depot.Sent@2', stops: true, reason: expect.stringContaining('version 2') },
    ]);
    expect(effects.stopped).toMatchObject([{ policy: 'call', event: '2-0' }]);
    expect([policies.parked, await noted(log, 'sent'), calls]).toEqual([[], ['A'], ['A']]);
    await tellHow(log);
    await until(async () => (await noted(log, 'sent')).length === 3 && calls.length === 3);
    expect([await noted(log, 'sent'), calls, await noted(log, 'weighed')]).toEqual([
      ['A', 'B', 'C'],
      ['A', 'B', 'C'],
      ['W'],
    ]);
    await until(() => policies.stopped.length === 0 && effects.stopped.length === 0);
  });

  it('is left out and counted by who says so', async () => {
    const log = createMemoryLog();
    const { policies, effects, calls } = await replica(log, 'first', shop({ newer: 'ignore' }));
    await fill(log);
    await until(async () => (await noted(log, 'sent')).length === 2 && calls.length === 2);
    expect(await noted(log, 'sent')).toEqual(['A', 'C']);
    expect([policies.stopped, policies.parked, policies.ignored]).toEqual([[], [], { 'depot.Sent@2': 1 }]);
    expect(effects.ignored).toEqual({ 'depot.Sent@2': 1 });
  });

  it('can be dropped; tried again it stops again', async () => {
    const log = createMemoryLog();
    const { policies } = await replica(log, 'first');
    await fill(log);
    await until(() => policies.stopped.length === 1);
    const [stopped] = policies.stopped;
    const reactions = parkedReactions(log, 'shop');
    await reactions.retry(stopped!.id);
    const stops = async () =>
      (await log.read('ev.shop.policy.runner')).commits.filter(({ events }) => events[0]!.type === 'PolicyParked')
        .length;
    await until(async () => (await stops()) === 2);
    await until(() => policies.stopped.length === 1);
    expect(await noted(log, 'sent')).toEqual(['A']);
    expect(await reactions.drop(stopped!.id)).toBe(true);
    await until(async () => (await noted(log, 'sent')).length === 2);
    expect(await noted(log, 'sent')).toEqual(['A', 'C']);
    // Dropped once is dropped for ever, also for who begins anew.
    for (const { stop } of running) stop.abort();
    for (const { close } of running.splice(0)) await close();
    await tellHow(log);
    const { policies: next } = await replica(log, 'second');
    await append(log, 'Sent', 1, { carrier: 'D' });
    await until(async () => (await noted(log, 'sent')).length === 3);
    expect([await noted(log, 'sent'), next.stopped]).toEqual([['A', 'C', 'D'], []]);
  });

  it('is taken over by a newer release beside; an older one asks for no lease that it could do nothing with', async () => {
    const log = createMemoryLog();
    const old = await replica(log, 'old');
    await fill(log);
    await until(() => old.policies.stopped.length === 1);
    const other = await replica(log, 'other');
    const terms = async () =>
      (await log.read('ev.shop.policy.runner')).commits.flatMap(({ events }) =>
        events.flatMap(({ type, data }) => (type === 'PolicyProgress' ? [data['owner']] : [])),
      );
    // Several times as long as a lease: who would take it had the time to.
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(await terms()).not.toContain('other');
    expect(other.policies.role).toBe('waiting');
    expect(old.policies.role).toBe('owner');
    const newer = await replica(log, 'newer', shop({}, 2));
    // What it knows of older versions its producer tells.
    await until(async () => (await noted(log, 'sent')).length >= 2);
    expect((await noted(log, 'sent'))[1]).toBe('B');
    await until(() => newer.policies.role === 'owner');
  });
});

describe('a type that nobody declared', () => {
  it.each([
    [undefined, ['A', 'C'], 0],
    ['stop', ['A'], 1],
  ] as const)('with unknown: %s', async (unknown, expected, stops) => {
    const log = createMemoryLog();
    const { policies } = await replica(log, 'first', shop(unknown === undefined ? {} : { unknown }));
    await append(log, 'Sent', 1, { carrier: 'A' });
    await append(log, 'Returned', 1, { carrier: 'B' });
    await append(log, 'Sent', 1, { carrier: 'C' });
    await append(log, 'Weighed', 1, { carrier: 'W' });
    await until(async () => (await noted(log, 'sent')).length === expected.length);
    await until(async () => (await noted(log, 'weighed')).length === 1);
    await until(() => policies.stopped.length === stops);
    expect(await noted(log, 'sent')).toEqual(expected);
  });
});
