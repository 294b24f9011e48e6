import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { orderNumbers } from './order-number.ts';

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');

test('the same order always gets the same numbers, in the form people read out', () => {
  expect(orderNumbers(hashOf('a'))).toEqual(orderNumbers(hashOf('a')));
  expect(orderNumbers(hashOf('a'))[0]).toMatch(/^BW-[0-9A-HJKMNP-TV-Z]{6}$/);
});

test('one order’s candidates differ', () => {
  expect(new Set(orderNumbers(hashOf('a'))).size).toBe(8);
});

test('ten thousand orders collide about as rarely as thirty bits allow', () => {
  const first = Array.from({ length: 10_000 }, (_, i) => orderNumbers(hashOf(String(i)))[0]);
  expect(new Set(first).size).toBeGreaterThanOrEqual(9_998);
});
