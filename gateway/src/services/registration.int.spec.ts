/** Processes that register as what they are not, and gateways that were stopped for longer than a lease. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { internalToken, startTestService, type TestService } from '../testing/test-service.ts';
import { startWorld, tokens, until, type World } from '../testing/test-world.ts';
import { createInstances } from './instances.ts';

const sdl = `
type Product @key(selectionSet: "{ sku }") { sku: ID! name: String! }
type Query { product(sku: ID!): Product _products(skus: [ID!]!): [Product]! @merge(keyField: "sku", keyArg: "skus") }`;
const headers = { authorization: `Bearer ${internalToken}`, 'content-type': 'application/json' };

let world: World;
let older: TestService;
let newer: TestService;
let foreign: TestService;
let beats: NodeJS.Timeout | undefined;

const start = (name: string, release: string, answers: string) =>
  startTestService({
    name,
    release,
    sdl,
    resolvers: { Query: { product: (_: unknown, { sku }: { sku: string }) => ({ sku, name: answers }) } },
  });

beforeEach(async () => {
  world = await startWorld({ limits: { leaseMs: 1_000, healthEveryMs: 50 } });
  older = await start('catalog', 'catalog-service@1.0.0', 'older');
  newer = await start('catalog', 'catalog-service@1.1.0', 'newer');
  foreign = await start('orders', 'catalog-service@1.0.0', 'foreign');
});
afterEach(async () => {
  clearInterval(beats);
  await Promise.all([older, newer, foreign].map((each) => each.stop()));
  await world.close();
});

const put = async (service: string, body: object): Promise<{ status: number; code?: string; message?: string }> => {
  const response = await world.fetch(`/_services/${service}`, { method: 'PUT', headers, body: JSON.stringify(body) });
  return { status: response.status, ...((await response.json()) as object) };
};
async function keepBeating(...who: (readonly [release: string, url: string])[]): Promise<void> {
  const all = () => Promise.all(who.map(([release, url]) => put('catalog', { release, url, ready: true })));
  clearInterval(beats);
  await all();
  beats = setInterval(() => void all().catch(() => undefined), 100);
}
const name = (version: string, more: object = {}) =>
  world.name({
    module: 'catalog-service',
    kind: 'SERVICE',
    team: 'catalog',
    contact: '#team-catalog',
    version,
    digest: `sha384-${'A'.repeat(64)}`,
    ...more,
  });
interface Routing {
  readonly serving: { readonly release: string | null; readonly urls: readonly string[] };
  readonly instances: readonly { readonly url: string; readonly ready: boolean; readonly problem?: string }[];
}
const routing = async (): Promise<Routing> => {
  const response = await world.fetch('/_services', { headers: { authorization: `Bearer ${tokens.catalog}` } });
  return ((await response.json()) as { services: { catalog: Routing } }).services.catalog;
};
const answer = async () =>
  (await world.ask('', { query: '{ product(sku: "p1") { name } }' }, { authorization: `Bearer ${tokens.platform}` }))
    .data?.['product'];
const problemOf = async (url: string) => (await routing()).instances.find((each) => each.url === url)?.problem;

describe('a process that registers', () => {
  it('as a release of another module, or of nothing, is refused', async () => {
    const url = older.url;
    for (const release of ['orders-service@1.0.0', '1.0.0', '@1.0.0', 'catalog@1.0.0', 'catalog-service@1'])
      expect(await put('catalog', { release, url, ready: true }), release).toMatchObject({
        status: 400,
        code: 'BAD_REGISTRATION',
      });
    expect((await put('catalog', { release: 'orders-service@1.0.0', url, ready: true })).message).toContain(
      'catalog-service@<version>',
    );
    expect((await routing()).instances).toEqual([]);
  });

  it('beside those that are asked is asked only when it is what it says', async () => {
    await keepBeating(['catalog-service@1.0.0', older.url]);
    await name('1.0.0');
    await until(async () => (await routing()).serving.urls.includes(older.url), 'the older one to be asked');

    const dead = 'http://127.0.0.1:9';
    await keepBeating(
      ['catalog-service@1.0.0', older.url],
      ['catalog-service@1.0.0', newer.url],
      ['catalog-service@1.0.0', foreign.url],
      ['catalog-service@1.0.0', dead],
    );
    for (const [url, why] of [
      [newer.url, 'registered as catalog-service@1.0.0, but is catalog-service@1.1.0'],
      [foreign.url, 'is service "orders"'],
      [dead, 'ECONNREFUSED'],
    ] as const)
      await until(async () => (await problemOf(url))?.includes(why) === true, `${url} to be found out: ${why}`);
    expect((await routing()).serving).toEqual({ release: 'catalog-service@1.0.0', urls: [older.url] });
    for (let asked = 0; asked < 8; asked++) expect(await answer()).toEqual({ name: 'older' });
    // Not for ever: a process that is mended is asked.
    await older.stop();
    const mended = await start('catalog', 'catalog-service@1.0.0', 'mended');
    await keepBeating(['catalog-service@1.0.0', mended.url], ['catalog-service@1.0.0', newer.url]);
    await until(async () => (await routing()).serving.urls.join() === mended.url, 'the mended one to be asked alone');
    expect(await answer()).toEqual({ name: 'mended' });
    await mended.stop();
  });

  it('under the address of another takes nobody from it, not even when the release it claims is live', async () => {
    await keepBeating(['catalog-service@1.0.0', older.url]);
    await name('1.0.0');
    await until(async () => (await routing()).serving.urls.includes(older.url), 'the older one to be asked');
    await keepBeating(['catalog-service@1.0.0', older.url], ['catalog-service@1.1.0', older.url]);
    await name('1.1.0', { previousVersion: '1.0.0', previousDigest: `sha384-${'A'.repeat(64)}` });
    await until(async () => (await problemOf(older.url)) !== undefined, 'the claim to be found out');
    for (let asked = 0; asked < 20; asked++) expect(await answer()).toEqual({ name: 'older' });
    expect((await routing()).serving).toEqual({ release: 'catalog-service@1.0.0', urls: [older.url] });
  });

  it('can say nothing about events that keeps what others say from being heard', async () => {
    await keepBeating(['catalog-service@1.0.0', older.url], ['catalog-service@1.1.0', newer.url]);
    await name('1.0.0', {
      canaryVersion: '1.1.0',
      canaryDigest: `sha384-${'B'.repeat(64)}`,
      canaryShare: 30,
      canarySince: '2026-11-27T08:00:00.000Z',
    });
    const said = (rehearsed: object) =>
      put('catalog', { release: 'catalog-service@1.1.0', url: newer.url, ready: true, rehearsed });
    for (const wrong of [
      { reactions: 1, failed: 3_000_000_000 },
      { reactions: 2, failed: 3 },
    ])
      expect(await said(wrong)).toMatchObject({ status: 400, code: 'BAD_REGISTRATION' });
    await until(async () => (await said({ reactions: 0, failed: 0 })).status === 200, 'the rest to be taken');
  });
});

describe('a gateway that was stopped for longer than a lease', () => {
  it('gives those that were there the time of a lease to say so', async () => {
    const changes: string[] = [];
    const instances = createInstances({
      leaseMs: 100,
      introduce: () => Promise.resolve(undefined),
      onChange: (service) => changes.push(service),
    });
    const one = { service: 'catalog', release: 'catalog-service@1.0.0', url: 'http://127.0.0.1:1', ready: true };
    const two = { ...one, release: 'catalog-service@0.9.0', url: 'http://127.0.0.1:2' };
    instances.beat(one);
    instances.beat(two);
    // Nothing runs meanwhile, as when the process was stopped or the machine slept.
    const end = performance.now() + 400;
    while (performance.now() < end);
    // All timers that are due have run.
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setTimeout(resolve, 1));
    expect(instances.of('catalog').map(({ url }) => url)).toEqual([one.url, two.url]);
    // Who is gone is forgotten all the same.
    await until(() => instances.of('catalog').length === 0, 'the silent ones to be forgotten');
    instances.close();
  });
});
