import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appRelease, shellRelease } from '../testing/test-release.ts';
import type { TestRelease } from '../testing/test-release.ts';
import { startWorld, tokens, until } from '../testing/test-world.ts';
import type { World } from '../testing/test-world.ts';

let world: World;
let release: TestRelease;
let ada: string;

beforeAll(async () => {
  world = await startWorld();
  release = await appRelease({
    operations: [
      'query Order($id: ID!) { order(id: $id) { number lines { quantity product { name } } } }',
      'query WhoAmI { whoami }',
      'query Fail { fail }',
      'mutation Place($id: ID!) { place(id: $id) { position order { id } } }',
      'subscription List($customer: ID) { orderList(customer: $customer) { id number } }',
      'query Catalog { product(sku: "p1") { name } }',
    ],
  });
  await world.goLive(await shellRelease());
  await world.goLive(release);
  ada = await world.signIn('ada');
});
afterAll(() => world.close());

describe('a published operation', () => {
  it('is answered by its hash, stitched over services, with the position each service stood at', async () => {
    const answer = await world.askByHash(ada, release, 'Order', { id: '7' });
    expect(answer).toMatchObject({
      status: 200,
      data: { order: { number: 'BW-7', lines: [{ quantity: 2, product: { name: 'Product p1' } }] } },
    });
    expect(answer.errors).toBeUndefined();
    expect(answer.extensions!.positions).toEqual({
      orders: world.services.orders.cursor(),
      catalog: world.services.catalog.cursor(),
    });
  });

  it('carries user, app, correlation id and the internal token to the service, and never the cookie', async () => {
    const answer = await world.askByHash(ada, release, 'WhoAmI', {}, { 'x-correlation-id': 'a-click-of-ada' });
    expect(answer.data).toEqual({ whoami: 'ada customer' });
    const asked = world.services.orders.asked.findLast((each) => each.path === '/graphql')!;
    expect(asked.headers).toMatchObject({ 'x-tessera-app': 'orders@1.0.0', 'x-correlation-id': 'a-click-of-ada' });
    expect(asked.user).toEqual({
      id: 'ada',
      name: 'Ada Marsh',
      email: 'ada.marsh@northfield.example',
      roles: ['customer'],
    });
    expect(asked.headers.cookie).toBeUndefined();
  });

  it('hands on, to each service its own, what the client has seen at least', async () => {
    await world.askByHash(ada, release, 'Order', { id: '1' }, { 'x-tessera-at-least': 'orders=e1.5, catalog=e1.7' });
    const of = (service: 'orders' | 'catalog') =>
      world.services[service].asked.findLast((each) => each.path === '/graphql')!.headers['x-tessera-at-least'];
    expect(of('orders')).toBe('e1.5');
    expect(of('catalog')).toBe('e1.7');
    const bad = await world.askByHash(ada, release, 'Order', { id: '1' }, { 'x-tessera-at-least': 'orders' });
    expect(bad).toMatchObject({ status: 400, code: 'BAD_AT_LEAST' });
  });

  it('answers a command with the position it produced', async () => {
    const answer = await world.askByHash(ada, release, 'Place', { id: '9' });
    const { position } = answer.data!['place'] as { position: string };
    expect(position).toBe(world.services.orders.cursor());
    expect(answer.extensions!.positions).toEqual({ orders: position });
  });

  it('reports variables that do not fit, and keeps the reason of a failure from the service with its owner', async () => {
    const wrong = await world.askByHash(ada, release, 'Order', {});
    expect(wrong.errors![0]).toMatchObject({ extensions: { code: 'BAD_REQUEST' } });
    const failed = await world.askByHash(ada, release, 'Fail');
    expect(failed.data).toEqual({ fail: null });
    expect(failed.errors![0]!.extensions).toMatchObject({
      service: 'orders',
      owner: { team: 'Orders', contact: '#team-orders' },
    });
    expect(failed.errors![0]!.extensions['correlationId']).toEqual(expect.any(String));
  });
});

