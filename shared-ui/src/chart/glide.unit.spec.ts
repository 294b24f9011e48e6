import { expect, test } from 'vitest';
import { between } from './glide.ts';

const from = { x: [1, 2, 3], y: [10, 20, 30] };

test('begins where it was and ends exactly at the target', () => {
  const to = { x: [1, 2, 3], y: [20, 0, 30] };
  expect(between(from, to, 0)).toEqual([10, 20, 30]);
  expect(between(from, to, 1)).toEqual([20, 0, 30]);
  expect(between(from, to, 7)).toEqual([20, 0, 30]);
});

test('when the axis moves on, bars keep their height and a new one grows from nothing', () => {
  expect(between(from, { x: [2, 3, 4], y: [20, 30, 8] }, 0)).toEqual([20, 30, 0]);
  const half = between(from, { x: [2, 3, 4], y: [20, 30, 8] }, 0.5);
  expect(half.slice(0, 2)).toEqual([20, 30]);
  expect(half[2]).toBeGreaterThan(4);
});
