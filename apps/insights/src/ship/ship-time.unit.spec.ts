import { expect, test } from 'vitest';
import { addShipped, bandName, duration, shipSentence } from './ship-time.ts';

const part = (orders: number, seconds: number, ...counts: number[]) => ({
  orders,
  seconds,
  bands: [15, 60, null].map((under, at) => ({ under, orders: counts[at] ?? 0 })),
});

test('hours add up to an average and a spread', () => {
  const time = addShipped([part(2, 1_200, 1, 1), part(1, 600, 0, 0, 1)]);
  expect(time).toEqual({
    orders: 3,
    averageSeconds: 600,
    bands: [
      { under: 15, orders: 1 },
      { under: 60, orders: 1 },
      { under: null, orders: 1 },
    ],
  });
  expect(shipSentence(time)).toBe(
    '3 orders dispatched in the last seven days took 10 min on average; at least half left within 1 h.',
  );
});

test('nothing dispatched has no average', () => {
  expect(addShipped([]).averageSeconds).toBeUndefined();
  expect(shipSentence(addShipped([part(0, 0)]))).toBe('Nothing was dispatched in the last seven days.');
});

test.each([
  [12, '12 s'],
  [59.7, '1 min'],
  [3_540, '59 min'],
  [5_400, '1.5 h'],
  [86_400, '1 day'],
  [259_200, '3 days'],
])('%s seconds are %s', (seconds, words) => {
  expect(duration(seconds)).toBe(words);
});

test('bands are named by their end, the last by what is beyond', () => {
  const { bands } = addShipped([part(0, 0)]);
  expect(bands.map((_, at) => bandName(bands, at))).toEqual(['< 15 min', '< 1 h', 'longer']);
});
