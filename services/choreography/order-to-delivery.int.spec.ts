/** Whole services on one log, without I/O: from the button's mutation to what every list shows in the end. */
import type { User } from '@tessera/service-kit';
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { orderNumbers } from '../orders/src/order-number.ts';
import { openShop, type Shop } from './shop.ts';

const ada: User = { id: 'ada', name: 'Ada Marsh', roles: ['customer'] };
const emil: User = { id: 'emil', name: 'Emil Novak', roles: ['customer'] };
const ben: User = { id: 'ben', name: 'Ben Okafor', roles: ['catalog-staff'] };
const cleo: User = { id: 'cleo', name: 'Cleo Lindqvist', roles: ['warehouse'] };
const dana: User = { id: 'dana', name: 'Dana Reyes', roles: ['staff'] };

let shop: Shop;
beforeEach(async () => {
  shop = await openShop();
  await shop.sell(ben, { 'PUMP-1': 79900, 'SEAL-1': 290, 'GONE-1': 100 });
  await shop.stock(cleo, { 'PUMP-1': 3, 'SEAL-1': 10 });
});
afterEach(() => shop.close());

describe('an order', () => {
  test('goes from the customer to the customer', async () => {
    const { order, position, problem } = await shop.place(ada, { 'PUMP-1': 2, 'SEAL-1': 4 });
    expect(problem).toBeNull();
    expect(position).toEqual(expect.any(String));
    expect(order).toMatchObject({
      status: 'PLACED',
      number: expect.stringMatching(/^BW-[0-9A-Z]{6}$/),
      total: 160_960,
    });
    const { id } = order;
    await shop.settle();
    expect(await shop.orderOf(ada, id)).toMatchObject({ status: 'CONFIRMED', refusal: null });
    expect(await shop.level('PUMP-1')).toEqual({ onHand: 3, reserved: 2, free: 1 });

    expect(await shop.ship(cleo, 'pick', id)).toMatchObject({ status: 'PICKED' });
    await shop.settle();
    expect(await shop.orderOf(ada, id)).toMatchObject({ status: 'PICKED' });

    const sent = await shop.ship(cleo, 'dispatch', id, { carrier: 'DHL Freight' });
    expect(sent).toMatchObject({
      status: 'DISPATCHED',
      carrier: 'DHL Freight',
      trackingCode: expect.stringMatching(/^BWT_/),
    });
    await shop.settle();
    expect(await shop.level('PUMP-1')).toEqual({ onHand: 1, reserved: 0, free: 1 });

    await shop.ship(cleo, 'deliver', id);
    await shop.settle();
    const completed = await shop.orderOf(ada, id);
    expect(completed).toMatchObject({ status: 'COMPLETED' });
    expect(completed.history.map(({ status, by }) => `${status} ${by ?? '-'}`)).toEqual([
      'PLACED Ada Marsh',
      'CONFIRMED -',
      'PICKED Cleo Lindqvist',
      'DISPATCHED Cleo Lindqvist',
      'COMPLETED Cleo Lindqvist',
    ]);
  });

  test('keeps the price at which it was placed', async () => {
    const { order } = await shop.place(ada, { 'PUMP-1': 1 });
    await shop.reprice(ben, 'PUMP-1', 99900);
    await shop.settle();
    expect(await shop.orderOf(ada, order.id)).toMatchObject({ total: 79900 });
    expect((await shop.place(ada, { 'PUMP-1': 1 })).order).toMatchObject({ total: 99900 });
  });

  test('is refused when there is not enough, says what was short, and gives the rest back', async () => {
    const { order } = await shop.place(ada, { 'PUMP-1': 2, 'SEAL-1': 11, 'GONE-1': 1 });
    await shop.settle();
    const refused = await shop.orderOf(ada, order.id);
    expect(refused.status).toBe('REFUSED');
    expect(refused.refusal).toBe(
      'Not enough stock: 11 × Part SEAL-1 (SEAL-1) ordered, 10 free; 1 × Part GONE-1 (GONE-1) ordered, none free.',
    );
    expect(await shop.level('PUMP-1')).toEqual({ onHand: 3, reserved: 0, free: 3 });
    expect(await shop.level('SEAL-1')).toEqual({ onHand: 10, reserved: 0, free: 10 });
    expect(await shop.shipmentOf(cleo, order.id)).toBeNull();
  });

  test('placed twice by a double click is one order', async () => {
    const twice = await Promise.all([
      shop.place(ada, { 'PUMP-1': 2 }, 'click'),
      shop.place(ada, { 'PUMP-1': 2 }, 'click'),
    ]);
    await shop.settle();
    const again = await shop.place(ada, { 'PUMP-1': 2 }, 'click');
    expect(new Set([...twice, again].map(({ order }) => order.id)).size).toBe(1);
    expect(again.problem).toBeNull();
    expect(await shop.ordersOf(ada)).toHaveLength(1);
    expect(await shop.level('PUMP-1')).toEqual({ onHand: 3, reserved: 2, free: 1 });
  });

  test('placed twice is one order also when the product was withdrawn in between', async () => {
    const first = await shop.place(ada, { 'PUMP-1': 1 }, 'click');
    await shop.withdraw(ben, 'PUMP-1');
    await shop.settle();
    const again = await shop.place(ada, { 'PUMP-1': 1 }, 'click');
    expect(again).toMatchObject({ problem: null, order: { id: first.order.id } });
    expect(await shop.place(ada, { 'PUMP-1': 1 }, 'other')).toMatchObject({
      problem: { code: 'WITHDRAWN_PRODUCT', field: 'lines.0.sku' },
    });
  });

  test('of two customers with the same command id is two orders', async () => {
    const [first, second] = [
      await shop.place(ada, { 'SEAL-1': 1 }, 'same'),
      await shop.place(emil, { 'SEAL-1': 1 }, 'same'),
    ];
    expect(first.order.id).not.toBe(second.order.id);
    expect(first.order.number).not.toBe(second.order.number);
  });

  test('whose number is taken gets another', async () => {
    const hash = createHash('sha256').update('order:3:ada:click').digest('hex');
    const [taken, next] = orderNumbers(hash);
    const line = { line: 1, sku: 'SEAL-1', name: 'Part SEAL-1', quantity: 1, unitPrice: 290, amount: 290 };
    const data = {
      orderId: 'o-earlier',
      number: taken,
      customer: emil,
      lines: [line],
      total: 290,
      currency: 'EUR',
      note: null,
      email: null,
    };
    const crowded = await openShop([{ stream: 'ev.orders.order.o-earlier', type: 'OrderPlaced', data }]);
    await crowded.sell(ben, { 'SEAL-1': 290 });
    expect((await crowded.place(ada, { 'SEAL-1': 1 }, 'click')).order.number).toBe(next);
    expect((await shop.place(ada, { 'SEAL-1': 1 }, 'click')).order.number).toBe(taken);
    await crowded.close();
  });

  test('races with another for the last piece: one is confirmed, one refused', async () => {
    const both = await Promise.all([shop.place(ada, { 'PUMP-1': 2 }), shop.place(emil, { 'PUMP-1': 2 })]);
    await shop.settle();
    const statuses = await Promise.all(both.map(async ({ order }) => (await shop.orderOf(dana, order.id)).status));
    expect(statuses.sort()).toEqual(['CONFIRMED', 'REFUSED']);
    expect(await shop.level('PUMP-1')).toEqual({ onHand: 3, reserved: 2, free: 1 });
  });
});

