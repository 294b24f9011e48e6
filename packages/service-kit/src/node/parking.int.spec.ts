/** Parked events: what people decide about them, on every replica. */
import { afterEach, expect, it } from 'vitest';
import type { Documents, Occurrence, ServiceDefinition } from '../index.ts';
import { eventually, staff } from '../sample/http-client.ts';
import { runningHosts } from '../sample/running-hosts.ts';
import { shop } from '../sample/shop.ts';
import { temporaryFolders } from '../sample/temporary-folders.ts';

const folders = temporaryFolders();
const hosts = runningHosts();
afterEach(async () => {
  await hosts.closeAll();
  folders.clear();
});

/** What the fold calls; a deploy mends it, and the fold's own text stays as it is. */
const helper = { broken: true };

const sales = shop.projections['sales']!;
const fragile: ServiceDefinition = {
  ...shop,
  projections: {
    sales: {
      ...sales,
      on: {
        ...sales.on,
        Sold: (docs: Documents<object>, e: Occurrence) => {
          if (helper.broken && e.data['item'] === 'poison') throw new Error('cannot be folded');
          sales.on['Sold']!(docs, e);
        },
      },
    },
  },
};

const start = (folder: string, replica?: string) =>
  hosts.start(fragile, folder, { policies: false, ...(replica === undefined ? {} : { replica }) });
type Client = Awaited<ReturnType<typeof start>>;

const cancel = (client: Client, id: string) =>
  client.graphql({ query: `mutation { cancelSale(commandId: "x-${id}", id: "${id}") { problem { code } } }` });
const keysOf = async (client: Client) => (await client.documents('sales')).documents.map(([key]) => key);
const parkedOf = async (client: Client) => {
  const { parked } = (await (await client.get('/admin/parked')).json()) as {
    parked: { event: string; waits: boolean }[];
  };
  return parked.map(({ event, waits }) => `${event}${waits ? ' waits' : ''}`);
};
const post = async (client: Client, path: string, body: object) => {
  const response = await client.post(path, body, staff);
  return { status: response.status, ...((await response.json()) as { code?: string; parked?: object[] }) };
};

it('are folded again in order when somebody says so, dropped with a reason, alike on every replica and after a rebuild', async () => {
  helper.broken = true;
  const folder = folders.make();
  const one = await start(folder);
  const two = await start(folder, '2');
  await one.sell('bad1', { item: 'poison' });
  await one.sell('bad2', { item: 'poison' });
  await one.sell('good');
  await cancel(one, 'bad2');
  expect(await keysOf(one)).toEqual(['good']);
  expect(await parkedOf(one)).toEqual(['1-0', '2-0', '4-0 waits']);

  // Still broken: it fails again, and nothing is lost.
  expect((await post(one, '/admin/parked/retry', { projection: 'sales', event: '1-0' })).parked).toHaveLength(3);
  expect(await post(one, '/admin/parked/retry', { projection: 'sales', event: '9-0' })).toMatchObject({
    status: 404,
    code: 'NOT_PARKED',
  });
  expect(await post(one, '/admin/parked/drop', { projection: 'sales', event: '1-0' })).toMatchObject({ status: 400 });

  // What waits behind it is folded without it: a cancellation of nothing.
  const dropped = await post(one, '/admin/parked/drop', { projection: 'sales', event: '2-0', reason: 'a test order' });
  expect([dropped.status, dropped.parked?.length]).toEqual([200, 1]);

  helper.broken = false;
  const before = (await one.documents('sales')).cursor;
  expect((await post(one, '/admin/parked/retry', { projection: 'sales' })).parked).toEqual([]);
  const changed = await one.documents('sales', before);
  expect([changed.reset, changed.documents.map(([key]) => key)]).toEqual([false, ['bad1']]);
  const all = (await one.documents('sales')).documents;
  await eventually(
    () => two.documents('sales'),
    ({ documents }) => documents.length === 2,
  );
  expect((await two.documents('sales')).documents).toEqual(all);
  expect(await parkedOf(two)).toEqual([]);

  // From the first event on, by code that cannot fold it: parked where it was, decided where it was.
  helper.broken = true;
  await one.host.runtime.rebuild();
  expect(await parkedOf(one)).toEqual(['1-0']);
  expect(await keysOf(one)).toEqual(['good']);
  await hosts.stop(one.host);
  const again = await start(folder);
  expect(await parkedOf(again)).toEqual(['1-0']);
});
