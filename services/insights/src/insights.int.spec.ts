/** The queries, over a whole service on an in-memory log of other services' events. */
import { createInMemoryHost } from '@tessera/service-kit';
import { afterEach, expect, test } from 'vitest';
import { added, at, order, placed, shipped, stock } from '../testing/history.ts';
import { insights } from './service.ts';

const dana = { id: 'dana', name: 'Dana Reyes', roles: ['staff'] };
const ada = { id: 'ada', name: 'Ada Marsh', roles: ['customer'] };

const history = [
  added(at('07:00'), 'VLV-1', 'Ball valve'),
  stock('Received', at('07:30'), 'VLV-1', 5, 0),
  placed(at('08:00'), 'o-1', [{ sku: 'VLV-1', quantity: 5, amount: 5_000 }]),
  stock('Reserved', at('08:00'), 'VLV-1', 5, 5),
  order('Confirmed', at('08:00'), 'o-1'),
  placed(at('08:01'), 'o-2', [{ sku: 'PMP-1', quantity: 1, amount: 90_000 }]),
  order('Refused', at('08:01'), 'o-2'),
  placed(at('08:02'), 'o-3', [{ sku: 'SEA-1', quantity: 2, amount: 300 }]),
  order('Picked', at('08:20'), 'o-1'),
  shipped(at('08:40'), 'o-1'),
  order('Dispatched', at('08:40'), 'o-1'),
];

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const host of open.splice(0)) await host.close();
});

async function asked(query: string, user: typeof dana | null = dana, now = at('09:00')) {
  const host = createInMemoryHost([insights], {
    clock: () => now,
    given: history.map(({ type, data, time = '' }) => {
      const [service = '', name = ''] = type.split('.');
      const stream = `ev.${service}.${streamOf(name)}.${idOf(data)}`;
      return { stream, type: name, data: data as Record<string, never>, time };
    }),
  });
  open.push(host);
  await host.whenIdle();
  return host.execute<Record<string, unknown>>({ query, user });
}

const streamOf = (type: string) => type.match(/^(Order|Shipment|Stock|Product)/)?.[1]?.toLowerCase() ?? 'other';
const idOf = (data: object) => String('orderId' in data ? data.orderId : 'sku' in data ? data.sku : 'x');

test('sums of the documents', async () => {
  const { data } = await asked(`{
    orderFunnel { placed confirmed picked dispatched completed refused cancelled }
    timeToShip { orders averageSeconds bands { under orders } }
    salesByMinute { minute orders revenue }
    productSales { sku pieces revenue }
    stockAlerts { sku name since }
    ordersByHour { hour placed }
  }`);
  expect(data).toMatchObject({
    orderFunnel: { placed: 3, confirmed: 1, picked: 1, dispatched: 1, completed: 0, refused: 1, cancelled: 0 },
    timeToShip: { orders: 1, averageSeconds: 2_400 },
    productSales: [
      { sku: 'VLV-1', pieces: 5, revenue: 5_000 },
      { sku: 'SEA-1', pieces: 2, revenue: 300 },
    ],
    stockAlerts: [{ sku: 'VLV-1', name: 'Ball valve', since: at('08:00') }],
    salesByMinute: [
      { minute: at('08:00'), orders: 1, revenue: 5_000 },
      { minute: at('08:01'), orders: 0, revenue: 0 },
      { minute: at('08:02'), orders: 1, revenue: 300 },
    ],
    ordersByHour: [{ hour: at('08:00'), placed: 3 }],
  });
});

test('nothing dispatched has no average, and no shape of one', async () => {
  const { data } = await asked('{ timeToShip(hours: 1) { orders averageSeconds } }', dana, at('09:00', 3));
  expect(data).toEqual({ timeToShip: { orders: 0, averageSeconds: null } });
});

test.each([ada, null])('others are told who may see it (%o)', async (user) => {
  for (const field of [
    'orderFunnel { placed }',
    'timeToShip { orders }',
    'stockAlerts { sku }',
    'salesByMinute { orders }',
    'productSales { sku }',
    'ordersByHour { hour }',
  ]) {
    const { errors } = await asked(`{ ${field} }`, user);
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
    expect(errors?.[0]?.message).toContain('#team-insights');
  }
});

test('what is no currency is refused, not answered with nothing', async () => {
  const { errors } = await asked('{ productSales(currency: "own") { sku } }');
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'UNKNOWN_CURRENCY' });
});
