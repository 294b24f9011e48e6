import { describe, expect, test } from 'vitest';
import { at, fold, happened } from '../../testing/given.ts';
import { orders } from '../service.ts';

const line = { line: 1, sku: 'VLV-BAL-25', name: 'Ball valve', quantity: 3, unitPrice: 1690, amount: 5070 };
const ada = { id: 'ada', name: 'Ada Marsh' };
const cleo = { id: 'cleo', name: 'Cleo Lindqvist' };
const orderId = 'o-1';
const placed = happened('OrderPlaced', {
  orderId,
  number: 'BW-7K3MQ9',
  customer: ada,
  lines: [line],
  total: 5070,
  currency: 'EUR',
  note: 'Back door',
  email: 'ada@example.com',
});
const steps = {
  confirmed: happened('OrderConfirmed', { orderId }),
  picked: happened('OrderPicked', { orderId, by: cleo }),
  dispatched: happened('OrderDispatched', { orderId, carrier: 'DHL', trackingCode: 'T1', by: cleo }),
  completed: happened('OrderCompleted', { orderId, by: null }),
  refused: happened('OrderRefused', { orderId, reason: 'None left.' }),
  requested: happened('OrderCancellationRequested', { orderId, by: ada }),
  cancelled: happened('OrderCancelled', { orderId }),
  tooLate: happened('OrderCancellationRefused', { orderId, reason: 'It had left.', stage: 'DISPATCHED' }),
};
type Step = keyof typeof steps;

const after = (...names: Step[]) => fold(orders, 'orders', placed, ...names.map((name) => steps[name]))[orderId];

describe('an order’s document', () => {
  test('shows what was ordered', () => {
    expect(after()).toEqual({
      id: orderId,
      number: 'BW-7K3MQ9',
      status: 'PLACED',
      customer: ada,
      lines: [line],
      total: 5070,
      currency: 'EUR',
      placedAt: at,
      updatedAt: at,
      history: [{ status: 'PLACED', at, by: 'Ada Marsh' }],
      refusal: null,
      note: 'Back door',
      email: 'ada@example.com',
      version: 'test.1',
    });
  });

  test('keeps its history with who did what', () => {
    expect(after('confirmed', 'picked', 'dispatched', 'completed')).toMatchObject({
      status: 'COMPLETED',
      history: [
        { status: 'PLACED', by: 'Ada Marsh' },
        { status: 'CONFIRMED', by: null },
        { status: 'PICKED', by: 'Cleo Lindqvist' },
        { status: 'DISPATCHED', by: 'Cleo Lindqvist' },
        { status: 'COMPLETED', by: null },
      ],
    });
  });

  test('says why it was refused', () => {
    expect(after('refused')).toMatchObject({ status: 'REFUSED', refusal: 'None left.' });
  });

  test('stays CANCELLING while goods move on, until fulfilment has decided', () => {
    expect(after('confirmed', 'requested', 'picked')).toMatchObject({ status: 'CANCELLING' });
    expect(after('confirmed', 'requested', 'picked', 'cancelled')).toMatchObject({ status: 'CANCELLED' });
  });

  test('goes back to where its goods are when the cancellation came too late, and says why', () => {
    const document = after('confirmed', 'picked', 'requested', 'dispatched', 'tooLate');
    expect(document).toMatchObject({ status: 'DISPATCHED', refusal: 'It had left.' });
    expect(after('confirmed', 'picked', 'requested', 'dispatched', 'tooLate', 'requested')).toMatchObject({
      refusal: null,
    });
  });

  test('belongs to its customer and is found by number, customer and part', () => {
    const { partition, search } = orders.projections['orders'] ?? {};
    const document = after() ?? {};
    expect(partition?.(document)).toBe('ada');
    expect(search?.(document)).toBe('BW-7K3MQ9 Ada Marsh VLV-BAL-25 Ball valve');
  });
});

describe('the price list', () => {
  const added = happened('catalog.ProductAdded', { sku: 'A', name: 'Part', unitPrice: 100, currency: 'EUR' });
  const changed = happened('catalog.PriceChanged', { sku: 'A', unitPrice: 120 });
  const withdrawn = happened('catalog.ProductWithdrawn', { sku: 'A' });

  test('follows the catalog’s prices', () => {
    expect(fold(orders, 'priceList', added, changed)).toEqual({
      A: { sku: 'A', name: 'Part', unitPrice: 120, currency: 'EUR', withdrawn: false },
    });
  });

  test('keeps what was withdrawn, so that the refusal can name it', () => {
    expect(fold(orders, 'priceList', added, withdrawn)).toMatchObject({ A: { withdrawn: true } });
  });
});
