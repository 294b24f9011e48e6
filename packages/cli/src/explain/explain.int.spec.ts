import { createMemoryLog, type EventLog } from '@tessera/event-log';
import { openSqliteLog } from '@tessera/event-log/sqlite';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { repository } from '../commands/context.ts';
import { createStyle } from '../terminal/style.ts';
import { fillLog } from '../testing/fill-log.ts';
import { runTessera } from '../testing/run-tessera.ts';
import { findEntity } from './entity.ts';
import { fieldChanges } from './field-changes.ts';
import { findService } from './find-service.ts';
import { historyOf } from './history.ts';
import { renderHistory } from './render-history.ts';

const never = new AbortController().signal;

async function explained(text: string, log?: EventLog) {
  const full = log ?? createMemoryLog({ epoch: 'e1' });
  if (!log) await fillLog(full);
  const entity = await findEntity(full, text, never);
  const history = await historyOf(full, await findService(repository, entity.service), entity, never);
  return { entity, history };
}

describe('explaining', () => {
  it('tells what each event changed in an order’s state and document, and what caused it elsewhere', async () => {
    const { history } = await explained('orders/order/o1');
    const told = history.chapters.map(({ event, service, foreign, changes, causedBy }) => ({
      event: `${service}.${event.type}`,
      foreign,
      changed: changes.flatMap(({ of, fields }) => fields.map(({ field }) => `${of} ${field}`)),
      causedBy,
    }));
    expect(told.map(({ event, foreign, causedBy }) => [event, foreign, causedBy])).toEqual([
      ['orders.OrderPlaced', false, undefined],
      ['fulfilment.ReservationCompleted', true, '3-0'],
      ['orders.OrderConfirmed', false, '4-1'],
      ['orders.OrderPicked', false, undefined],
    ]);
    expect(told[2]!.changed).toEqual(expect.arrayContaining(['state stage', 'orders.orders/o1 status']));
    expect(history.chapters[2]!.changes[0]).toEqual({
      of: 'state',
      fields: [{ field: 'stage', before: 'PLACED', after: 'CONFIRMED' }],
    });
    expect(history.contributors).toEqual({ fulfilment: 1 });
    expect(history.now['orders.orders/o1']).toMatchObject({ number: 'BW-AAA1', status: 'PICKED' });
  });

  it('tells of a document which other services’ events made it', async () => {
    const { history } = await explained('orders.priceList/SEA-GSK-50');
    expect(history.chapters.map(({ event }) => event.type)).toEqual(['ProductAdded', 'PriceChanged']);
    expect(history.chapters[1]!.changes).toEqual([
      { of: 'orders.priceList/SEA-GSK-50', fields: [{ field: 'unitPrice', before: 120, after: 150 }] },
    ]);
    expect(history.contributors).toEqual({ catalog: 2 });
  });

  it('shows it to people, and never what is sealed', async () => {
    const { entity, history } = await explained('BW-AAA1');
    const text = renderHistory(entity, history, createStyle({ isTTY: false }, {}));
    expect(text).toContain('orders/order/o1');
    expect(text).toMatch(/~ stage +"PLACED" → "CONFIRMED"/);
    expect(text).toMatch(/\+ number +"BW-AAA1"/);
    expect(text).toContain('fulfilment.ReservationCompleted');
    expect(text).toContain('because of 4-1');
    expect(text).not.toContain('c2VhbGVk');
  });

  it('says when a projection could not fold an event', async () => {
    const log = createMemoryLog({ epoch: 'e1' });
    await fillLog(log);
    await log.append('ev.orders.order.o9', [{ type: 'OrderPlaced', version: 2, data: { orderId: 'o9' } }]);
    const { history } = await explained('orders/order/o9', log);
    expect(history.chapters[0]!.parked).toEqual([
      { of: 'orders.orders', reason: expect.stringContaining('TypeError') },
      { of: 'state', reason: expect.stringContaining('TypeError') },
    ]);
  });

  it('says what is not there, and which service it does not know', async () => {
    await expect(explained('orders.order.none').then(({ history }) => history.chapters)).resolves.toEqual([]);
    await expect(explained('nonesuch')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(explained('shop/odd/1')).rejects.toMatchObject({ code: 'UNKNOWN_MODULE' });
  });

  it('compares field by field', () => {
    expect(fieldChanges({ a: 1, b: { c: [1, { d: 2 }] }, gone: true }, { a: 1, b: { c: [1, { d: 3 }, 4] } })).toEqual([
      { field: 'b.c[1].d', before: 2, after: 3 },
      { field: 'b.c[2]', before: undefined, after: 4 },
      { field: 'gone', before: true, after: undefined },
    ]);
    expect(fieldChanges(undefined, { a: 1 })).toEqual([{ field: '', before: undefined, after: { a: 1 } }]);
    expect(fieldChanges({ a: null }, { a: {} })).toEqual([{ field: 'a', before: null, after: {} }]);
  });
});

describe('tessera explain', () => {
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tessera-explain-'));
    const log = await openSqliteLog({ path: join(folder, 'log.db') });
    await fillLog(log);
    await log.close();
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('prints one object per event with --json, and what it came to', async () => {
    const { out, err, code } = await runTessera(['explain', 'BW-AAA1', '--json', '--log', join(folder, 'log.db')]);
    expect([code, err]).toEqual([0, '']);
    const lines = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.map(({ type }) => type)).toEqual([
      'OrderPlaced',
      'ReservationCompleted',
      'OrderConfirmed',
      'OrderPicked',
      undefined,
    ]);
    expect(lines.at(-1)).toMatchObject({ contributors: { fulfilment: 1 }, now: { state: { stage: 'PICKED' } } });
  });
});
