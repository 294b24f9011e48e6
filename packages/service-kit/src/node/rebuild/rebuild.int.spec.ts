/** Blue and green: what is served while documents of a new fold are made, and how they come in their place (I5). */
import { join } from 'node:path';
import type { EventLog } from '@tessera/event-log';
import { openLog } from '@tessera/event-log/open';
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import type { ServiceDefinition } from '../../index.ts';
import { eventually, httpClient, token } from '../../sample/http-client.ts';
import { shop } from '../../sample/shop.ts';
import { temporaryFolders } from '../../sample/temporary-folders.ts';
import { startServiceHost, type ServiceHost } from '../index.ts';

const folders = temporaryFolders();
const hosts: ServiceHost[] = [];
afterEach(async () => {
  for (const host of hosts.splice(0)) await host.close();
  folders.clear();
});

const sales = shop.projections['sales']!;
/** `mirror` is never changed. */
const shopAt = (revision: number): ServiceDefinition => ({
  ...shop,
  projections: { sales: { ...sales, revision }, mirror: sales },
});

async function start(service: ServiceDefinition, folder: string, log: EventLog | string) {
  const logger = pino({ level: 'silent' });
  const host = await startServiceHost(service, { log, data: folder, token, logger, policies: false });
  hosts.push(host);
  await host.whenReady;
  return Object.assign(httpClient(host.url), { host });
}

/** A log whose subscriptions, but for the first, wait: the rebuild cannot begin before it is let. */
async function holdRebuild(url: string) {
  const log = await openLog(url);
  const gate = Promise.withResolvers<void>();
  let subscriptions = 0;
  const held: EventLog = {
    ...log,
    epoch: log.epoch,
    async *subscribe(options, signal) {
      subscriptions += 1;
      const aborted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      if (subscriptions > 1) await Promise.race([gate.promise, aborted]);
      yield* log.subscribe(options, signal);
    },
  };
  return { log: held, release: gate.resolve, close: () => log.close() };
}

const keysOf = ({ documents }: { readonly documents: readonly (readonly [string, unknown])[] }) =>
  documents.map(([key]) => key);
const saleQuery = '{ sale(id: "s1") { id } }';

describe('a projection whose fold has changed', () => {
  it('shows the former documents as of where they stood, lets the others go on, and is swapped in one step', async () => {
    const folder = folders.make();
    const url = `sqlite:${join(folder, 'log.db')}`;
    const before = await start(shopAt(0), folder, url);
    for (const id of ['s1', 's2', 's3']) await before.sell(id);
    const seen = await before.documents('sales');
    await hosts.pop()!.close();

    const held = await holdRebuild(url);
    const after = await start(shopAt(2), folder, held.log);
    expect(await after.documents('sales')).toEqual({ ...seen, reset: true });
    const feed = await after.feed();
    expect(await feed.next()).toMatchObject({ former: { sales: 3 }, position: 3 });
    const sold = await after.sell('s4');
    expect([sold.problem, sold.sale]).toEqual([null, null]);
    expect(keysOf(await after.documents('mirror'))).toEqual(['s1', 's2', 's3', 's4']);
    expect(keysOf(await after.documents('sales'))).toEqual(['s1', 's2', 's3']);

    // Read-your-writes: refused rather than answered with less than was seen.
    const old = await after.graphql({ query: saleQuery });
    expect(old.extensions.tessera.position).toBe(seen.cursor.split('.').slice(0, 2).join('.'));
    const asked = await after.graphql({ query: saleQuery, headers: { 'x-tessera-at-least': sold.position! } });
    expect(asked.errors?.[0]?.extensions.code).toBe('NOT_CAUGHT_UP');
    const further = `${sold.position!}.${seen.cursor.split('.')[2]}`;
    expect((await after.get(`/documents?projection=sales&after=${further}`)).status).toBe(503);

    const ready = await after.get('/readyz');
    expect([ready.status, await ready.json()]).toMatchObject([200, { rebuilding: { projections: ['sales'] } }]);
    expect((await after.get('/readyz?complete')).status).toBe(503);

    held.release();
    for (let line = await feed.next(); ; line = await feed.next()) {
      if (line.kind !== 'hello') continue;
      expect(line.former).toBeUndefined();
      expect(line.position).toBeGreaterThanOrEqual(4);
      break;
    }
    feed.close();
    const now = await after.documents('sales', seen.cursor);
    expect([now.reset, keysOf(now)]).toEqual([true, ['s1', 's2', 's3', 's4']]);
    expect((await after.get('/readyz?complete')).status).toBe(200);
    const again = await after.graphql({ query: saleQuery, headers: { 'x-tessera-at-least': sold.position! } });
    expect(again.data).toEqual({ sale: { id: 's1' } });
    await after.sell('s5');
    expect(keysOf(await after.documents('sales'))).toHaveLength(5);
    await hosts.pop()!.close();
    await held.close();
  });

  it('is not shown at all while its former documents would be read wrongly', async () => {
    const folder = folders.make();
    const url = `sqlite:${join(folder, 'log.db')}`;
    const before = await start(shopAt(0), folder, url);
    await before.sell('s1');
    await hosts.pop()!.close();
    const held = await holdRebuild(url);
    const moved = {
      ...shop,
      projections: {
        sales: { ...sales, partition: (sale: object) => `of ${(sale as { buyer: string }).buyer}` },
        mirror: sales,
      },
    };
    const after = await start(moved, folder, held.log);
    expect((await after.graphql({ query: saleQuery })).errors?.[0]?.extensions.code).toBe('REBUILDING');
    const refused = await after.get('/documents?projection=sales');
    expect([refused.status, await refused.json()]).toMatchObject([503, { code: 'REBUILDING' }]);
    expect(keysOf(await after.documents('mirror'))).toEqual(['s1']);
    held.release();
    await eventually(
      async () => (await after.get('/readyz?complete')).status,
      (status) => status === 200,
    );
    expect(keysOf(await after.documents('sales', undefined, 'of ada'))).toEqual(['s1']);
    await hosts.pop()!.close();
    await held.close();
  });
});

it('a rebuild that is asked for serves and folds on meanwhile; readers are told to start over', async () => {
  const folder = folders.make();
  const shopHost = await start(shopAt(0), folder, `sqlite:${join(folder, 'log.db')}`);
  for (let i = 0; i < 5; i++) await shopHost.sell(`s${i}`);
  const seen = await shopHost.documents('sales');
  let selling = true;
  const busy = (async () => {
    for (let i = 5; selling; i++) await shopHost.sell(`s${i}`);
  })();
  await shopHost.host.runtime.rebuild(['sales']);
  selling = false;
  await busy;
  const now = await shopHost.documents('sales', seen.cursor);
  expect(now.reset).toBe(true);
  expect(now.cursor).not.toContain(`.${seen.cursor.split('.')[2]!}$`);
  expect(keysOf(now)).toEqual(keysOf(await shopHost.documents('mirror')));
});
