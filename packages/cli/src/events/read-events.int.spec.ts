import { createMemoryLog, type EventLog } from '@tessera/event-log';
import { describe, expect, it } from 'vitest';
import { eventLine, type EventLine } from './event-line.ts';
import { createFilter, type FilterOptions } from './filter.ts';
import { positionOf, readEvents } from './read-events.ts';

const minute = (number: number) => `2026-01-01T00:0${number}:00.000Z`;

async function logOf(): Promise<EventLog> {
  let appended = 0;
  const log = createMemoryLog({ epoch: 'e1', now: () => minute(++appended) });
  await log.append(
    'ev.orders.order.1',
    [
      { type: 'OrderPlaced', data: { total: 1 } },
      { type: 'OrderNoted', data: {} },
    ],
    { commandId: 'c1', meta: { user: 'ada', correlationId: 'r1' } },
  );
  await log.append('ev.catalog.product.P1', [{ type: 'ProductAdded', data: {} }], { meta: { correlationId: 'r1' } });
  await log.append('ev.orders.order.2', [{ type: 'OrderPlaced', data: { total: 2 } }]);
  await log.append('ev.catalog.product.P2', [{ type: 'ProductAdded', data: {} }]);
  return log;
}

interface Options extends FilterOptions {
  readonly after?: string;
}

async function collect(log: EventLog, options: Options): Promise<EventLine[]> {
  const found: EventLine[] = [];
  const reading = { after: positionOf(log, options.after), filter: createFilter(options), follow: false };
  for await (const one of readEvents(log, reading, new AbortController().signal)) found.push(eventLine(log.epoch, one));
  return found;
}

const positions = async (log: EventLog, options: Options) =>
  (await collect(log, options)).map(({ position }) => position);

describe('reading events', () => {
  it('gives every event with its place, and ends at the head', async () => {
    const events = await collect(await logOf(), {});
    expect(events.map(({ position, type }) => [position, type])).toEqual([
      [1, 'OrderPlaced'],
      [1, 'OrderNoted'],
      [2, 'ProductAdded'],
      [3, 'OrderPlaced'],
      [4, 'ProductAdded'],
    ]);
    expect(events[0]).toEqual({
      cursor: 'e1.1',
      position: 1,
      time: minute(1),
      stream: 'ev.orders.order.1',
      type: 'OrderPlaced',
      version: 1,
      id: '1-0',
      data: { total: 1 },
      user: 'ada',
      commandId: 'c1',
      correlationId: 'r1',
    });
  });

  it('filters by service, stream and type, and ends although nothing more of it is there', async () => {
    const log = await logOf();
    expect(await positions(log, { service: 'orders' })).toEqual([1, 1, 3]);
    expect(await positions(log, { stream: 'ev.orders.order.2' })).toEqual([3]);
    expect(await positions(log, { stream: 'orders/order/2' })).toEqual([3]);
    expect(await positions(log, { stream: 'orders.>', service: 'catalog' })).toEqual([]);
    expect(await positions(log, { type: 'ProductAdded' })).toEqual([2, 4]);
    expect(await positions(log, { service: 'nobody' })).toEqual([]);
  });

  it('filters by time, correlation and user, and stops at the limit', async () => {
    const log = await logOf();
    expect(await positions(log, { from: minute(2), to: minute(3) })).toEqual([2, 3]);
    expect(await positions(log, { correlation: 'r1' })).toEqual([1, 1, 2]);
    expect(await positions(log, { user: 'ada', type: 'OrderNoted' })).toEqual([1]);
    expect(await positions(log, { limit: '2' })).toEqual([1, 1]);
    await expect(positions(log, { limit: '0' })).rejects.toMatchObject({ code: 'USAGE' });
    await expect(positions(log, { service: 'ev.orders' })).rejects.toMatchObject({ code: 'USAGE' });
  });

  it('goes on after a position or a cursor, and refuses those of another log', async () => {
    const log = await logOf();
    expect(await positions(log, { after: '2' })).toEqual([3, 4]);
    expect(await positions(log, { after: 'e1.3' })).toEqual([4]);
    expect(await positions(log, { after: '4' })).toEqual([]);
    await expect(collect(log, { after: 'other.3' })).rejects.toMatchObject({
      code: 'USAGE',
      why: expect.stringContaining('epoch is other'),
    });
    await expect(collect(log, { after: '?' })).rejects.toMatchObject({ code: 'USAGE' });
  });

  it('follows what happens next until it is told to end', async () => {
    const log = await logOf();
    const end = new AbortController();
    const seen: string[] = [];
    setImmediate(() => void log.append('ev.orders.order.3', [{ type: 'First', data: {} }]));
    for await (const { event } of readEvents(log, { after: 4, filter: createFilter({}), follow: true }, end.signal)) {
      seen.push(event.type);
      if (seen.length === 2) end.abort();
      if (seen.length === 1) await log.append('ev.orders.order.3', [{ type: 'Second', data: {} }]);
    }
    expect(seen).toEqual(['First', 'Second']);
  }, 5_000);
});
