/** Two releases of a service beside each other: who is asked, from when on, and what becomes of what is under way. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { internalToken, startTestService, type TestService } from '../testing/test-service.ts';
import { appRelease, serviceRelease, shellRelease } from '../testing/test-release.ts';
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

const name = (version: string, more: object = {}): Promise<void> =>
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
  readonly wanted: { readonly release: string } | null;
  readonly finalized: boolean;
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
/** The versions of catalog-service that the releases service was told of, in their order. */
const toldServing = () =>
  world.services.releases.asked.flatMap(({ body }) =>
    body.includes('reportServing')
      ? (
          JSON.parse(body) as { variables: { input: { services: { version: string }[] } } }
        ).variables.input.services.map(({ version }) => version)
      : [],
  );
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
    expect(await routing()).toMatchObject({
      wanted: { release: released.newer },
      serving: { release: released.older },
      finalized: false,
    });
    // Whoever runs the processes is told, and that requests still go to the former one.
    await name('1.1.0', { finalizedAt: '2026-11-23T09:00:00.000Z' });
    expect(await routing()).toMatchObject({ serving: { release: released.older }, finalized: true });
    ready = true;
    await serves(released.newer);
    // The gate judges whom requests go to: it is told at once, not at the next turn.
    await until(() => toldServing().length >= 2, 'the releases service to be told');
    expect(toldServing()).toEqual(['1.0.0', '1.1.0']);
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

  it('that falls silent is forgotten; what a rollback returns to is asked rather than nobody, and nothing else', async () => {
    let there: readonly (readonly [string, TestService])[] = [
      [released.older, older],
      [released.newer, newer],
    ];
    await keepBeating(() => there);
    await name('1.1.0');
    await serves(released.newer);
    await newer.stop();
    there = [[released.older, older]];
    const onlyOlder = async () => (await routing()).instances.length === 1;
    await until(onlyOlder, 'the silent one to be forgotten');
    // It is here for a canary, a preview, or was given up: it was not judged as what everybody has.
    expect((await routing()).serving.release).toBe(released.newer);
    expect((await ask('{ product(sku: "p1") { name } }')).errors).toHaveLength(1);
    await name('1.1.0', { previousVersion: '1.0.0', previousDigest: `sha384-${'A'.repeat(64)}` });
    await serves(released.older);
    expect(await nameOf()).toEqual({ name: 'older' });
    expect((await routing()).instances).toMatchObject([{ release: released.older, serving: true }]);
  });
});

