/** The Node host over HTTP, on a real SQLite log. */
import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import { connect } from 'node:net';
import { openLog } from '@tessera/event-log/open';
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import type { ServiceDefinition } from '../index.ts';
import { depot } from '../sample/depot.ts';
import { ada, eventually, httpClient, staff, token } from '../sample/http-client.ts';
import { shop } from '../sample/shop.ts';
import { temporaryFolders } from '../sample/temporary-folders.ts';
import { startServiceHost, type ServiceHost, type ServiceHostOptions } from './index.ts';

const folders = temporaryFolders();
const hosts: ServiceHost[] = [];
const quiet = pino({ level: 'silent' });

async function start(service: ServiceDefinition, folder: string, options: Partial<ServiceHostOptions> = {}) {
  const host = await startServiceHost(service, {
    log: `sqlite:${join(folder, 'log.db')}`,
    data: folder,
    token,
    logger: quiet,
    ...options,
  });
  hosts.push(host);
  await host.whenReady;
  return Object.assign(httpClient(host.url), { host });
}
const stop = async (host: ServiceHost): Promise<void> => {
  hosts.splice(hosts.indexOf(host), 1);
  await host.close();
};
afterEach(async () => {
  for (const host of hosts.splice(0)) await host.close();
  folders.clear();
});

const shopOnly = (options: Partial<ServiceHostOptions> = {}) =>
  start(shop, folders.make(), { policies: false, ...options });

