/** The product without servers: all services behind the virtual gateway, spoken to as browsers do, faults included. */
import type { User } from '@tessera/service-kit';
import { createLiveClient, type LiveClient, type LiveUpdate } from '@tessera/live/client';
import { createVirtualPlatform, type VirtualBrowser, type VirtualPlatform } from '@tessera/virtual';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { scenarios as catalogScenarios } from '../catalog/scenarios/index.ts';
import { catalog } from '../catalog/src/service.ts';
import { scenarios as fulfilmentScenarios } from '../fulfilment/scenarios/index.ts';
import { fulfilment } from '../fulfilment/src/service.ts';
import { scenarios as ordersScenarios } from '../orders/scenarios/index.ts';
import { orders } from '../orders/src/service.ts';
import { releases } from '../releases/src/service.ts';

const ada: User = { id: 'ada', name: 'Ada Marsh', roles: ['customer'] };
const cleo: User = { id: 'cleo', name: 'Cleo Lindqvist', roles: ['warehouse'] };

const operations = {
  PlaceOrder: `mutation PlaceOrder($input: PlaceOrderInput!) {
    placeOrder(input: $input) { order { id status } position problem { code message field } }
  }`,
  Pick: 'mutation Pick($input: ShipmentCommandInput!) { pickShipment(input: $input) { shipment { status } position problem { code } } }',
  Order: `query Order($id: ID!) {
    order(id: $id) { status shipment { status } lines { sku quantity product { name availability { free } } } }
  }`,
  Board: 'subscription Board { shipmentBoard { id status orderNumber } }',
  MyOrders: 'subscription MyOrders($customer: ID) { orderList(customer: $customer) { id status } }',
};
type Operation = keyof typeof operations;

interface Row {
  readonly id: string;
  readonly status: string;
}

let platform: VirtualPlatform;
let hashes: ReadonlyMap<string, string>;
const clients: LiveClient[] = [];

beforeEach(async () => {
  platform = createVirtualPlatform({
    services: [catalog, orders, fulfilment, releases],
    scenarios: [catalogScenarios, ordersScenarios, fulfilmentScenarios],
    given: 'busy-morning',
    user: ada,
    reaction: { min: 0, max: 5 },
  });
  const published = await platform.publish(Object.values(operations), 'shop@1.0.0');
  hashes = new Map(published.map(({ name, hash }) => [name, hash]));
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  expect(await platform.parked()).toEqual([]);
  await platform.close();
});

interface Answer {
  readonly data: Record<string, unknown>;
  readonly errors?: readonly { readonly path: readonly unknown[]; readonly extensions: Record<string, unknown> }[];
  readonly extensions: { readonly positions: Readonly<Record<string, string>> };
}

async function ask(browser: VirtualBrowser, name: Operation, variables: object, headers: object = {}): Promise<Answer> {
  const response = await browser.fetch('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-tessera-app': 'shop@1.0.0', ...headers },
    body: JSON.stringify({ variables, extensions: { persistedQuery: { version: 1, sha256Hash: hashes.get(name) } } }),
  });
  expect(response.status).toBe(200);
  return (await response.json()) as Answer;
}

function watch(browser: VirtualBrowser, name: Operation, variables: Readonly<Record<string, unknown>> = {}) {
  const fetch = (url: string | URL | Request, init?: RequestInit) => browser.fetch(url, init);
  const client = createLiveClient({ url: 'http://shop.invalid/live', app: () => 'shop@1.0.0', fetch });
  clients.push(client);
  const waiting = new Set<(update: LiveUpdate<Row>) => void>();
  let last: LiveUpdate<Row> | undefined;
  client.subscribe<Row>({ name, hash: hashes.get(name)!, variables }, (update) => {
    last = update;
    for (const each of [...waiting]) each(update);
  });
  return (wanted: (update: LiveUpdate<Row>) => boolean): Promise<LiveUpdate<Row>> =>
    new Promise((resolve) => {
      const look = (update: LiveUpdate<Row>): void => {
        if (!wanted(update)) return;
        waiting.delete(look);
        resolve(update);
      };
      waiting.add(look);
      if (last !== undefined) look(last);
    });
}

async function place(sku: string, quantity: number): Promise<string> {
  const input = { commandId: 'click-1', lines: [{ sku, quantity }] };
  const { data } = await ask(platform, 'PlaceOrder', { input });
  const { order, problem } = data['placeOrder'] as { order: Row; problem: unknown };
  expect(problem).toBeNull();
  return order.id;
}