describe('bad input', () => {
  test.each([
    ['an unknown product', { 'NOPE-1': 1 }, 'UNKNOWN_PRODUCT', 'lines.0.sku'],
    ['a quantity of zero', { 'PUMP-1': 0 }, 'INVALID_QUANTITY', 'lines.0.quantity'],
    ['an absurd quantity', { 'SEAL-1': 1, 'PUMP-1': 10_001 }, 'INVALID_QUANTITY', 'lines.1.quantity'],
    ['no lines', {}, 'EMPTY_ORDER', 'lines'],
  ])('%s is refused, and nothing is recorded', async (_, lines, code, field) => {
    expect(await shop.place(ada, lines)).toMatchObject({ order: null, position: null, problem: { code, field } });
    await shop.settle();
    expect(await shop.ordersOf(ada)).toEqual([]);
  });

  test('an order by nobody, or with an unusable command id, is refused', async () => {
    expect(await shop.place(null, { 'PUMP-1': 1 })).toMatchObject({ problem: { code: 'SIGN_IN_REQUIRED' } });
    expect(await shop.place(ada, { 'PUMP-1': 1 }, '')).toMatchObject({ problem: { code: 'INVALID_COMMAND_ID' } });
  });

  test('ids that could not name anything are answered, not tripped over', async () => {
    expect(await shop.cancel(ada, 'no such > order')).toMatchObject({ problem: { code: 'UNKNOWN_ORDER' } });
    expect(await shop.shipResult(cleo, 'pick', 'no.such')).toMatchObject({ problem: { code: 'UNKNOWN_SHIPMENT' } });
    expect(await shop.shipResult(cleo, 'pick', 'nope')).toMatchObject({ problem: { code: 'UNKNOWN_SHIPMENT' } });
    expect(await shop.receive(cleo, 'a b', 1)).toMatchObject({ problem: { code: 'UNKNOWN_PRODUCT' } });
    expect(await shop.receive(cleo, 'NOPE-1', 1)).toMatchObject({ problem: { code: 'UNKNOWN_PRODUCT' } });
    expect(await shop.reprice(ben, 'a.b', 100)).toMatchObject({ problem: { code: 'INVALID_SKU' } });
  });

  test('a price based on an older version is refused, and the answer shows the newer one', async () => {
    const before = await shop.productOf('PUMP-1');
    await shop.reprice(ben, 'PUMP-1', 84900, before.version);
    expect(await shop.reprice(ben, 'PUMP-1', 70000, before.version)).toMatchObject({
      problem: { code: 'STALE' },
      product: { unitPrice: 84900 },
    });
  });

  test('a cancellation based on an older version is refused, and the answer shows the newer one', async () => {
    const { order } = await shop.place(ada, { 'PUMP-1': 1 });
    await shop.settle();
    expect(await shop.cancel(ada, order.id, order.version)).toMatchObject({
      order: { status: 'CONFIRMED' },
      problem: { code: 'STALE' },
    });
  });

  test('a shipment somebody else has picked is stale', async () => {
    const { order } = await shop.place(ada, { 'PUMP-1': 1 });
    await shop.settle();
    const { version } = (await shop.shipmentOf(cleo, order.id)) ?? {};
    await shop.ship(dana, 'pick', order.id, { basedOn: version });
    expect(await shop.shipResult(cleo, 'pick', order.id, { basedOn: version })).toMatchObject({
      problem: { code: 'STALE' },
      shipment: { status: 'PICKED' },
    });
    expect(await shop.shipResult(cleo, 'pick', order.id)).toMatchObject({ problem: { code: 'WRONG_STATE' } });
  });
});

