import { reacting } from '@tessera/service-kit/testing';
import { expect, test } from 'vitest';
import { orders } from '../service.ts';

const line = { line: 1, sku: 'VLV', name: 'Ball valve', quantity: 2, unitPrice: 1_250, amount: 2_500 };
const order = {
  number: 'BW-7K3MQ9',
  customer: { id: 'ada', name: 'Ada' },
  lines: [line],
  total: 2_500,
  currency: 'EUR',
  email: 'ada@example.com',
};
const confirmed = { type: 'OrderConfirmed', data: { orderId: 'o-1' } };

test('a confirmed order is confirmed by e-mail, without the customer’s name', () => {
  const [{ request }] = Object.values(orders.effects) as [(typeof orders.effects)[string]];
  const text = request(() => ({ get: () => order as never }), {
    ...confirmed,
    position: 1,
    time: '',
    id: '1-0',
    stream: '',
    streamId: 'o-1',
    version: '',
  })?.['text'];
  expect(text).toContain('2 × Ball valve (VLV), 25.00 EUR');
  expect(text).not.toContain('Ada');
  reacting(orders, confirmed, { orders: { 'o-1': order } }).requests('mail', {
    to: 'ada@example.com',
    subject: 'Your order BW-7K3MQ9 is confirmed',
    text: text as string,
  });
});

test('nobody writes to a person who was erased, or who left no address', () => {
  // Of an erased person the fold leaves neither name nor address.
  const silent = { ...order, email: null };
  for (const each of [silent, { ...silent, customer: { id: 'ada', name: null } }]) {
    reacting(orders, confirmed, { orders: { 'o-1': each } }).requestsNothing();
  }
});
