/** Two releases of a service beside each other: who is asked, from when on, and what becomes of what is under way. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { internalToken, startTestService, type TestService } from '../testing/test-service.ts';
import { startWorld, tokens, until, type World } from '../testing/test-world.ts';

const sdlWith = (field: string): string => `
type Product @key(selectionSet: "{ sku }") { sku: ID! name: String! ${field} }
type Query { product(sku: ID!): Product _products(skus: [ID!]!): [Product]! @merge(keyField: "sku", keyArg: "skus") }
type Subscription { productList: [Product!]! @live(projection: "products") }`;

let world: World;
let older: TestService;
let newer: TestService;
beforeEach(async () => {
  world = await startWorld({ limits: { leaseMs: 400 } });
  const catalog = (release: string, name: string, sdl: string) =>
    startTestService({
      name: 'catalog',
      release,
      sdl,
      live: { productList: { projection: 'products', type: 'Product' } },
      resolvers: {
        Query: {
          product: (_: unknown, { sku }: { sku: string }) => ({ sku, name, stock: 7 }),
          _products: (_: unknown, { skus }: { skus: string[] }) => skus.map((sku) => ({ sku, name, stock: 7 })),
        },
      },
    });
  older = await catalog('catalog-service@1.0.0', 'older', sdlWith(''));
  newer = await catalog('catalog-service@1.1.0', 'newer', sdlWith('stock: Int'));
});
afterEach(async () => {
  clearInterval(beats);
  await Promise.all([older.stop(), newer.stop()]);
  await world.close();
});

const released = { older: 'catalog-service@1.0.0', newer: 'catalog-service@1.1.0' };
let beats: NodeJS.Timeout | undefined;
const headers = { authorization: `Bearer ${internalToken}`, 'content-type': 'application/json' };

const beat = (release: string, { url }: { url: string }, ready = true): Promise<Response> =>
  world.fetch('/_services/catalog', { method: 'PUT', headers, body: JSON.stringify({ release, url, ready }) });
const leave = ({ url }: { url: string }): Promise<Response> =>
  world.fetch(`/_services/catalog?url=${encodeURIComponent(url)}`, { method: 'DELETE', headers });

/** Says again and again who is there. */
async function keepBeating(who: () => readonly (readonly [string, TestService, boolean?])[]): Promise<void> {
  const all = () => Promise.all(who().map(([release, service, ready]) => beat(release, service, ready)));
  await all();
  clearInterval(beats);
  beats = setInterval(() => void all().catch(() => undefined), 60);
}

const name = (version: string): Promise<void> =>
  world.name({
    module: 'catalog-service',
    kind: 'SERVICE',
    team: 'catalog',
    contact: '#team-catalog',
    version,
    digest: `sha384-${'A'.repeat(64)}`,
  });

interface Routing {
  readonly wanted: { readonly release: string } | null;
  readonly serving: { readonly release: string | null; readonly urls: readonly string[] };
  readonly problem: string | null;
  readonly instances: readonly { readonly release: string; readonly ready: boolean; readonly serving: boolean }[];
}
const routing = async (): Promise<Routing> => {
  const response = await world.fetch('/_services', { headers: { authorization: `Bearer ${tokens.catalog}` } });
  return ((await response.json()) as { services: { catalog: Routing } }).services.catalog;
};
const serves = (release: string) =>
  until(async () => (await routing()).serving.release === release, `${release} to be served`);
const ask = (query: string) => world.ask('', { query }, { authorization: `Bearer ${tokens.platform}` });
const nameOf = async () => (await ask('{ product(sku: "p1") { name } }')).data?.['product'];

describe('a release of a service', () => {
  it('takes over when it is named and ready, with its schema; what is under way finishes where it began', async () => {
    let ready = false;
    await keepBeating(() => [
      [released.older, older],
      [released.newer, newer, ready],
    ]);
    await name('1.0.0');
    await serves(released.older);
    expect(await nameOf()).toEqual({ name: 'older' });

    const held = Promise.withResolvers<void>();
    older.beforeAnswer = () => held.promise;
    const underWay = nameOf();
    await until(
      () => older.asked.filter(({ path }) => path === '/graphql').length === 2,
      'the request to be under way',
    );
    await name('1.1.0');
    expect((await routing()).wanted?.release).toBe(released.newer);
    expect((await routing()).serving.release).toBe(released.older);
    ready = true;
    await serves(released.newer);
    expect((await ask('{ product(sku: "p1") { name stock } }')).data?.['product']).toEqual({ name: 'newer', stock: 7 });

    // It may end when what was sent to it is answered, and not before.
    let left = false;
    const leaving = leave(older).then(() => (left = true));
    await ask('{ product(sku: "p1") { name } }');
    expect(left).toBe(false);
    held.resolve();
    expect(await underWay).toEqual({ name: 'older' });
    await leaving;

    await name('1.0.0');
    await serves(released.older);
    expect(await nameOf()).toEqual({ name: 'older' });
  });

  it('that is not what it says, or cannot be composed, does not take over, and says why', async () => {
    await keepBeating(() => [
      [released.older, older],
      ['catalog-service@1.2.0', newer],
    ]);
    await name('1.0.0');
    await serves(released.older);
    await name('1.2.0');
    const says = (words: string) =>
      until(async () => (await routing()).problem?.includes(words) === true, `the problem "${words}"`);
    await says('registered as catalog-service@1.2.0, but is catalog-service@1.1.0');
    expect(await nameOf()).toEqual({ name: 'older' });
    newer.sdl = 'type Product { sku: Broken! }';
    await keepBeating(() => [
      [released.older, older],
      [released.newer, newer],
    ]);
    await name('1.1.0');
    await says('cannot be composed');
    expect(await nameOf()).toEqual({ name: 'older' });
    expect(((await (await world.fetch('/readyz')).json()) as { graph: object }).graph).not.toHaveProperty('problem');
    newer.sdl = sdlWith('stock: Int');
    await serves(released.newer);
  });

  it('that falls silent is forgotten; another that is there is asked rather than nobody', async () => {
    let there: readonly (readonly [string, TestService])[] = [
      [released.older, older],
      [released.newer, newer],
    ];
    await keepBeating(() => there);
    await name('1.1.0');
    await serves(released.newer);
    await newer.stop();
    there = [[released.older, older]];
    await serves(released.older);
    expect(await nameOf()).toEqual({ name: 'older' });
    expect((await routing()).instances).toMatchObject([{ release: released.older, serving: true }]);
  });
});

it('takes registrations with the internal token only, of services it knows, that are well formed', async () => {
  const put = async (path: string, body: object, authorization: string) => {
    const response = await world.fetch(path, {
      method: 'PUT',
      headers: { ...headers, authorization },
      body: JSON.stringify(body),
    });
    return [response.status, ((await response.json()) as { code?: string }).code];
  };
  const good = { release: released.older, url: older.url, ready: true };
  const internal = headers.authorization;
  expect(await put('/_services/catalog', good, `Bearer ${tokens.platform}`)).toEqual([401, 'INVALID_TOKEN']);
  expect(await put('/_services/nobody', good, internal)).toEqual([404, 'UNKNOWN_SERVICE']);
  expect(await put('/_services/catalog', { ...good, url: 'file:///etc' }, internal)).toEqual([400, 'BAD_REGISTRATION']);
  expect((await world.fetch('/_services')).status).toBe(401);
});