describe('a canary of a service', () => {
  const canary = (share: number, more: object = {}) =>
    name('1.0.0', {
      canaryVersion: '1.1.0',
      canaryDigest: `sha384-${'B'.repeat(64)}`,
      canaryShare: share,
      canarySince: '2026-11-27T08:00:00.000Z',
      ...more,
    });
  /** In the order in which a growing share reaches them; the last one is at 74 of 100. */
  const people = ['ben', 'cleo', 'emil', 'ada', 'dana'];
  const products = async (cookie: string) => {
    const [name, stock] = await Promise.all(
      ['name', 'stock'].map(
        async (field) =>
          (await world.ask(cookie, { query: `{ product(sku: "p1") { ${field} } }` }, {})).data?.['product'],
      ),
    );
    return { ...(name as object), ...(stock as object | undefined) };
  };
  const beside = async () => ((await routing()) as Routing & { beside: readonly { urls: string[] }[] }).beside;

  it('has its share of the users, on a graph of their own, and nobody else; all are back when it ends', async () => {
    await world.restartGateway({ environment: 'development', limits: { healthEveryMs: 50 } });
    let ready = false;
    await keepBeating(() => [
      [released.older, older],
      [released.newer, newer, ready],
    ]);
    await name('1.0.0');
    await serves(released.older);
    const cookies = await Promise.all(people.map((person) => world.signIn(person)));
    const seen = () =>
      Promise.all(cookies.map(async (cookie) => (await products(cookie)) as { name: string; stock?: number }));
    const who = async () => (await seen()).flatMap(({ name }, at) => (name === 'newer' ? [people[at]!] : []));

    await canary(30);
    expect(await beside()).toMatchObject([{ release: released.newer, share: 30, urls: [] }]);
    expect(await who()).toEqual([]);
    ready = true;
    await until(async () => (await who()).length > 0, 'the canary to be asked');
    expect(await seen()).toEqual([
      { name: 'newer', stock: 7 },
      { name: 'newer', stock: 7 },
      { name: 'older' },
      { name: 'older' },
      { name: 'older' },
    ]);
    // Tools ask what everybody has; policies run there, too.
    expect(await nameOf()).toEqual({ name: 'older' });
    expect(await (await beat(released.newer, newer)).json()).toEqual({ serving: false, rehearse: true });
    // They are found out about, by one process of either side.
    expect(await (await beat(released.older, older)).json()).toEqual({ serving: true, rehearse: true });
    expect(await (await beat(released.newer, { url: 'http://127.0.0.1:9' })).json()).toMatchObject({ rehearse: false });
    await leave({ url: 'http://127.0.0.1:9' });
    const rehearsed = (release: string, { url }: { url: string }, failed: number) =>
      world.fetch('/_services/catalog', {
        method: 'PUT',
        headers,
        body: JSON.stringify({ release, url, ready: true, rehearsed: { reactions: 8, failed } }),
      });
    await rehearsed(released.newer, newer, 7);
    await rehearsed(released.older, older, 0);
    expect((await routing()).serving.release).toBe(released.older);
    // What it answers, and what it does not, is held against what everybody gets.
    await newer.stop();
    expect((await world.ask(cookies[0]!, { query: '{ product(sku: "p1") { name } }' })).errors).toHaveLength(1);
    await newer.start();
    type Count = { module: string; version: string; operations: number; failedOperations: number } & {
      reactions?: number;
      failedReactions?: number;
    };
    const told = () =>
      world.services.releases.asked.flatMap(({ body }) =>
        body.includes('reportHealth')
          ? (JSON.parse(body) as { variables: { input: { counts: Count[] } } }).variables.input.counts
          : [],
      );
    const ofRelease = (version: string) => told().filter((each) => each.version === version);
    const failed = (version: string) => ofRelease(version).reduce((sum, each) => sum + each.failedOperations, 0);
    await until(() => failed('1.1.0') === 1, 'the failure to be told');
    expect(ofRelease('1.0.0').some(({ module, operations }) => module === 'catalog-service' && operations > 0)).toBe(
      true,
    );
    expect(failed('1.0.0')).toBe(0);
    const reactions = (version: string) => ofRelease(version).find((each) => each.reactions !== undefined);
    await until(() => reactions('1.1.0') !== undefined && reactions('1.0.0') !== undefined, 'the reactions to be told');
    expect(reactions('1.1.0')).toMatchObject({ reactions: 8, failedReactions: 7 });
    expect(reactions('1.0.0')).toMatchObject({ reactions: 8, failedReactions: 0 });
    await canary(60);
    expect(await who()).toEqual(['ben', 'cleo', 'emil']);

    // What has begun is finished where it began; what comes after goes elsewhere.
    const held = Promise.withResolvers<void>();
    newer.beforeAnswer = () => held.promise;
    const asked = newer.asked.length;
    const underWay = products(cookies[0]!);
    await until(() => newer.asked.length >= asked + 2, 'the requests to be under way');
    await name('1.0.0');
    expect(await who()).toEqual([]);
    held.resolve();
    expect(await underWay).toEqual({ name: 'newer', stock: 7 });
    await leave(newer);
    expect(await beside()).toEqual([]);
  });

  it('is not asked while it cannot be composed with the others: its users get what everybody has', async () => {
    await world.restartGateway({ environment: 'development' });
    await keepBeating(() => [
      [released.older, older],
      [released.newer, newer],
    ]);
    newer.sdl = 'type Product { sku: Broken! }';
    await name('1.0.0');
    await serves(released.older);
    await canary(99);
    await until(async () => (await beside())[0]!.urls.length > 0, 'its contract to be here');
    expect(await beside()).toMatchObject([{ problem: expect.stringContaining('Unknown type') }]);
    expect(await products(await world.signIn('ben'))).toEqual({ name: 'older' });
  });
});

