/** The routes of the Node host over HTTP, on a real SQLite log. */
import { join } from 'node:path';
import { connect } from 'node:net';
import { openLog } from '@tessera/event-log/open';
import { afterEach, describe, expect, it } from 'vitest';
import { ada, eventually, staff, token } from '../sample/http-client.ts';
import { shop } from '../sample/shop.ts';
import { temporaryFolders } from '../sample/temporary-folders.ts';
import { runningHosts } from '../sample/running-hosts.ts';
import type { ServiceHostOptions } from './index.ts';

const folders = temporaryFolders();
const hosts = runningHosts();
afterEach(async () => {
  await hosts.closeAll();
  folders.clear();
});

const shopOnly = (options: Partial<ServiceHostOptions> = {}) =>
  hosts.start(shop, folders.make(), { policies: false, ...options });

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
    const shopHost = await hosts.start(shop, folder, { policies: false });
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
