import { expect, it } from 'vitest';
import { createPositionCollector, parseAtLeast } from './positions.ts';

it('what a client has seen is read by service, and refused when it is not that', () => {
  expect(Object.fromEntries(parseAtLeast('orders=e1.a.g_1, catalog=e1.b')!)).toEqual({
    orders: 'e1.a.g_1',
    catalog: 'e1.b',
  });
  expect(parseAtLeast(undefined)?.size).toBe(0);
  for (const bad of [
    'orders',
    '=e1.a',
    'orders=',
    'orders=a b',
    'orders=a\r\nx: y',
    Array(40)
      .fill('a=b')
      .map((each, index) => `s${index}${String(each)}`)
      .join(','),
  ]) {
    expect(parseAtLeast(bad), bad).toBeUndefined();
  }
});

it('a query is as old as its oldest part, a command as new as its last', () => {
  const query = createPositionCollector();
  for (const position of ['e1.z', 'e1.10', 'e1.y']) query.seen('orders', position, 'query');
  // In base 36 "10" comes after "z", and "y" before both.
  expect(query.positions).toEqual({ orders: 'e1.y' });
  const command = createPositionCollector();
  for (const position of ['e1.5', 'e1.9']) command.seen('orders', position, 'mutation');
  expect(command.positions).toEqual({ orders: 'e1.9' });
  query.seen('orders', 'e2.1', 'query');
  expect(query.positions).toEqual({ orders: 'e2.1' });
});
