import { createMemoryLog, type EventLog } from '@tessera/event-log';
import { describe, expect, it } from 'vitest';
import { tailEvents, type TailedEvent, type TailOptions } from './tail.ts';

async function logOf(): Promise<EventLog> {
  const log = createMemoryLog({ epoch: 'e1', now: () => '2026-01-01T00:00:00.000Z' });
  await log.append(
    'ev.orders.order.1',
    [
      { type: 'OrderPlaced', data: { total: 1 } },
      { type: 'OrderNoted', data: {} },
    ],
    { commandId: 'c1', meta: { user: 'ada' } },
  );
  await log.append('ev.catalog.product.P1', [{ type: 'ProductAdded', data: {} }]);
  await log.append('ev.orders.order.2', [{ type: 'OrderPlaced', data: { total: 2 } }]);
  await log.append('ev.catalog.product.P2', [{ type: 'ProductAdded', data: {} }]);
  return log;
}

async function collect(log: EventLog, options: Partial<TailOptions>): Promise<TailedEvent[]> {
  const found: TailedEvent[] = [];
  for await (const event of tailEvents(log, { follow: false, ...options }, new AbortController().signal))
    found.push(event);
  return found;
}

describe('events tail', () => {
  it('shows every event with its place, and ends at the head without following', async () => {
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
      time: '2026-01-01T00:00:00.000Z',
      stream: 'ev.orders.order.1',
      type: 'OrderPlaced',
      version: 1,
      id: '1-0',
      data: { total: 1 },
      user: 'ada',
      commandId: 'c1',
    });
  });

  it('filters by service, stream and type, and ends although nothing more of it is there', async () => {
    const log = await logOf();
    expect((await collect(log, { service: 'orders' })).map(({ position }) => position)).toEqual([1, 1, 3]);
    expect((await collect(log, { stream: 'ev.orders.order.2' })).map(({ position }) => position)).toEqual([3]);
    expect((await collect(log, { type: 'ProductAdded' })).map(({ position }) => position)).toEqual([2, 4]);
    expect(await collect(log, { service: 'nobody' })).toEqual([]);
  });

  it('goes on after a position or a cursor, and refuses those of another log', async () => {
    const log = await logOf();
    expect((await collect(log, { after: '2' })).map(({ position }) => position)).toEqual([3, 4]);
    expect((await collect(log, { after: 'e1.3' })).map(({ position }) => position)).toEqual([4]);
    expect(await collect(log, { after: '4' })).toEqual([]);
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
    for await (const event of tailEvents(log, { follow: true, after: '4' }, end.signal)) {
      seen.push(event.type);
      if (seen.length === 2) end.abort();
      if (seen.length === 1) await log.append('ev.orders.order.3', [{ type: 'Second', data: {} }]);
    }
    expect(seen).toEqual(['First', 'Second']);
  }, 5_000);
});