describe('production answers nothing but published operations', () => {
  it('refuses free text and introspection', async () => {
    for (const query of ['{ whoami }', '{ __schema { types { name } } }']) {
      const answer = await world.ask(ada, { query });
      expect(answer.errors![0]!.extensions['code']).toBe('PERSISTED_ONLY');
      expect(answer.data).toBeUndefined();
    }
  });

  it('refuses an unknown hash, a live operation, and a body without an operation, each by its code', async () => {
    const code = async (body: object) => (await world.ask(ada, body)).errors![0]!.extensions['code'];
    expect(await code({ extensions: { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } } })).toBe(
      'PERSISTED_OPERATION_UNKNOWN',
    );
    expect(await code({ variables: {} })).toBe('OPERATION_MISSING');
    expect((await world.askByHash(ada, release, 'List')).errors![0]!.extensions['code']).toBe('NOT_A_LIVE_STREAM');
  });

  it('is not talked out of it by sending the text along with another hash', async () => {
    const answer = await world.ask(ada, {
      query: '{ whoami }',
      extensions: { persistedQuery: { version: 1, sha256Hash: 'b'.repeat(64) } },
    });
    expect(answer.errors![0]!.extensions['code']).toBe('PERSISTED_OPERATION_UNKNOWN');
  });

  it('answers what an old tab still runs, from the artifact store, when the tab says which release it is', async () => {
    const old = await appRelease({ version: '0.9.0', operations: ['query OldWhoAmI { whoami }'] });
    expect((await world.upload(old)).status).toBe(201);
    const { hash } = old.manifest.kind === 'app' ? old.manifest.contract.operations[0]! : { hash: '' };
    const body = { extensions: { persistedQuery: { version: 1, sha256Hash: hash } } };
    expect((await world.ask(ada, body)).errors![0]!.extensions['code']).toBe('PERSISTED_OPERATION_UNKNOWN');
    expect((await world.ask(ada, body, { 'x-tessera-app': 'orders@0.9.0' })).data).toEqual({ whoami: 'ada customer' });
  });
});

describe('who may ask', () => {
  it('nobody without a session: 401 SESSION_EXPIRED', async () => {
    expect(await world.askByHash('', release, 'WhoAmI')).toMatchObject({ status: 401, code: 'SESSION_EXPIRED' });
    expect(await world.askByHash('tessera_session=Fe26.2*1*forged', release, 'WhoAmI')).toMatchObject({
      status: 401,
      code: 'SESSION_EXPIRED',
    });
  });

  it('no page of another site: by Sec-Fetch-Site, by Origin, by content type', async () => {
    for (const headers of [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://evil.example' },
      { origin: 'null' },
    ]) {
      expect(await world.askByHash(ada, release, 'WhoAmI', {}, headers)).toMatchObject({
        status: 403,
        code: 'CROSS_ORIGIN',
      });
    }
    expect(await world.askByHash(ada, release, 'WhoAmI', {}, { 'content-type': 'text/plain' })).toMatchObject({
      status: 415,
      code: 'JSON_ONLY',
    });
    expect(await world.askByHash(ada, release, 'WhoAmI', {}, { origin: world.gateway.url })).toMatchObject({
      status: 200,
    });
  });

  it('a deploy token: free text, as the team it belongs to; a wrong one is refused whatever cookie comes along', async () => {
    const ask = (token: string) => world.ask('', { query: '{ whoami }' }, { authorization: `Bearer ${token}` });
    expect((await ask(tokens.orders)).data).toEqual({ whoami: 'deploy:orders deploy team:orders' });
    expect((await ask(tokens.platform)).data).toEqual({
      whoami: 'deploy:platform deploy team:platform release-manager',
    });
    expect(
      await world.ask(ada, { query: '{ whoami }' }, { authorization: 'Bearer not-a-token-of-ours' }),
    ).toMatchObject({ status: 401, code: 'INVALID_TOKEN' });
  });
});

describe('limits', () => {
  const ask = (query: string) => world.ask('', { query }, { authorization: `Bearer ${tokens.orders}` });

  it('refuses bodies over the limit; whoever publishes has a manifest to send', async () => {
    const whoami = (bytes: number) => ask(`{ whoami } # ${'x'.repeat(bytes)}`);
    expect(await whoami(900 * 1024)).toMatchObject({ data: { whoami: 'deploy:orders deploy team:orders' } });
    expect(await whoami(1024 * 1024)).toMatchObject({ status: 413, code: 'BODY_TOO_LARGE' });
    expect(await world.ask(ada, { query: 'x'.repeat(300 * 1024) })).toMatchObject({
      status: 413,
      code: 'BODY_TOO_LARGE',
    });
  });

  it('refuses free text that is too deep, too wide, or grows by its fragments', async () => {
    const aliases = Array.from({ length: 40 }, (_, index) => `a${index}: whoami`).join(' ');
    const deep = `{ orders { lines { product { ...P } } } } fragment P on Product { ${'... on Product { '.repeat(3)} sku ${'}'.repeat(3)} }`;
    const bomb = `query { ...F0 } ${Array.from({ length: 40 }, (_, i) => `fragment F${i} on Query { ...F${i + 1} x${i}: whoami ...F${i + 1} }`).join(' ')} fragment F40 on Query { whoami }`;
    expect((await ask(`{ ${aliases} }`)).errors![0]!.extensions['code']).toBe('OPERATION_TOO_LARGE');
    expect((await ask(bomb)).errors!.map((error) => error.extensions['code'])).toContain('OPERATION_TOO_LARGE');
    expect((await ask(`{ ${'whoami '.repeat(5000)} }`)).errors![0]!.extensions['code']).toBe('OPERATION_TOO_LARGE');
    expect((await ask(deep)).errors).toBeUndefined();
  });
});