describe('cancelling', () => {
  test('before stock was reserved', async () => {
    const { order } = await shop.place(ada, { 'PUMP-1': 2 });
    expect(await shop.cancel(ada, order.id)).toMatchObject({ problem: null });
    await shop.settle();
    expect(await shop.orderOf(ada, order.id)).toMatchObject({ status: 'CANCELLED' });
    expect(await shop.level('PUMP-1')).toEqual({ onHand: 3, reserved: 0, free: 3 });
  });

  test.each([[[]], [['pick']]] as const)('once it is confirmed (and %j) frees its stock', async (steps) => {
    const { order } = await shop.place(ada, { 'PUMP-1': 2, 'SEAL-1': 1 });
    await shop.settle();
    for (const step of steps) await shop.ship(cleo, step, order.id);
    await shop.settle();
    const { order: cancelling } = await shop.cancel(ada, order.id);
    expect(cancelling).toMatchObject({ status: 'CANCELLING' });
    await shop.settle();
    expect(await shop.orderOf(ada, order.id)).toMatchObject({ status: 'CANCELLED' });
    expect(await shop.shipmentOf(cleo, order.id)).toMatchObject({ status: 'CANCELLED' });
    expect(await shop.level('PUMP-1')).toEqual({ onHand: 3, reserved: 0, free: 3 });
  });

  test.each(['deliver', null] as const)('once it was dispatched (and %s) is refused at once', async (last) => {
    const { order } = await shop.place(ada, { 'PUMP-1': 2 });
    await shop.settle();
    await shop.ship(cleo, 'pick', order.id);
    await shop.ship(cleo, 'dispatch', order.id, { carrier: 'DHL' });
    if (last) await shop.ship(cleo, last, order.id);
    await shop.settle();
    expect(await shop.cancel(ada, order.id)).toMatchObject({ problem: { code: 'TOO_LATE' } });
  });

  test('that crosses the dispatch on the way is refused by fulfilment, and the order goes on', async () => {
    const { order } = await shop.place(ada, { 'PUMP-1': 2 });
    await shop.settle();
    await shop.ship(cleo, 'pick', order.id);
    await shop.settle();
    const [dispatched, cancelled] = await Promise.all([
      shop.ship(cleo, 'dispatch', order.id, { carrier: 'DHL', trackingCode: 'T1' }),
      shop.cancel(ada, order.id),
    ]);
    expect(dispatched).toMatchObject({ status: 'DISPATCHED' });
    expect(cancelled.problem).toBeNull();
    await shop.settle();
    expect(await shop.orderOf(ada, order.id)).toMatchObject({
      status: 'DISPATCHED',
      refusal: 'It was too late to cancel: the shipment had left with DHL (T1). Arrange a return instead.',
    });
    await shop.ship(cleo, 'deliver', order.id);
    await shop.settle();
    expect(await shop.orderOf(ada, order.id)).toMatchObject({ status: 'COMPLETED' });
  });

  test('a refused or a cancelled order is refused', async () => {
    const short = await shop.place(ada, { 'PUMP-1': 4 });
    const gone = await shop.place(ada, { 'SEAL-1': 1 });
    await shop.settle();
    await shop.cancel(ada, gone.order.id);
    await shop.settle();
    for (const { order } of [short, gone]) {
      expect(await shop.cancel(ada, order.id)).toMatchObject({ problem: { code: 'NOT_CANCELLABLE' } });
    }
  });
});