describe('/graphql', () => {
  it('answers a command with its position and its own document', async () => {
    const shopHost = await shopOnly();
    const sold = await shopHost.sell('s1', { quantity: 3 });
    expect(sold).toMatchObject({ problem: null, sale: { id: 's1', status: 'OPEN', label: '3 × bolt' } });
    expect(sold.sale?.version).toBe(sold.position);
    const { extensions } = await shopHost.graphql({ query: '{ sale(id: "s1") { id } }' });
    expect(extensions.tessera).toEqual({ service: 'shop', position: sold.position });
  });

  it('carries a command out once, also when it comes twice at the same time', async () => {
    const shopHost = await shopOnly();
    const answers = await Promise.all(Array.from({ length: 10 }, () => shopHost.sell('s1')));
    expect(answers.filter(({ duplicate }) => duplicate === false)).toHaveLength(1);
    expect(new Set(answers.map(({ position }) => position)).size).toBe(1);
    expect((await shopHost.documents('sales')).documents).toHaveLength(1);
  });

  it('refuses stale, invalid and impossible commands with a code', async () => {
    const shopHost = await shopOnly();
    expect((await shopHost.sell('s1', { quantity: -1 })).problem).toMatchObject({
      code: 'INVALID_EVENT',
      field: 'quantity',
    });
    expect((await shopHost.sell('s 1')).problem?.code).toBe('INVALID_ID');
    expect((await shopHost.sell('s1', { user: null })).problem?.code).toBe('SIGN_IN_REQUIRED');
    await shopHost.sell('s1');
    const { data } = await shopHost.graphql<{ cancelSale: { problem: object } }>({
      query: 'mutation { cancelSale(commandId: "x", id: "s1", basedOn: "rubbish") { problem { code field } } }',
    });
    expect(data?.cancelSale.problem).toEqual({ code: 'STALE', field: 'basedOn' });
  });

  it('masks unexpected errors, and says which are the caller’s', async () => {
    const shopHost = await shopOnly();
    const broken = await shopHost.graphql({ query: '{ broken }', headers: { 'x-correlation-id': 'cor-7' } });
    expect(broken.errors?.[0]).toMatchObject({ extensions: { code: 'INTERNAL', correlationId: 'cor-7' } });
    expect(JSON.stringify(broken)).not.toContain('swordfish');
    const unknown = await shopHost.graphql({ query: '{ nothing }' });
    expect(unknown.errors?.[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
  });

  it('waits for the position asked for, bounded, and never answers older', async () => {
    const folder = folders.make();
    const shopHost = await start(shop, folder, { policies: false });
    const log = await openLog(`sqlite:${join(folder, 'log.db')}`);
    // Somebody else appends: this process learns of it only through the log.
    const sold = { id: 's9', buyer: 'ada', item: 'nut', quantity: 1 };
    const asked = { query: '{ sale(id: "s9") { id } }' };
    const [{ data }] = await Promise.all([
      shopHost.graphql({ ...asked, headers: { 'x-tessera-at-least': `${log.epoch}.1` } }),
      log.append('ev.shop.sale.s9', [{ type: 'Sold', data: sold }]),
    ]);
    expect(data).toEqual({ sale: { id: 's9' } });
    const { errors } = await shopHost.graphql({ ...asked, headers: { 'x-tessera-at-least': `${log.epoch}.9` } });
    expect(errors?.[0]?.extensions.code).toBe('NOT_CAUGHT_UP');
    const other = await shopHost.graphql({ ...asked, headers: { 'x-tessera-at-least': 'other.9' } });
    expect(other.data).toEqual({ sale: { id: 's9' } });
    await log.close();
  });

  it('takes requests only with the token, a readable user and a bounded body', async () => {
    const shopHost = await shopOnly({ bodyLimit: 2_000 });
    const { url } = shopHost.host;
    expect((await fetch(`${url}/graphql`, { method: 'POST', body: '{}' })).status).toBe(401);
    expect((await fetch(`${url}/contract`)).status).toBe(401);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect((await shopHost.post('/graphql', {}, null, { 'x-tessera-user': 'rubbish' })).status).toBe(400);
    expect((await shopHost.post('/graphql', { query: `{ ${' '.repeat(3_000)} broken }` })).status).toBe(413);
    expect((await shopHost.post('/live/open', { field: 'x'.repeat(3_000) })).status).toBe(413);
    expect((await shopHost.get('/nothing')).status).toBe(404);
  });
});

describe('/live/open and /contract', () => {
  it('opens by rule and refuses with the reason', async () => {
    const shopHost = await shopOnly();
    const open = async (args: object, user = ada) => {
      const response = await shopHost.post('/live/open', { field: 'sales', args }, user);
      return { status: response.status, ...((await response.json()) as object) };
    };
    expect(await open({ buyer: 'ada' })).toMatchObject({
      status: 200,
      projection: 'sales',
      partition: 'ada',
      type: 'Sale',
    });
    expect(await open({})).toEqual({ status: 403, code: 'FORBIDDEN', message: 'You see your own sales only.' });
    expect(await open({}, staff)).toMatchObject({ status: 200, partition: '*' });
  });

  it('says what the service offers and needs', async () => {
    const shopHost = await shopOnly({ release: '1.2.3' });
    expect(await (await shopHost.get('/contract')).json()).toMatchObject({
      service: 'shop',
      release: '1.2.3',
      schema: shop.schema,
      events: { Sold: { version: 1, schema: { type: 'object', properties: { buyer: { type: 'string' } } } } },
      consumes: { 'depot.Taken': { version: 1, schema: { properties: { sale: { type: 'string' } } } } },
      live: { sales: { projection: 'sales', type: 'Sale' } },
      computed: ['Sale.label'],
    });
  });
});

describe('/documents and /feed', () => {
  it('resume by cursor, tombstones included; another generation or epoch starts over', async () => {
    const shopHost = await shopOnly();
    await shopHost.sell('s1');
    await shopHost.sell('s2', { user: staff });
    const all = await shopHost.documents('sales');
    expect(all).toMatchObject({ reset: true, gone: [] });
    expect(all.documents.map(([key]) => key)).toEqual(['s1', 's2']);
    expect((await shopHost.documents('sales', undefined, 'sam')).documents).toMatchObject([['s2', { buyer: 'sam' }]]);
    await shopHost.graphql({ query: 'mutation { cancelSale(commandId: "x", id: "s1") { position } }' });
    await shopHost.sell('s3');
    const since = await shopHost.documents('sales', all.cursor);
    expect(since).toMatchObject({ reset: false, documents: [['s3', {}]], gone: ['s1'] });
    expect(await shopHost.documents('sales', since.cursor)).toMatchObject({ reset: false, documents: [], gone: [] });
    expect(await shopHost.documents('sales', `${since.cursor}x`)).toMatchObject({ reset: true });
    expect(await shopHost.documents('sales', `other${since.cursor}`)).toMatchObject({ reset: true });
    expect((await shopHost.get('/documents?projection=lost')).status).toBe(404);
  });

  it('push each change, and what was missed after a cursor', async () => {
    const shopHost = await shopOnly();
    const feed = await shopHost.feed();
    const hello = await feed.next();
    expect(hello).toMatchObject({ kind: 'hello', service: 'shop', position: 0 });
    await shopHost.sell('s1');
    expect(await feed.next()).toMatchObject({
      kind: 'changes',
      position: 1,
      changes: [{ projection: 'sales', key: 's1', partition: 'ada', document: { id: 's1', status: 'OPEN' } }],
    });
    feed.close();
    await shopHost.sell('s2');
    await shopHost.graphql({ query: 'mutation { cancelSale(commandId: "x", id: "s1") { position } }' });
    const { epoch } = hello as { epoch: string };
    const again = await shopHost.feed(`${epoch}.1`);
    expect(await again.next()).toMatchObject({ kind: 'hello', position: 1 });
    expect(await again.next()).toMatchObject({
      kind: 'changes',
      position: 3,
      changes: [{ key: 's2' }, { key: 's1', partition: 'ada', document: null }],
    });
    again.close();
    // A position of another log: the hello says where it starts instead.
    const gap = await shopHost.feed('other.1');
    expect(await gap.next()).toMatchObject({ kind: 'hello', position: 3 });
    gap.close();
  });

  it('a reader that stops reading costs no memory, and gets the newest state when it reads again', async () => {
    const shopHost = await shopOnly({ bodyLimit: 10_000_000 });
    const { port } = shopHost.host;
    const socket = connect(port, '127.0.0.1');
    socket.write(`GET /feed HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\n\r\n`);
    socket.pause();
    const status = async () =>
      (await (await shopHost.get('/readyz')).json()) as {
        position: number;
        feed: { readers: number; buffered: number };
      };
    await eventually(status, ({ feed }) => feed.readers === 1);
    const item = 'x'.repeat(200_000);
    for (let i = 0; i < 80; i++) await shopHost.sell(`s${i}`, { item });
    const { feed } = await status();
    expect(feed.buffered).toBeLessThan(2_000_000);
    const keys = new Set<string>();
    let rest = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      rest += chunk;
      for (const [key] of rest.matchAll(/"key":"s\d+"/g)) keys.add(key);
      rest = rest.slice(-20);
    });
    socket.resume();
    await eventually(
      () => keys.size,
      (size) => size === 80,
    );
    socket.destroy();
  });
});

