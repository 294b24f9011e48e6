/** Whole services on a memory log: commands, their documents, policies between services, live openings, the feed. */
import { afterEach, describe, expect, it } from 'vitest';
import { createInMemoryHost, type FeedLine, type InMemoryHost, type InMemoryHostOptions, type User } from '../index.ts';
import { depot } from '../sample/depot.ts';
import { shop } from '../sample/shop.ts';

const ada: User = { id: 'ada', name: 'Ada', roles: ['customer'] };
const staff: User = { id: 'sam', name: 'Sam', roles: ['staff'] };
const hosts: InMemoryHost[] = [];
const start = (options?: InMemoryHostOptions, services = [shop, depot]): InMemoryHost => {
  const host = createInMemoryHost(services, options);
  hosts.push(host);
  return host;
};
afterEach(async () => {
  for (const host of hosts.splice(0)) await host.close();
});

const sellQuery = `mutation ($commandId: ID!, $id: ID!, $item: String!, $quantity: Int!) {
  sell(commandId: $commandId, id: $id, item: $item, quantity: $quantity) {
    position duplicate problem { code message field } sale { id status label version }
  }
}`;
const sell = (
  host: InMemoryHost,
  id: string,
  { user = ada as User | null, commandId = `c-${id}`, item = 'bolt', quantity = 2 } = {},
) => host.execute<{ sell: SellResult }>({ query: sellQuery, variables: { commandId, id, item, quantity }, user });
interface SellResult {
  position: string | null;
  duplicate: boolean | null;
  problem: { code: string; message: string; field: string | null } | null;
  sale: { id: string; status: string; label: string; version: string } | null;
}
const fill = (host: InMemoryHost, quantity: number) =>
  host.execute({ query: `mutation { fill(commandId: "f", item: "bolt", quantity: ${quantity}) }`, user: staff });
const statusOf = async (host: InMemoryHost, id: string) =>
  (await host.execute<{ sale: { status: string } | null }>({ query: `{ sale(id: "${id}") { status } }` })).data?.sale
    ?.status;

describe('a command', () => {
  it('is answered with its position and its own document', async () => {
    const host = start({ policies: false });
    const { data, extensions, errors } = await sell(host, 's1');
    expect(errors).toBeUndefined();
    expect(data?.sell.sale).toMatchObject({ id: 's1', status: 'OPEN', label: '2 × bolt' });
    expect(data?.sell.position).toBe(data?.sell.sale?.version);
    expect(extensions).toEqual({ tessera: { service: 'shop', position: data?.sell.position } });
  });

  it('has its effect once, however often it is sent', async () => {
    const host = start({ policies: false });
    const first = await sell(host, 's1');
    const again = await sell(host, 's1');
    expect(again.data?.sell).toEqual({ ...first.data?.sell, duplicate: true });
    expect(await host.log.head()).toBe(1);
    const other = await sell(host, 's1', { commandId: 'other' });
    expect(other.data?.sell.problem?.code).toBe('SALE_EXISTS');
  });

  it('is refused with the field of the event that is wrong', async () => {
    const host = start();
    const { data } = await sell(host, 's1', { quantity: 5_000 });
    expect(data?.sell).toMatchObject({ position: null, problem: { code: 'INVALID_EVENT', field: 'quantity' } });
    expect(data?.sell.problem?.message).toMatch(/Sold\.quantity/);
    expect(await host.log.head()).toBe(0);
  });

  it('is refused when what it was based on has changed', async () => {
    const host = start();
    await fill(host, 5);
    const version = (await sell(host, 's1')).data?.sell.sale?.version;
    await host.whenIdle();
    const cancel = (basedOn: string) =>
      host.execute<{ cancelSale: SellResult }>({
        query: `mutation { cancelSale(commandId: "x-${basedOn}", id: "s1", basedOn: "${basedOn}") { problem { code field } } }`,
      });
    expect((await cancel(version!)).data?.cancelSale.problem).toEqual({ code: 'STALE', field: 'basedOn' });
    const now = await host.execute<{ sale: { version: string } }>({ query: '{ sale(id: "s1") { version } }' });
    expect((await cancel(now.data!.sale.version)).data?.cancelSale.problem).toBeNull();
  });

  it('is refused for an id that no stream can have', async () => {
    const { data } = await sell(start(), 'not an id');
    expect(data?.sell.problem?.code).toBe('INVALID_ID');
  });
});

describe('policies', () => {
  it('let two services answer each other through the log', async () => {
    const host = start();
    await fill(host, 3);
    await sell(host, 's1');
    await sell(host, 's2');
    await host.whenIdle();
    expect([await statusOf(host, 's1'), await statusOf(host, 's2')]).toEqual(['SHIPPED', 'REFUSED']);
    expect(await host.parked()).toEqual({ events: [], reactions: [] });
  });

  it('never react to what is given as history', async () => {
    const sold = { id: 's1', buyer: 'ada', item: 'bolt', quantity: 1 };
    const host = start({ given: [{ stream: 'ev.shop.sale.s1', type: 'Sold', data: sold }] });
    await host.whenIdle();
    expect(await statusOf(host, 's1')).toBe('OPEN');
    expect(await host.log.head()).toBe(1);
  });
});

