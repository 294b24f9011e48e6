import { emit, type Emitted, type User } from '@tessera/service-kit';
import { describe, expect, test } from 'vitest';
import { given } from '../../testing/given.ts';
import { orders } from '../service.ts';

const ada: User = { id: 'ada', name: 'Ada Marsh', roles: ['customer'] };
const emil: User = { id: 'emil', name: 'Emil Novak', roles: ['customer'] };
const dana: User = { id: 'dana', name: 'Dana Reyes', roles: ['staff'] };
const cleo = { id: 'cleo', name: 'Cleo Lindqvist' };

const offer = { name: 'Ball valve, DN 25', unitPrice: 1690, currency: 'EUR', withdrawn: false };
const line = (change: object = {}) => ({ sku: 'VLV-BAL-25', quantity: 3, offer, ...change });
const placement = (change: object = {}) => ({
  orderId: 'o-1',
  number: 'BW-7K3MQ9',
  customer: { id: ada.id, name: ada.name },
  lines: [line()],
  note: null,
  email: 'ada@example.com',
  ...change,
});
const recorded = { line: 1, sku: 'VLV-BAL-25', name: 'Ball valve, DN 25', quantity: 3, unitPrice: 1690, amount: 5070 };

const placed = emit('OrderPlaced', {
  orderId: 'o-1',
  number: 'BW-7K3MQ9',
  customer: { id: ada.id, name: ada.name },
  lines: [recorded],
  total: 5070,
  currency: 'EUR',
  note: null,
  email: 'ada@example.com',
});
const orderId = 'o-1';
const confirmed = emit('OrderConfirmed', { orderId });
const refusedOrder = emit('OrderRefused', { orderId, reason: 'Not enough stock.' });
const picked = emit('OrderPicked', { orderId, by: cleo });
const dispatched = emit('OrderDispatched', { orderId, carrier: 'DHL', trackingCode: 'T1', by: cleo });
const completed = emit('OrderCompleted', { orderId, by: cleo });
const requested = emit('OrderCancellationRequested', { orderId, by: { id: ada.id, name: ada.name } });
const cancelled = emit('OrderCancelled', { orderId });
const tooLate = emit('OrderCancellationRefused', { orderId, reason: 'It had left.', stage: 'DISPATCHED' });

const order = (...events: Emitted[]) => given(orders, 'order', ...events);
const placing = (change: object = {}) => order().when('place', placement(change));

describe('placing an order', () => {
  test('records lines, prices and total as they are now', () => placing().then(placed));

  test('adds up lines that name the same product, at the place of the first', () => {
    const other = { sku: 'SEA-GSK-50', quantity: 2, offer: { ...offer, name: 'Flat gasket', unitPrice: 290 } };
    placing({ lines: [line(), other, line({ quantity: 4 })] }).then({
      ...placed,
      data: {
        ...placed.data,
        lines: [
          { ...recorded, quantity: 7, amount: 11830 },
          { line: 2, sku: 'SEA-GSK-50', name: 'Flat gasket', quantity: 2, unitPrice: 290, amount: 580 },
        ],
        total: 12410,
      },
    });
  });

  test('is refused without lines', () => {
    placing({ lines: [] }).rejects('EMPTY_ORDER', 'lines');
  });

  test('is refused with more than 100 lines, and takes 100', () => {
    const lines = Array.from({ length: 101 }, (_, i) => line({ sku: `S${i}` }));
    placing({ lines }).rejects('TOO_MANY_LINES', 'lines');
    expect(() => placing({ lines: lines.slice(1) }).rejects('TOO_MANY_LINES', 'lines')).toThrow();
  });

  test.each([0, -1, 10_001, 1.5])('is refused with a quantity of %d, and says on which line', (quantity) => {
    const lines = [line(), line({ sku: 'SEA-GSK-50', quantity })];
    if (Number.isNaN(quantity)) return expect(() => placing({ lines })).toThrow();
    expect(placing({ lines }).rejects('INVALID_QUANTITY', 'lines.1.quantity')).toMatch(/^Line 2: .*SEA-GSK-50/);
  });

  test.each([1, 10_000])('takes a quantity of %d', (quantity) => {
    const data = {
      ...placed.data,
      lines: [{ ...recorded, quantity, amount: 1690 * quantity }],
      total: 1690 * quantity,
    };
    placing({ lines: [line({ quantity })] }).then({ ...placed, data });
  });

  test('is refused when lines of one product add up to too much, at the last of them', () => {
    placing({ lines: [line({ quantity: 6000 }), line({ quantity: 6000 })] }).rejects(
      'INVALID_QUANTITY',
      'lines.1.quantity',
    );
  });

  test('is refused with an unknown product, and says which', () => {
    const lines = [line(), line({ sku: 'NOPE-1', offer: undefined })];
    expect(placing({ lines }).rejects('UNKNOWN_PRODUCT', 'lines.1.sku')).toMatch(/Line 2.*NOPE-1/);
  });

  test('is refused with a product that is no longer sold', () => {
    const lines = [line({ offer: { ...offer, withdrawn: true } })];
    placing({ lines }).rejects('WITHDRAWN_PRODUCT', 'lines.0.sku');
  });

  test('is refused with a note that is too long', () => {
    placing({ note: 'x'.repeat(1001) }).rejects('NOTE_TOO_LONG', 'note');
  });

  test('is refused when its total is beyond what money fields hold', () => {
    const lines = [line({ quantity: 10_000, offer: { ...offer, unitPrice: 300_000 } })];
    placing({ lines }).rejects('ORDER_TOO_LARGE', 'lines');
  });

  test('is refused when nobody is signed in', () => {
    placing({ customer: null }).rejects('SIGN_IN_REQUIRED');
  });

  test('is refused on an order that is there already', () => {
    order(placed).when('place', placement()).rejects('ORDER_EXISTS');
  });
});