describe('a service that is down', () => {
  it('costs only its own fields, and names its owner', async () => {
    await world.services.catalog.stop();
    const answer = await world.askByHash(ada, release, 'Order', { id: '3' });
    expect(answer.data).toEqual({ order: { number: 'BW-3', lines: [{ quantity: 2, product: null }] } });
    expect(answer.errors).toHaveLength(1);
    expect(answer.errors![0]).toMatchObject({
      path: ['order', 'lines', 0, 'product', 'name'],
      extensions: {
        code: 'SERVICE_UNAVAILABLE',
        service: 'catalog',
        owner: { team: 'Catalog', contact: '#team-catalog' },
      },
    });
    expect(JSON.stringify(answer)).not.toContain('ECONNREFUSED');
    expect((await world.askByHash(ada, release, 'Catalog')).data).toEqual({ product: null });
    await world.services.catalog.start();
    expect((await world.askByHash(ada, release, 'Order', { id: '3' })).errors).toBeUndefined();
  });

  it('is asked a query again once when the connection was refused, and never a command', async () => {
    const { orders } = world.services;
    const lost = (kind: string) =>
      orders.asked.filter((each) => each.path === '/graphql' && each.body.includes(kind)).length;
    const before = { query: lost('whoami'), mutation: lost('place') };
    orders.beforeAnswer = async () => {
      orders.beforeAnswer = () => undefined;
      await orders.stop();
      await orders.start();
    };
    expect((await world.askByHash(ada, release, 'WhoAmI')).data).toEqual({ whoami: 'ada customer' });
    expect(lost('whoami') - before.query).toBe(2);
    orders.beforeAnswer = async () => {
      orders.beforeAnswer = () => undefined;
      await orders.stop();
      await orders.start();
    };
    const answer = await world.askByHash(ada, release, 'Place', { id: '5' });
    expect(answer.errors![0]!.extensions['code']).toBe('SERVICE_UNAVAILABLE');
    expect(lost('place') - before.mutation).toBe(1);
  });

  it('may come back with a changed schema: the graph follows, and an operation that no longer holds says so', async () => {
    const { orders } = world.services;
    const before = orders.sdl;
    orders.sdl = before.replace('whoami: String ', 'whoami: String news: String ');
    const ask = () => world.ask('', { query: '{ news }' }, { authorization: `Bearer ${tokens.orders}` });
    await until(async () => (await ask()).errors === undefined, 'the new field to be in the graph');
    orders.sdl = before.replace('fail: String ', '');
    await until(
      async () =>
        (await world.askByHash(ada, release, 'Fail')).errors![0]!.extensions['code'] === 'OPERATION_NO_LONGER_VALID',
      'the operation to be refused',
    );
    expect((await world.askByHash(ada, release, 'WhoAmI')).data).toEqual({ whoami: 'ada customer' });
    orders.sdl = before.replace('type Query', 'type Broken { x: Missing } type Query');
    await until(
      () => world.logged.some((line) => line.includes('cannot be composed')),
      'the broken schema to be refused',
    );
    expect((await world.askByHash(ada, release, 'WhoAmI')).data).toEqual({ whoami: 'ada customer' });
    orders.sdl = before;
    await until(
      async () =>
        (await world.askByHash(ada, release, 'Fail')).errors![0]!.extensions['code'] !== 'OPERATION_NO_LONGER_VALID',
      'the old schema to be back',
    );
  });
});

it('logs neither variables nor tokens nor cookies', async () => {
  await world.askByHash(ada, release, 'Order', { id: 'a-private-thing' });
  const text = world.logged.join('');
  for (const secret of ['a-private-thing', tokens.orders, ada.split('=')[1]!, 'internal-token'])
    expect(text).not.toContain(secret);
});
