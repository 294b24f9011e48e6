import { anonymous, forbidden } from '@tessera/service-kit';
import { expect, test } from 'vitest';
import { orders } from './service.ts';

const ada = { id: 'ada', name: 'Ada Marsh', roles: ['customer'] };
const cleo = { id: 'cleo', name: 'Cleo Lindqvist', roles: ['warehouse'] };
const dana = { id: 'dana', name: 'Dana Reyes', roles: ['staff'] };
const watch = orders.live['orderList'];
const denied = { forbidden: expect.any(String) };

test('customers watch their own orders, and nobody else’s', () => {
  expect(watch?.({ customer: 'ada' }, ada)).toEqual({ partition: 'ada' });
  expect(watch?.({ customer: 'emil' }, ada)).toEqual(denied);
  expect(watch?.({ customer: null }, ada)).toEqual(denied);
  expect(watch?.({}, ada)).toEqual(denied);
});

test.each([dana, cleo])('staff and warehouse watch everyone’s ($name)', (user) => {
  expect(watch?.({}, user)).toEqual({ partition: '*' });
  expect(watch?.({ customer: 'ada' }, user)).toEqual({ partition: 'ada' });
});

test('nobody watches without signing in, not even the customer without an id', () => {
  expect(watch?.({ customer: '' }, anonymous)).toEqual(forbidden('Sign in to see your orders.'));
  expect(watch?.({}, anonymous)).toEqual(denied);
});

test('a customer whose id reads like “everyone” still sees only their own', () => {
  expect(watch?.({ customer: '*' }, ada)).toEqual(denied);
  expect(watch?.({ customer: '*' }, { ...ada, id: '*' })).toEqual(denied);
});