describe('lists', () => {
  it('page in order, search by word prefixes, filter', async () => {
    const host = start({ policies: false });
    for (const [id, item] of [
      ['a', 'Müller valve'],
      ['b', 'bolt'],
      ['c', 'valve seat'],
      ['d', 'bolt'],
    ] as const) {
      await sell(host, id, { item, quantity: id.charCodeAt(0) });
    }
    const list = async (args: string) => {
      const { data, errors } = await host.execute<{
        sales: { items: { id: string }[]; next: string | null; total: number };
      }>({
        query: `{ sales(${args}) { items { id } next total } }`,
      });
      return {
        ids: data?.sales.items.map(({ id }) => id).join(''),
        next: data?.sales.next,
        total: data?.sales.total,
        errors,
      };
    };
    expect(await list('first: 10')).toMatchObject({ ids: 'abcd', next: null, total: 4 });
    expect(await list('order: "quantity", descending: true')).toMatchObject({ ids: 'dcba' });
    const first = await list('order: "item", first: 2');
    expect(first).toMatchObject({ ids: 'ab'.replace('ab', 'ab'), total: 4 });
    const second = await list(`order: "item", first: 2, after: "${first.next}"`);
    expect(`${first.ids}${second.ids}`.split('').sort().join('')).toBe('abcd');
    expect(await list('search: "VAL mull"')).toMatchObject({ ids: 'a', total: 1 });
    expect(await list('status: REFUSED')).toMatchObject({ ids: '', total: 0 });
    expect((await list(`after: "rubbish"`)).errors?.[0]?.extensions?.['code']).toBe('INVALID_CURSOR');
  });
});

it('masks unexpected errors and keeps their cause for the operator', async () => {
  const seen: unknown[] = [];
  const host = start({ onUnexpected: (error) => seen.push(error) });
  const { errors } = await host.execute({ query: '{ broken }', correlationId: 'cor_1' });
  expect(errors?.[0]?.message).not.toContain('swordfish');
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'INTERNAL', correlationId: 'cor_1' });
  expect(String(seen[0])).toContain('swordfish');
});

it('answers what is no query with an error, as over HTTP', async () => {
  const host = start({}, [shop]);
  for (const query of ['{ sale(', '{ lost }', undefined as unknown as string]) {
    const { errors } = await host.execute({ query });
    expect(errors?.[0]?.extensions?.['code']).toMatch(/^GRAPHQL_(PARSE|VALIDATION)_FAILED$/);
  }
});

it('opens live fields by rule', async () => {
  const host = start();
  const open = (args: object, user: User | null) =>
    host.liveOpen({ service: 'shop', field: 'sales', args: { ...args }, user });
  expect(await open({ buyer: 'ada' }, ada)).toMatchObject({
    ok: true,
    projection: 'sales',
    partition: 'ada',
    type: 'Sale',
  });
  expect(await open({}, staff)).toMatchObject({ ok: true, partition: '*' });
  expect(await open({ buyer: 'bob' }, ada)).toMatchObject({ ok: false, code: 'FORBIDDEN' });
  expect(await open({ seller: 'bob' }, ada)).toMatchObject({ ok: false, code: 'INVALID_ARGUMENTS' });
  expect(await open({}, null)).toMatchObject({ ok: false, code: 'FORBIDDEN' });
});

it('feeds changes, and resumes documents with what is gone', async () => {
  const host = start({ policies: false }, [shop]);
  const before = await host.documents({ projection: 'sales' });
  const stop = new AbortController();
  const lines: FeedLine[] = [];
  const reading = (async () => {
    for await (const line of host.feed({ after: before.cursor.split('.').slice(0, 2).join('.') }, stop.signal)) {
      lines.push(line);
      if (lines.length === 3) stop.abort();
    }
  })();
  await sell(host, 's1');
  const between = await host.documents({ projection: 'sales', partition: 'ada' });
  await host.execute({ query: 'mutation { cancelSale(commandId: "x", id: "s1") { position } }' });
  await reading;
  expect(lines).toMatchObject([
    { kind: 'hello', service: 'shop', position: 0 },
    {
      kind: 'changes',
      position: 1,
      changes: [{ projection: 'sales', key: 's1', partition: 'ada', document: { status: 'OPEN' } }],
    },
    { kind: 'changes', position: 2, changes: [{ projection: 'sales', key: 's1', partition: 'ada', document: null }] },
  ]);
  expect(between).toMatchObject({ reset: true, documents: [['s1', { id: 's1' }]], gone: [] });
  expect(await host.documents({ projection: 'sales', partition: 'ada', after: between.cursor })).toMatchObject({
    reset: false,
    documents: [],
    gone: ['s1'],
  });
  expect(await host.documents({ projection: 'sales', after: 'other.1.abc' })).toMatchObject({
    reset: true,
    documents: [],
  });
});