describe('who sees what', () => {
  test('customers see their own orders and shipments only; staff and warehouse everyone’s', async () => {
    const { order } = await shop.place(ada, { 'PUMP-1': 1 });
    await shop.place(emil, { 'SEAL-1': 1 });
    await shop.settle();
    expect(await shop.orderOf(emil, order.id)).toBeNull();
    expect(await shop.shipmentOf(emil, order.id)).toBeNull();
    expect(await shop.shipmentOf(ada, order.id)).toMatchObject({ id: order.id });
    expect(await shop.ordersOf(emil)).toHaveLength(1);
    expect(await shop.ordersOf(null)).toEqual([]);
    for (const user of [cleo, dana]) expect(await shop.ordersOf(user)).toHaveLength(2);
    expect(await shop.cancel(emil, order.id)).toMatchObject({ order: null, problem: { code: 'UNKNOWN_ORDER' } });
  });

  test('an order is found by its number, a part and its status', async () => {
    const { order } = await shop.place(ada, { 'PUMP-1': 1 });
    await shop.place(ada, { 'SEAL-1': 1 });
    expect(await shop.ordersOf(ada, { search: order.number })).toHaveLength(1);
    expect(await shop.ordersOf(ada, { search: 'seal' })).toHaveLength(1);
    await shop.settle();
    expect(await shop.ordersOf(ada, { status: 'CONFIRMED' })).toHaveLength(2);
    expect(await shop.ordersOf(ada, { status: 'PLACED' })).toEqual([]);
  });
});

test('the seed fills every shelf and sends the first orders, and repeating it changes nothing', async () => {
  const seeded = await openShop();
  const problems = await seeded.seed();
  expect(problems).toEqual([]);
  const positions = await seeded.head();
  expect(await seeded.ordersOf(dana, { status: 'CONFIRMED' })).toHaveLength(4);
  expect(await seeded.ordersOf(dana, { status: 'REFUSED' })).toHaveLength(1);
  expect(await seeded.seed()).toEqual([]);
  expect(await seeded.head()).toBe(positions);
  await seeded.close();
});