describe('two services on one log file', () => {
  const fillShelf = (client: Awaited<ReturnType<typeof start>>, quantity: number) =>
    client.graphql({ query: `mutation { fill(commandId: "f", item: "bolt", quantity: ${quantity}) }` });
  const statuses = async (client: Awaited<ReturnType<typeof start>>) =>
    (await client.documents('sales')).documents.map(([, doc]) => (doc as { status: string }).status).sort();

  it('answer each other through policies', async () => {
    const folder = folders.make();
    const [shopHost, depotHost] = await Promise.all([start(shop, folder), start(depot, folder)]);
    await fillShelf(depotHost, 3);
    await Promise.all(['a', 'b', 'c', 'd', 'e'].map((id) => shopHost.sell(id)));
    const settled = await eventually(
      () => statuses(shopHost),
      (all) => !all.includes('OPEN'),
    );
    expect(settled).toEqual(['REFUSED', 'REFUSED', 'SHIPPED', 'SHIPPED', 'SHIPPED']);
  });

  it('a reaction that is run again, by another replica or after a restart, changes nothing', async () => {
    const folder = folders.make();
    const shopHost = await start(shop, folder);
    let depotHost = await start(depot, folder);
    await fillShelf(depotHost, 100);
    await Promise.all(Array.from({ length: 20 }, (_, i) => shopHost.sell(`s${i}`)));
    await eventually(
      () => statuses(shopHost),
      (all) => all.every((status) => status === 'SHIPPED'),
    );
    await stop(depotHost.host);
    const log = await openLog(`sqlite:${join(folder, 'log.db')}`);
    // The policies' progress is lost: as if the owner had been paused before it could note any.
    const before = (await log.read('ev.depot.shelf.bolt')).commits.length;
    const noted = await log.read('ev.depot.policy.runner');
    const { term } = noted.commits.at(-1)!.events[0]!.data as { term: number };
    await log.append('ev.depot.policy.runner', [
      { type: 'PolicyProgress', data: { term, owner: '', until: '', positions: { take: 0 } } },
    ]);
    depotHost = await start(depot, folder);
    type Status = { policies: { position: number } };
    const status = async () => (await (await depotHost.get('/readyz')).json()) as Status;
    const head = await log.head();
    await eventually(status, ({ policies }) => policies?.position >= head);
    expect((await log.read('ev.depot.shelf.bolt')).commits).toHaveLength(before);
    await log.close();
  });

  it('a policy that is new reacts to all that has happened, or from now on, as it says', async () => {
    const folder = folders.make();
    const take = depot.policies['take']!;
    const first = await start(shop, folder);
    await first.sell('before');
    const depotHost = await start(
      { ...depot, policies: { ...depot.policies, take: { ...take, from: 'now' } } },
      folder,
    );
    type Status = { policies?: { role: string } };
    await eventually(
      async () => ((await (await depotHost.get('/readyz')).json()) as Status).policies?.role,
      (role) => role === 'owner',
    );
    await fillShelf(depotHost, 10);
    await first.sell('after');
    const statusesOf = async () =>
      Object.fromEntries(
        (await first.documents('sales')).documents.map(([key, doc]) => [key, (doc as { status: string }).status]),
      );
    await eventually(statusesOf, ({ after }) => after === 'SHIPPED');
    expect(await statusesOf()).toEqual({ before: 'OPEN', after: 'SHIPPED' });
    await stop(depotHost.host);
    // Another, later: from the beginning. The old one goes on from where it was.
    const both = { ...depot, policies: { take: { ...take, from: 'now' as const }, takeAll: take } };
    const again = await start(both, folder);
    expect(await eventually(statusesOf, ({ before }) => before === 'SHIPPED')).toEqual({
      before: 'SHIPPED',
      after: 'SHIPPED',
    });
    // One taken by the old policy, two by the new one.
    const left = async () =>
      (await again.graphql<{ shelf: { left: number } }>({ query: '{ shelf(item: "bolt") { left } }' })).data?.shelf
        .left;
    await eventually(left, (count) => count !== undefined && count <= 7);
    await eventually(
      async () => (await (await again.get('/readyz')).json()) as { position: number; policies?: { position: number } },
      ({ position, policies }) => policies !== undefined && policies.position >= position,
    );
    expect(await left()).toBe(7);
  });

  it('a replica takes over when the owner is stuck, and the owner repeats harmlessly when it goes on', async () => {
    const folder = folders.make();
    const url = `sqlite:${join(folder, 'log.db')}`;
    const policies = { leaseMs: 200, checkpointMs: 20 };
    const shopHost = await start(shop, folder, { policies: false });
    const inner = await openLog(url);
    let release = (): void => {};
    let stuck: Promise<void> | undefined;
    // Every append of the owner waits, as if its process were stopped in the middle.
    const paused = {
      ...inner,
      epoch: inner.epoch,
      append: async (...args: Parameters<typeof inner.append>) => {
        await stuck;
        return inner.append(...args);
      },
    };
    const owner = await start(depot, folder, { log: paused, policies });
    await fillShelf(owner, 1_000);
    stuck = new Promise((resolve) => (release = resolve));
    for (let i = 0; i < 10; i++) await shopHost.sell(`s${i}`);
    const other = await start(depot, folders.make(), { log: url, policies });
    const takenCommits = async () => (await inner.read('ev.depot.shelf.bolt')).commits.length - 1;
    await eventually(takenCommits, (count) => count === 10);
    type Status = { policies?: { role: string } };
    expect(((await (await other.get('/readyz')).json()) as Status).policies?.role).toBe('owner');
    release();
    stuck = undefined;
    // The owner notices the other's term and stands back; whatever it had begun was a repetition.
    await eventually(
      async () => ((await (await owner.get('/readyz')).json()) as Status).policies?.role,
      (role) => role === 'waiting',
    );
    await shopHost.sell('s10');
    await eventually(takenCommits, (count) => count === 11);
    await stop(owner.host);
    await inner.close();
  });
});

