/** Goods that nobody picks: the whole story on one log, with a clock that passes when it is told to. */
import { createManualClock } from '@tessera/virtual';
import { createVirtualPlatform } from '@tessera/virtual';
import { afterEach, expect, test } from 'vitest';
import { catalog } from '../catalog/src/service.ts';
import { fulfilment } from '../fulfilment/src/service.ts';
import { orders } from '../orders/src/service.ts';

const ada = { id: 'ada', name: 'Ada Marsh', roles: ['customer'] };
const cleo = { id: 'cleo', name: 'Cleo Lindqvist', roles: ['warehouse'] };
const hour = 3_600_000;
const platforms: ReturnType<typeof createVirtualPlatform>[] = [];
afterEach(async () => {
  for (const platform of platforms.splice(0)) await platform.close();
});

async function shopWithOneOrder() {
  const clock = createManualClock();
  const added = {
    sku: 'P',
    name: 'Part P',
    category: 'Parts',
    description: '',
    unitPrice: 100,
    currency: 'EUR',
    attributes: [],
  };
  const received = { sku: 'P', quantity: 5, by: { id: 'cleo', name: 'Cleo' }, onHand: 5, reserved: 0 };
  const platform = createVirtualPlatform({
    services: [catalog, orders, fulfilment],
    given: [
      { stream: 'ev.catalog.product.P', type: 'ProductAdded', data: { ...added, by: { id: 'ben', name: 'Ben' } } },
      { stream: 'ev.fulfilment.stock.P', type: 'StockReceived', data: received },
    ],
    user: ada,
    clock,
    reaction: 0,
  });
  platforms.push(platform);
  const ask = async <Answer>(query: string, user = ada): Promise<Answer> => {
    const { data, errors } = await platform.execute<Record<string, Answer>>({ query, user });
    if (errors) throw new Error(JSON.stringify(errors));
    return Object.values(data!)[0] as Answer;
  };
  const { order } = await ask<{ order: { id: string } }>(
    'mutation { placeOrder(input: { commandId: "c1", lines: [{ sku: "P", quantity: 2 }] }) { order { id } problem { message } } }',
  );
  await platform.whenIdle();
  const pass = async (hours: number) => {
    await clock.advance(hours * hour);
    await platform.whenIdle();
  };
  const look = () => ask<{ status: string; refusal: string | null }>(`{ order(id: "${order.id}") { status refusal } }`);
  const stock = () => ask<{ free: number }>('{ stockItem(sku: "P") { free } }', cleo);
  return { platform, id: order.id, ask, pass, look, stock };
}

test('an order that nobody picks within 48 hours is cancelled, says why, and its goods are free again', async () => {
  const { platform, pass, look, stock } = await shopWithOneOrder();
  await pass(47);
  expect([await look(), await stock()]).toMatchObject([{ status: 'CONFIRMED', refusal: null }, { free: 3 }]);
  await pass(2);
  expect(await look()).toEqual({
    status: 'CANCELLED',
    refusal: 'It was not picked within 48 hours, so its goods went back on sale. Order again if you still need them.',
  });
  expect(await stock()).toEqual({ free: 5 });
  expect(await platform.parked()).toEqual([]);
});

test('an order that was picked is left alone', async () => {
  const { id, ask, pass, look, stock } = await shopWithOneOrder();
  await ask(
    `mutation { pickShipment(input: { commandId: "p1", id: "${id}" }) { shipment { id } problem { message } } }`,
    cleo,
  );
  await pass(100);
  expect([await look(), await stock()]).toMatchObject([{ status: 'PICKED' }, { free: 3 }]);
});

test('a warehouse that is away when the time comes does it when it is back, as of then', async () => {
  const { platform, pass, look } = await shopWithOneOrder();
  platform.faults.down('fulfilment');
  await pass(72);
  expect(await look()).toMatchObject({ status: 'CONFIRMED' });
  platform.faults.up('fulfilment');
  await platform.whenIdle();
  expect(await look()).toMatchObject({ status: 'CANCELLED' });
  const [fired] = (await platform.events()).filter(({ type }) => type === 'TimerFired');
  expect(fired?.data).toMatchObject({ timer: 'holdExpiry', due: '2026-01-07T08:00:00.000Z' });
});