describe('an order through the virtual gateway', () => {
  test('reaches the warehouse’s board live, is picked there, and its customer sees it', async () => {
    const warehouse = platform.as(cleo);
    const board = watch(warehouse, 'Board');
    const mine = watch(platform, 'MyOrders', { customer: 'ada' });
    await board(({ state }) => state === 'live');

    const id = await place('VLV-BAL-25', 4);
    await board(({ documents }) => documents.get(id)?.status === 'TO_PICK');
    await mine(({ documents }) => documents.get(id)?.status === 'CONFIRMED');

    const picked = await ask(warehouse, 'Pick', { input: { commandId: 'click-2', id } });
    expect(picked.data['pickShipment']).toMatchObject({ shipment: { status: 'PICKED' }, problem: null });
    await board(({ documents }) => documents.get(id)?.status === 'PICKED');
    await mine(({ documents }) => documents.get(id)?.status === 'PICKED');

    const { data, extensions } = await ask(platform, 'Order', { id });
    expect(data['order']).toMatchObject({
      status: 'PICKED',
      shipment: { status: 'PICKED' },
      lines: [{ sku: 'VLV-BAL-25', quantity: 4, product: { name: expect.any(String), availability: { free: 420 } } }],
    });
    expect(Object.keys(extensions.positions).sort()).toEqual(['catalog', 'fulfilment', 'orders']);
  });

  test('is refused live when the warehouse is short', async () => {
    const mine = watch(platform, 'MyOrders', { customer: 'ada' });
    const id = await place('SEN-FLO-100', 9);
    await mine(({ documents }) => documents.get(id)?.status === 'REFUSED');
    await platform.whenIdle();
    expect((await platform.events({ types: ['OrderRefused'] })).filter(({ history }) => !history)).toHaveLength(1);
  });

  test('of one customer is nobody else’s to watch', async () => {
    const others = await watch(platform.as({ ...ada, id: 'emil' }), 'MyOrders', { customer: 'ada' })(
      ({ problem }) => problem !== null,
    );
    expect(others.documents.size).toBe(0);
  });
});

describe('a dead service', () => {
  test('orders: costs its own fields and its own streams only', async () => {
    const warehouse = platform.as(cleo);
    const board = watch(warehouse, 'Board');
    const mine = watch(platform, 'MyOrders', { customer: 'ada' });
    const shown = await mine(({ state }) => state === 'live');
    await board(({ state }) => state === 'live');

    platform.faults.down('orders');
    const stale = await mine(({ state }) => state === 'stale');
    expect(stale.documents.size).toBe(shown.documents.size);
    expect(stale.problem).toMatchObject({ service: 'orders' });

    // What starts in the warehouse goes on there: the board shows it, the shipment's order is what is missing.
    const picked = await ask(warehouse, 'Pick', { input: { commandId: 'click-1', id: 'o-morning-4' } });
    expect(picked.errors).toBeUndefined();
    expect((await board(({ documents }) => documents.get('o-morning-4')?.status === 'PICKED')).state).toBe('live');
    const gone = await ask(platform, 'Order', { id: 'o-morning-4' });
    expect(gone.data).toEqual({ order: null });
    expect(gone.errors).toMatchObject([
      { path: ['order'], extensions: { code: 'SERVICE_UNAVAILABLE', service: 'orders', owner: { team: 'orders' } } },
    ]);
    const shipment = await platform.execute({
      query: '{ shipment(id: "o-morning-4") { status order { number } } }',
      user: cleo,
    });
    expect(shipment.data).toEqual({ shipment: { status: 'PICKED', order: null } });

    platform.faults.up('orders');
    await mine(({ state, documents }) => state === 'live' && documents.get('o-morning-4')?.status === 'PICKED');
  });

  test('fulfilment: an order keeps everything but its shipment and stock, and is confirmed when it is back', async () => {
    platform.faults.down('fulfilment');
    const id = await place('VLV-BAL-25', 4);
    await platform.whenIdle();
    const { data, errors } = await ask(platform, 'Order', { id });
    expect(data['order']).toMatchObject({
      status: 'PLACED',
      shipment: null,
      lines: [{ sku: 'VLV-BAL-25', product: { name: expect.any(String), availability: null } }],
    });
    expect(new Set(errors?.map(({ extensions }) => extensions['service']))).toEqual(new Set(['fulfilment']));
    platform.faults.up('fulfilment');
    await platform.whenIdle();
    expect((await ask(platform, 'Order', { id })).data['order']).toMatchObject({
      status: 'CONFIRMED',
      shipment: { status: 'TO_PICK' },
    });
  });
});
