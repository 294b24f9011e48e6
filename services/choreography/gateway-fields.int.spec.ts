/** What the gateway joins: each service's part of products, orders and shipments, for whoever asks. */
import { createInMemoryHost, type InMemoryHost, type User } from '@tessera/service-kit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { scenarios as catalogScenarios } from '../catalog/scenarios/index.ts';
import { catalog } from '../catalog/src/service.ts';
import { scenarios as fulfilmentScenarios } from '../fulfilment/scenarios/index.ts';
import { fulfilment } from '../fulfilment/src/service.ts';
import { scenarios as ordersScenarios } from '../orders/scenarios/index.ts';
import { orders } from '../orders/src/service.ts';

const cleo: User = { id: 'cleo', name: 'Cleo Lindqvist', roles: ['warehouse'] };
const ada: User = { id: 'ada', name: 'Ada Marsh', roles: ['customer'] };

const given = [catalogScenarios, ordersScenarios, fulfilmentScenarios].flatMap(
  (scenarios) => scenarios.find(({ name }) => name === 'busy-morning')?.events ?? [],
);

let host: InMemoryHost;
beforeAll(() => {
  host = createInMemoryHost([catalog, orders, fulfilment], { given });
});
afterAll(() => host.close());

async function ask(user: User | null, query: string): Promise<unknown> {
  const { data, errors } = await host.execute({ query, user });
  if (errors || !data) throw new Error(JSON.stringify(errors));
  return Object.values(data)[0];
}

test('history is folded and not reacted to: the morning stays as it was given', async () => {
  await host.whenIdle();
  // What was given, and the event contracts of orders and fulfilment before it.
  expect(await host.log.head()).toBe(given.length + 2);
  expect(await ask(cleo, '{ orders { total } }')).toEqual({ total: 8 });
});

test('a product’s availability, null for what the warehouse has never heard of', async () => {
  const query =
    '{ _fulfilmentProducts(skus: ["VLV-BAL-25", "NOPE"]) { sku availability { sku free reserved onHand } } }';
  expect(await ask(null, query)).toEqual([
    { sku: 'VLV-BAL-25', availability: { sku: 'VLV-BAL-25', free: 424, reserved: 56, onHand: 480 } },
    { sku: 'NOPE', availability: null },
  ]);
});

test('an order’s shipment, only for those who may see it', async () => {
  const query =
    '{ _fulfilmentOrders(ids: ["o-morning-1", "o-morning-2", "o-morning-8"]) { id shipment { id status order { id } } } }';
  const delivered = {
    id: 'o-morning-1',
    shipment: { id: 'o-morning-1', status: 'DELIVERED', order: { id: 'o-morning-1' } },
  };
  const dispatched = {
    id: 'o-morning-2',
    shipment: { id: 'o-morning-2', status: 'DISPATCHED', order: { id: 'o-morning-2' } },
  };
  const none = { id: 'o-morning-8', shipment: null };
  expect(await ask(cleo, query)).toEqual([delivered, dispatched, none]);
  expect(await ask(ada, query)).toEqual([delivered, { id: 'o-morning-2', shipment: null }, none]);
  expect(await ask(null, query)).toEqual([
    { id: 'o-morning-1', shipment: null },
    { id: 'o-morning-2', shipment: null },
    none,
  ]);
});

test('orders by id, in the order asked for, null for other people’s and for none', async () => {
  const query = '{ _orders(ids: ["o-morning-4", "o-morning-2", "nope"]) { id lines { sku product { sku } } } }';
  const own = { id: 'o-morning-4', lines: [{ sku: 'SEN-PRS-010', product: { sku: 'SEN-PRS-010' } }] };
  expect(await ask(ada, query)).toEqual([own, null, null]);
});

test('the stock list pages by name and is searched by number and name', async () => {
  expect(await ask(null, '{ stock(search: "flow meter DN 100") { items { sku onHand free } total next } }')).toEqual({
    items: [{ sku: 'SEN-FLO-100', onHand: 2, free: 2 }],
    total: 1,
    next: null,
  });
  expect(await ask(null, '{ stock(first: 1) { items { name } total } }')).toEqual({
    items: [{ name: 'Ball valve, brass, full bore, DN 15' }],
    total: 121,
  });
});

test('the live board and the live orders open on the right documents', async () => {
  const board = await host.liveOpen({ service: 'fulfilment', field: 'shipmentBoard', user: cleo });
  expect(board).toMatchObject({ ok: true, projection: 'shipments', type: 'Shipment' });
  const own = await host.liveOpen({ service: 'orders', field: 'orderList', args: { customer: 'ada' }, user: ada });
  expect(own).toMatchObject({ ok: true, projection: 'orders', partition: 'ada', type: 'Order' });
  const everyone = await host.liveOpen({ service: 'orders', field: 'orderList', args: {}, user: ada });
  expect(everyone).toMatchObject({ ok: false });
  const shown = await host.documents({ service: 'orders', projection: 'orders', partition: 'ada' });
  expect(shown.documents).toHaveLength(3);
});
