/** Timers: once, in order, at the time they were due, whatever happens to the process in between. */
import { createMemoryLog, type EventLog } from '@tessera/event-log';
import { afterEach, describe, expect, it } from 'vitest';
import { createInMemoryHost, later, type InMemoryHost } from '../../index.ts';
import { virtualTime } from '../../memory/virtual-time.fixture.ts';
import { parkingLot } from '../../sample/parking-lot.ts';

const hosts: InMemoryHost[] = [];
afterEach(async () => {
  for (const host of hosts.splice(0)) await host.close();
});

function lot(time = virtualTime(), log: EventLog = createMemoryLog({ now: time.clock })) {
  const start = () => {
    const host = createInMemoryHost(parkingLot, { log, clock: time.clock, alarm: time.alarm });
    hosts.push(host);
    return host;
  };
  const record = (type: string, plate: string, data: object = {}) =>
    log.append(`ev.lot.car.${plate}`, [{ type, data: { plate, ...data } }], { time: time.clock() });
  const overdue = async () => (await eventsOf(log)).filter(({ type }) => type === 'Overdue').map(({ data }) => data);
  return { time, log, start, record, overdue };
}

async function eventsOf(log: EventLog) {
  const found: { type: string; data: Record<string, unknown>; time: string }[] = [];
  const stop = new AbortController();
  for await (const item of log.subscribe({}, stop.signal)) {
    if (item.kind === 'progress') stop.abort();
    else found.push(...item.commit.events.map(({ type, data }) => ({ type, data, time: item.commit.time })));
  }
  return found;
}

const at = (minutes: number) => later('2026-01-01T00:00:00.000Z', { minutes });

describe('a timer', () => {
  it('fires when it is due, once, and its commands take that time for now', async () => {
    const { time, start, record, overdue } = lot();
    const host = start();
    await record('Parked', 'A', { minutes: 30 });
    await time.pass(29, () => host.whenIdle());
    expect(await overdue()).toEqual([]);
    await time.pass(100, () => host.whenIdle());
    expect(await overdue()).toEqual([{ plate: 'A', why: 'first', since: at(30) }]);
    expect(await host.parked()).toEqual({ events: [], reactions: [] });
  });

  it('that is cancelled does not fire; one that is set anew fires at its new time only', async () => {
    const { time, start, record, overdue } = lot();
    const host = start();
    await record('Parked', 'A', { minutes: 30 });
    await record('Parked', 'B', { minutes: 30 });
    await time.pass(10, () => host.whenIdle());
    await record('Left', 'A');
    await record('Extended', 'B', { minutes: 60 });
    await time.pass(59, () => host.whenIdle());
    expect(await overdue()).toEqual([]);
    await time.pass(100, () => host.whenIdle());
    expect(await overdue()).toEqual([{ plate: 'B', why: 'extended', since: at(70) }]);
  });

  it('may be set again when it has fired, also for the same time', async () => {
    const { time, start, record, log } = lot();
    const host = start();
    await record('Parked', 'A', { minutes: 0 });
    await host.whenIdle();
    await record('Extended', 'A', { minutes: 0 });
    await host.whenIdle();
    expect((await log.read('ev.lot.timer.paid-A')).commits.map(({ events }) => events[0]!.type)).toEqual([
      'TimerSet',
      'TimerFired',
      'TimerSet',
      'TimerFired',
    ]);
    expect(time.waiting).toBe(0);
  });

  it('waits with a single alarm, and with none when nothing is set', async () => {
    const { time, start, record } = lot();
    const host = start();
    await host.whenIdle();
    expect(time.waiting).toBe(0);
    for (const plate of ['A', 'B', 'C']) await record('Parked', plate, { minutes: 30 });
    await host.whenIdle();
    expect(time.waiting).toBe(1);
  });
});

describe('timers that fell due while nobody was there', () => {
  it('fire late, in the order in which they were due, each at its own time', async () => {
    const { time, start, record, overdue } = lot();
    const first = start();
    for (const [plate, minutes] of [
      ['A', 50],
      ['B', 20],
      ['C', 40],
      ['D', 20],
    ] as const) {
      await record('Parked', plate, { minutes });
    }
    await first.whenIdle();
    await first.close();
    time.skip(600);
    await start().whenIdle();
    expect((await overdue()).map(({ plate, since }) => [plate, since])).toEqual([
      ['B', at(20)],
      ['D', at(20)],
      ['C', at(40)],
      ['A', at(50)],
    ]);
  });

  it('do not fire when they were cancelled meanwhile by an event that nobody had reacted to yet', async () => {
    const { time, start, record, log } = lot();
    const first = start();
    await record('Parked', 'A', { minutes: 30 });
    await first.whenIdle();
    await first.close();
    time.skip(20);
    await record('Left', 'A');
    time.skip(600);
    await start().whenIdle();
    // Whichever comes first: the car has left, so that nothing is overdue.
    expect((await eventsOf(log)).some(({ type }) => type === 'Overdue')).toBe(false);
  });

  it('fire once, however many replicas there are', async () => {
    const { time, start, record, overdue } = lot();
    const hosts = [start(), start(), start()];
    for (const plate of ['A', 'B', 'C', 'D']) await record('Parked', plate, { minutes: 30 });
    const idle = async () => {
      for (const host of hosts) await host.whenIdle();
    };
    await time.pass(60, idle);
    expect((await overdue()).map(({ plate }) => plate)).toEqual(['A', 'B', 'C', 'D']);
  });
});