describe('a preview of a service', () => {
  const asTeam = { authorization: `Bearer ${tokens.catalog}`, 'content-type': 'application/json' };
  const create = (body: object) =>
    world.fetch('/previews', {
      method: 'POST',
      headers: asTeam,
      body: JSON.stringify({ releases: ['catalog-service@1.1.0'], expiresSeconds: 3600, ...body }),
    });
  /** The cookies of somebody who followed the link. */
  const enter = async (token: string, person = 'ada') => {
    const cookie = await world.signIn(person);
    const response = await world.fetch(`/orders?preview=${token}`, { headers: { cookie } });
    return [cookie, ...response.headers.getSetCookie().map((each) => each.split(';')[0]!)].join('; ');
  };
  interface Boot {
    readonly preview?: { versions: string[]; waiting?: string[] };
    readonly composition: { readonly modules: object };
  }
  const bootOf = async (cookie: string): Promise<Boot> => {
    const html = await (await world.fetch('/orders', { headers: { cookie } })).text();
    return JSON.parse(/id="tessera-boot">(.*?)<\/script>/.exec(html)![1]!) as Boot;
  };
  const product = (cookie: string) => world.ask(cookie, { query: '{ product(sku: "p1") { name } }' });
  const nameFor = async (cookie: string) => (await product(cookie)).data?.['product'];
  const liveStatus = async (cookie: string) => {
    const end = new AbortController();
    const body = JSON.stringify({ subscriptions: [] });
    const response = await world.fetch('/live', {
      method: 'POST',
      headers: { cookie, 'content-type': 'application/json' },
      body: body.replace('[]', '[{"id":"1","hash":"x"}]'),
      signal: end.signal,
    });
    const code = response.ok ? undefined : ((await response.json()) as { code: string }).code;
    end.abort();
    return [response.status, code];
  };
  let ready: boolean;
  beforeEach(async () => {
    await world.restartGateway({ environment: 'development' });
    ready = false;
    await keepBeating(() => [
      [released.older, older],
      [released.newer, newer, ready],
    ]);
    await world.goLive(await shellRelease());
    await world.goLive(await appRelease());
    await name('1.0.0');
    await serves(released.older);
    await world.upload(await serviceRelease('catalog', '1.1.0', true, { schema: sdlWith('stock: Int') }));
  });

  it('is answered by that release for its person alone; until it can be, and when it is over, by nothing else', async () => {
    const made = (await (await create({ user: 'ada' })).json()) as { id: string; token: string; expires: string };
    const beside = async () => ((await routing()) as Routing & { beside: object[] }).beside;
    await until(async () => (await beside()).length > 0, 'the gateway to hear of it');
    expect(await beside()).toMatchObject([
      { purpose: 'preview', preview: made.id, release: released.newer, expires: made.expires, urls: [] },
    ]);
    const [ada, ben] = [await enter(made.token), await world.signIn('ben')];
    expect(await product(ada)).toMatchObject({ status: 503, code: 'PREVIEW_NOT_READY' });
    expect(await liveStatus(ada)).toEqual([503, 'PREVIEW_NOT_READY']);
    expect((await bootOf(ada)).preview).toMatchObject({ versions: [released.newer], waiting: [released.newer] });
    expect(await nameFor(ben)).toEqual({ name: 'older' });

    ready = true;
    await until(async () => (await product(ada)).status === 200, 'the release to be asked');
    expect(await nameFor(ada)).toEqual({ name: 'newer' });
    expect((await world.ask(ada, { query: '{ product(sku: "p1") { stock } }' })).data?.['product']).toEqual({
      stock: 7,
    });
    expect((await bootOf(ada)).preview).not.toHaveProperty('waiting');
    expect(await liveStatus(ada)).toEqual([200, undefined]);
    // Hers in this session only; a canary of the same release does not change what she sees.
    expect(await nameFor(ben)).toEqual({ name: 'older' });
    expect(await nameFor(await world.signIn('ada'))).toEqual({ name: 'older' });
    expect((await routing()).serving.release).toBe(released.older);

    await newer.stop();
    ready = false;
    await until(async () => (await product(ada)).code === 'PREVIEW_NOT_READY', 'the process to be missed');
    await newer.start();
    ready = true;
    await until(async () => (await product(ada)).status === 200, 'the release to be asked again');

    const end = (id: string, authorization = asTeam.authorization) =>
      world.fetch(`/previews/${id}`, { method: 'DELETE', headers: { authorization } });
    expect((await end(made.id, 'Bearer nobody')).status).toBe(401);
    expect((await end('none')).status).toBe(404);
    expect((await end(made.id)).status).toBe(200);
    await until(async () => (await product(ada)).status === 410, 'it to be over');
    expect([(await product(ada)).code, await liveStatus(ada)]).toEqual(['PREVIEW_EXPIRED', [410, 'PREVIEW_EXPIRED']]);
    expect(await beside()).toEqual([]);
    expect((await world.fetch('/orders', { headers: { cookie: ada } })).status).toBe(410);
  });

  it('is shown with the app that was built for it, and with nothing that does not fit it', async () => {
    const app = await appRelease({
      module: 'catalog',
      operations: ['query Stock { product(sku: "p1") { name stock } }'],
      schema: 'type Product { sku: ID! name: String! stock: Int } type Query { product(sku: ID!): Product }',
    });
    expect((await world.upload(app)).status, 'publishing is recording').toBe(201);
    const alone = await create({ releases: ['catalog@1.0.0'] });
    const refused = (await alone.json()) as { code: string; message: string };
    expect([alone.status, refused.code]).toEqual([422, 'PREVIEW_REFUSED']);
    for (const word of [
      'catalog@1.0.0 and catalog-service@1.0.0: Product.stock is not offered [FIELD_MISSING]',
      'apps/catalog/src/operations/Stock.graphql:1 (Stock)',
      'team catalog (#team-catalog)',
    ])
      expect(refused.message).toContain(word);

    const both = ['catalog@1.0.0', 'catalog-service@1.1.0'];
    const { token } = (await (await create({ releases: both, user: 'ada' })).json()) as { token: string };
    ready = true;
    const [ada, ben] = [await enter(token), await world.signIn('ben')];
    const stock = (cookie: string) => world.askByHash(cookie, app, 'Stock');
    await until(async () => (await product(ada)).status === 200, 'the release to be asked');
    expect((await stock(ada)).data).toEqual({ product: { name: 'newer', stock: 7 } });
    expect((await stock(ben)).errors?.[0]?.extensions['code'] ?? (await stock(ben)).code).toBe(
      'OPERATION_NO_LONGER_VALID',
    );
    expect((await bootOf(ada)).composition.modules).toHaveProperty('catalog');
    expect((await bootOf(ben)).composition.modules).not.toHaveProperty('catalog');

    // Service, then app: everybody has it.
    await name('1.1.0');
    await serves(released.newer);
    await world.goLive(app);
    expect((await stock(ben)).data).toEqual({ product: { name: 'newer', stock: 7 } });
  });

  it('is over when its time is, for the process and for its person; open streams are closed', async () => {
    ready = true;
    const { token } = (await (await create({ expiresSeconds: 2 })).json()) as { token: string };
    const ada = await enter(token);
    await until(async () => (await product(ada)).status === 200, 'the release to be asked');
    const stream = await world.fetch('/live', {
      method: 'POST',
      headers: { cookie: ada, 'content-type': 'application/json' },
      body: JSON.stringify({ subscriptions: [{ id: '1', hash: 'x' }] }),
    });
    expect(await stream.text()).toContain('"The preview has ended."');
    expect((await product(ada)).code).toBe('PREVIEW_EXPIRED');
    expect((await routing()) as object).toMatchObject({ beside: [] });
  });

  it('is made of what can be run, and only when it could be recorded', async () => {
    const codeOf = async (releases: string[]) => ((await (await create({ releases })).json()) as { code: string }).code;
    expect((await world.upload(await serviceRelease('catalog', '1.2.0', false))).ok).toBe(true);
    expect(await codeOf(['catalog-service@1.2.0'])).toBe('NOT_PREVIEWABLE');
    await world.services.releases.stop();
    expect(await codeOf(['catalog-service@1.1.0'])).toBe('PREVIEW_NOT_RECORDED');
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