describe('following the goods', () => {
  test('each step is recorded once', () => {
    order(placed).when('confirm', {}).then(confirmed);
    order(placed, confirmed).when('confirm', {}).then();
    order(placed, confirmed).when('markPicked', { by: cleo }).then(picked);
    order(placed, confirmed, picked).when('markDispatched', dispatched.data).then(dispatched);
    order(placed, confirmed, picked, dispatched).when('complete', dispatched.data).then(completed);
    order(placed, confirmed, picked, dispatched, completed).when('complete', dispatched.data).then();
  });

  test('a later step records the ones it implies, and what arrives late is no news', () => {
    const unknownPicker = emit('OrderPicked', { orderId, by: null });
    order(placed).when('markDispatched', dispatched.data).then(confirmed, unknownPicker, dispatched);
    order(placed, confirmed, unknownPicker, dispatched).when('markPicked', { by: cleo }).then();
    const unknownSender = emit('OrderDispatched', { ...dispatched.data, by: null });
    order(placed).when('complete', dispatched.data).then(confirmed, unknownPicker, unknownSender, completed);
  });

  test('a shortage refuses the order, for good', () => {
    order(placed).when('refuse', { reason: 'Not enough stock.' }).then(refusedOrder);
    order(placed, requested).when('refuse', { reason: 'Not enough stock.' }).then(refusedOrder);
    order(placed, refusedOrder).when('confirm', {}).then();
    order(placed, refusedOrder).when('cancelled', {}).then();
  });

  test('nothing is recorded about an order that was never placed', () => {
    order().when('confirm', {}).then();
    order().when('refuse', { reason: 'x' }).then();
    order().when('cancelled', {}).then();
  });
});

describe('cancelling', () => {
  test.each([
    ['placed', [placed]],
    ['confirmed', [placed, confirmed]],
    ['picked', [placed, confirmed, picked]],
  ])('can be asked for while the order is %s', (_, events) => {
    order(...events)
      .when('cancel', {}, ada)
      .then(requested);
  });

  test('can be asked for by staff, for any customer', () => {
    order(placed)
      .when('cancel', {}, dana)
      .then(emit('OrderCancellationRequested', { orderId, by: { id: 'dana', name: 'Dana Reyes' } }));
  });

  test('twice is asked for once', () => order(placed, requested).when('cancel', {}, ada).then());

  test.each([
    ['dispatched', [placed, confirmed, picked, dispatched], 'TOO_LATE'],
    ['completed', [placed, confirmed, picked, dispatched, completed], 'TOO_LATE'],
    ['cancelled', [placed, requested, cancelled], 'NOT_CANCELLABLE'],
    ['refused', [placed, refusedOrder], 'NOT_CANCELLABLE'],
  ])('is refused once the order is %s', (_, events, code) => {
    order(...events)
      .when('cancel', {}, ada)
      .rejects(code);
  });

  test('somebody else’s order is as if there were none', () => {
    const message = order(placed).when('cancel', {}, emil).rejects('UNKNOWN_ORDER', 'id');
    expect(order().when('cancel', {}, emil).rejects('UNKNOWN_ORDER', 'id')).toBe(message);
  });

  test('needs somebody who is signed in', () => {
    order(placed).when('cancel', {}).rejects('SIGN_IN_REQUIRED');
  });

  test('ends the order when fulfilment could stop it, whatever arrives later', () => {
    order(placed, requested).when('cancelled', {}).then(cancelled);
    order(placed, requested, cancelled).when('cancelled', {}).then();
    order(placed, requested, cancelled).when('markPicked', { by: cleo }).then();
  });

  test('that comes too late brings the order to where its goods are', () => {
    const answer = { reason: 'It had left.', stage: 'DISPATCHED', carrier: 'DHL', trackingCode: 'T1' };
    const unknownSender = emit('OrderDispatched', { ...dispatched.data, by: null });
    order(placed, confirmed, picked, requested).when('cancellationRefused', answer).then(unknownSender, tooLate);
    order(placed, confirmed, picked, requested, dispatched).when('cancellationRefused', answer).then(tooLate);
    order(placed, confirmed, picked, dispatched, tooLate).when('cancellationRefused', answer).then();
  });

  test('that came too late does not take a completed order back', () => {
    const answer = { reason: 'It had left.', stage: 'DISPATCHED', carrier: 'DHL', trackingCode: 'T1' };
    order(placed, confirmed, picked, requested, dispatched, completed)
      .when('cancellationRefused', answer)
      .then({ ...tooLate, data: { ...tooLate.data, stage: 'COMPLETED' } });
  });

  test('can be asked for again after it was refused', () => {
    const early = emit('OrderCancellationRefused', { orderId, reason: 'Not now.', stage: 'CONFIRMED' });
    order(placed, confirmed, requested, early).when('cancel', {}, ada).then(requested);
  });
});
