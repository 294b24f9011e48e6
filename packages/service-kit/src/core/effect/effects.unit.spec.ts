/** Effects: at least once, with a key that repeats share; noted; tried again; parked with the reason. */
import { createMemoryLog, type EventLog } from '@tessera/event-log';
import { afterEach, expect, it } from 'vitest';
import { createInMemoryHost, effectRefused, type EffectCall, type EffectPort, type InMemoryHost } from '../../index.ts';
import { virtualTime } from '../../memory/virtual-time.fixture.ts';
import { parkingLot } from '../../sample/parking-lot.ts';

const hosts: InMemoryHost[] = [];
afterEach(async () => {
  for (const host of hosts.splice(0)) await host.close();
});

const overdue = (log: EventLog, plate: string) =>
  log.append(`ev.lot.car.${plate}`, [{ type: 'Overdue', data: { plate, since: 'noon', why: '' } }]);

function start(log: EventLog, port?: EffectPort['make'], time = virtualTime()) {
  const host = createInMemoryHost(parkingLot, {
    log,
    clock: time.clock,
    alarm: time.alarm,
    onUnexpected() {},
    ...(port && { effects: { post: { make: port, waits: [1_000, 4_000] } } }),
  });
  hosts.push(host);
  return { host, time };
}
const warnings = async (log: EventLog, plate: string) =>
  (await log.read(`ev.lot.car.${plate}`)).commits.flatMap(({ events }) =>
    events.filter(({ type }) => type === 'Warned').map(({ data }) => data['letter']),
  );

it('are made once, with a key of their own, and what the port answered goes back to the service', async () => {
  const log = createMemoryLog({ epoch: 'e' });
  const calls: { request: object; key: string; attempt: number }[] = [];
  const { host } = start(log, async (request, { key, attempt }) => {
    calls.push({ request, key, attempt });
    return { letter: `L${calls.length}` };
  });
  await host.whenIdle();
  await overdue(log, 'A');
  await overdue(log, 'B');
  await host.whenIdle();
  expect(calls).toEqual([
    { request: { to: 'A', text: 'Since noon' }, key: 'lot.warn.e.1-0', attempt: 1 },
    { request: { to: 'B', text: 'Since noon' }, key: 'lot.warn.e.2-0', attempt: 1 },
  ]);
  expect([await warnings(log, 'A'), await warnings(log, 'B')]).toEqual([['L1'], ['L2']]);
});

it('are recorded where no port is given', async () => {
  const log = createMemoryLog();
  const { host } = start(log);
  await host.whenIdle();
  await overdue(log, 'A');
  await host.whenIdle();
  expect(host.effects).toMatchObject([{ service: 'lot', port: 'post', request: { to: 'A' } }]);
});

it('start from now: what had happened before they were deployed is left alone', async () => {
  const log = createMemoryLog();
  await overdue(log, 'A');
  const { host } = start(log);
  await host.whenIdle();
  await overdue(log, 'B');
  await host.whenIdle();
  expect(host.effects.map(({ request }) => request['to'])).toEqual(['B']);
});

it('that fail are tried again with the same key, later and later, and parked at last; others go on', async () => {
  const log = createMemoryLog();
  const calls: [to: unknown, call: EffectCall, at: string][] = [];
  const { host, time } = start(log, async (request, call) => {
    calls.push([request['to'], call, time.clock()]);
    if (request['to'] === 'A') throw new Error('the post office is closed');
  });
  await host.whenIdle();
  await overdue(log, 'A');
  await overdue(log, 'B');
  const turns = async () => {
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setTimeout(resolve, 0));
  };
  await time.pass(10, turns);
  await host.whenIdle();
  const forA = calls.filter(([to]) => to === 'A');
  expect(forA.map(([, { attempt }, at]) => [attempt, at.slice(17, 19)])).toEqual([
    [1, '00'],
    [2, '01'],
    [3, '05'],
  ]);
  expect(new Set(forA.map(([, { key }]) => key)).size).toBe(1);
  expect(calls.filter(([to]) => to === 'B')).toHaveLength(1);
  expect((await host.parked()).reactions).toMatchObject([
    { policy: 'warn', type: 'Overdue', command: 'post', reason: 'Error: the post office is closed' },
  ]);
});

it('that are refused for good are parked at once', async () => {
  const log = createMemoryLog();
  let attempts = 0;
  const { host } = start(log, async () => {
    attempts++;
    throw effectRefused('no such address');
  });
  await host.whenIdle();
  await overdue(log, 'A');
  await host.whenIdle();
  expect((await host.parked()).reactions).toMatchObject([{ reason: 'EffectRefused: no such address' }]);
  expect(attempts).toBe(1);
});

it('that were noted are not made again by a host that starts over', async () => {
  const log = createMemoryLog();
  const lot = { ...parkingLot, effects: { warn: { ...parkingLot.effects['warn']!, from: 'beginning' as const } } };
  const first = createInMemoryHost(lot, { log });
  hosts.push(first);
  await overdue(log, 'A');
  await first.whenIdle();
  expect(first.effects).toHaveLength(1);
  const second = createInMemoryHost(lot, { log });
  hosts.push(second);
  await second.whenIdle();
  expect(second.effects).toEqual([]);
});
