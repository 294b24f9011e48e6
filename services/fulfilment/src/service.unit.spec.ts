import { anonymous } from '@tessera/service-kit';
import { expect, test } from 'vitest';
import { fulfilment } from './service.ts';

const user = (...roles: string[]) => ({ id: 'x', name: 'X', roles });
const denied = { forbidden: expect.any(String) };

test('the dispatch board is for warehouse and staff', () => {
  const board = fulfilment.live['shipmentBoard'];
  expect(board?.({}, user('warehouse'))).toEqual({ partition: 'all' });
  expect(board?.({}, user('staff'))).toEqual({ partition: 'all' });
  expect(board?.({}, user('customer'))).toEqual(denied);
  expect(board?.({}, anonymous)).toEqual(denied);
});

test('the stock list is for everyone', () => {
  expect(fulfilment.live['stockList']?.({}, user('customer'))).toEqual({ partition: 'all' });
});