describe('when something is wrong', () => {
  const failing: ServiceDefinition = {
    ...shop,
    projections: {
      sales: {
        ...shop.projections['sales']!,
        on: {
          ...shop.projections['sales']!.on,
          Sold(docs, e) {
            if (e.streamId === 'bad') throw new RangeError('cannot fold this');
            shop.projections['sales']!.on['Sold']!(docs, e);
          },
        },
      },
    },
  };

  it('an event that cannot be folded is parked with its reason; what follows it waits, the rest goes on', async () => {
    const folder = folders.make();
    const first = await start(failing, folder, { policies: false });
    await first.sell('bad');
    await first.graphql({ query: 'mutation { cancelSale(commandId: "x", id: "bad") { position } }' });
    await first.sell('good');
    expect((await first.documents('sales')).documents.map(([key]) => key)).toEqual(['good']);
    const parkedOf = async (client: typeof first) =>
      ((await (await client.get('/readyz')).json()) as { ready: boolean; parked: { type: string; reason: string }[] })
        .parked;
    expect(await parkedOf(first)).toMatchObject([
      { projection: 'sales', type: 'Sold', stream: 'ev.shop.sale.bad', reason: 'RangeError: cannot fold this' },
      { type: 'SaleCancelled', reason: expect.stringContaining('WaitsBehind') as string },
    ]);
    await stop(first.host);
    // It is remembered, and a mended projection folds everything.
    const second = await start(failing, folder, { policies: false });
    expect(await parkedOf(second)).toHaveLength(2);
    await stop(second.host);
    const third = await start(shop, folder, { policies: false });
    expect(await parkedOf(third)).toEqual([]);
    expect((await third.documents('sales')).documents.map(([key]) => key)).toEqual(['good']);
  });

  it('a changed projection is folded anew; the former documents go', async () => {
    const folder = folders.make();
    const first = await start(shop, folder, { policies: false });
    for (let i = 0; i < 30; i++) await first.sell(`s${i}`);
    const before = await first.documents('sales');
    await stop(first.host);
    const changed: ServiceDefinition = {
      ...shop,
      projections: { sales: { ...shop.projections['sales']!, revision: 2 } },
    };
    const second = await start(changed, folder, { policies: false });
    const after = await second.documents('sales', before.cursor);
    expect(after.reset).toBe(true);
    expect(after.documents).toEqual(before.documents);
    expect(after.cursor).not.toBe(before.cursor);
  });

  it('a damaged read store is put aside and folded anew', async () => {
    const folder = folders.make();
    const first = await start(shop, folder, { policies: false });
    await first.sell('s1');
    await stop(first.host);
    const { writeFileSync } = await import('node:fs');
    writeFileSync(
      join(folder, 'services/shop/read.db'),
      'this is no database, and long enough to be looked at'.repeat(100),
    );
    const second = await start(shop, folder, { policies: false });
    expect((await second.documents('sales')).documents).toHaveLength(1);
  });

  it('another log empties the read store', async () => {
    const folder = folders.make();
    const first = await start(shop, folder, { policies: false });
    await first.sell('s1');
    const { cursor } = await first.documents('sales');
    await stop(first.host);
    const second = await start(shop, folder, { policies: false, log: `sqlite:${join(folder, 'other.db')}` });
    expect(await second.documents('sales', cursor)).toMatchObject({ reset: true, documents: [] });
  });

  it('an older copy in the place of the log is refused: its next positions would be known for other events', async () => {
    const folder = folders.make();
    const [log, copy] = [join(folder, 'log.db'), join(folder, 'copy.db')];
    const first = await start(shop, folder, { policies: false });
    await first.sell('s1');
    const database = new DatabaseSync(log);
    await backup(database, copy);
    database.close();
    await first.sell('s2');
    await stop(first.host);
    for (const end of ['-wal', '-shm']) rmSync(`${log}${end}`, { force: true });
    renameSync(copy, log);
    await expect(start(shop, folder, { policies: false })).rejects.toMatchObject({
      code: 'LOG_REWOUND',
      message: expect.stringContaining('tessera events import'),
    });
  });
});
