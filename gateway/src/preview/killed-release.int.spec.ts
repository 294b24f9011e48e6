/** What was killed nobody may run, in a preview neither: not a service whose process is there yet, not by a link that is made afterwards. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { appRelease, serviceRelease, shellRelease } from '../testing/test-release.ts';
import { internalToken, startTestService, type TestService } from '../testing/test-service.ts';
import { startWorld, tokens, until, type World } from '../testing/test-world.ts';

const sdl = `
type Product @key(selectionSet: "{ sku }") { sku: ID! name: String! }
type Query { product(sku: ID!): Product _products(skus: [ID!]!): [Product]! @merge(keyField: "sku", keyArg: "skus") }`;
let world: World;
let shown: TestService;
beforeAll(async () => {
  world = await startWorld({ environment: 'development' });
  shown = await startTestService({
    name: 'catalog',
    release: 'catalog-service@1.1.0',
    sdl,
    resolvers: { Query: { product: (_: unknown, { sku }: { sku: string }) => ({ sku, name: 'shown' }) } },
  });
  await world.goLive(await shellRelease());
  await world.goLive(await appRelease());
  await world.upload(await serviceRelease('catalog', '1.1.0', true, { schema: sdl }));
  await world.upload(await appRelease({ version: '1.1.0' }));
});
afterAll(async () => {
  await world.close();
  await shown.stop();
});

const name = (more: object) =>
  world.name({
    module: 'catalog-service',
    kind: 'SERVICE',
    team: 'catalog',
    contact: '#team-catalog',
    version: '1.0.0',
    digest: `sha384-${'A'.repeat(64)}`,
    ...more,
  });
async function create(...releases: string[]) {
  const response = await world.fetch('/previews', {
    method: 'POST',
    headers: { authorization: `Bearer ${tokens.platform}`, 'content-type': 'application/json' },
    body: JSON.stringify({ releases, expiresSeconds: 3600 }),
  });
  return {
    status: response.status,
    ...((await response.json()) as { code?: string; token: string; message?: string }),
  };
}

it('a service that is killed answers nobody any more, and is not shown anew', async () => {
  await name({});
  const { token } = await create('catalog-service@1.1.0');
  const cookie = await world.signIn('ada');
  const entered = await world.fetch(`/orders?preview=${token}`, { headers: { cookie } });
  const ada = [cookie, ...entered.headers.getSetCookie().map((each) => each.split(';')[0]!)].join('; ');
  const product = () => world.ask(ada, { query: '{ product(sku: "p1") { name } }' });
  await until(async () => {
    const headers = { authorization: `Bearer ${internalToken}`, 'content-type': 'application/json' };
    const body = JSON.stringify({ release: 'catalog-service@1.1.0', url: shown.url, ready: true });
    await world.fetch('/_services/catalog', { method: 'PUT', headers, body });
    return (await product()).status === 200;
  }, 'the release to be asked');
  expect((await product()).data).toEqual({ product: { name: 'shown' } });

  await name({ killed: ['1.1.0'] });
  const asked = shown.asked.filter(({ path }) => path === '/graphql').length;
  expect(await product()).toMatchObject({ status: 410, code: 'PREVIEW_GONE' });
  expect((await world.fetch('/orders', { headers: { cookie: ada } })).status).toBe(410);
  expect(shown.asked.filter(({ path }) => path === '/graphql')).toHaveLength(asked);
  expect(await create('catalog-service@1.1.0')).toMatchObject({ status: 422, code: 'NOT_PREVIEWABLE' });
});

it('an app that was killed is not shown anew', async () => {
  expect((await create('orders@1.1.0')).status).toBe(201);
  await world.goLive(await appRelease(), undefined, { killed: ['1.1.0'] });
  expect(await create('orders@1.1.0')).toMatchObject({
    status: 422,
    code: 'NOT_PREVIEWABLE',
    message: expect.stringContaining('orders@1.1.0 was killed'),
  });
});
