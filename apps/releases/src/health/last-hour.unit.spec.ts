import { expect, test } from 'vitest';
import { failedShare, healthSentence, lastHour } from './last-hour.ts';

const now = Date.parse('2026-11-26T12:01:30Z');
const release = (...minutes: readonly [string, number, number][]) => ({
  module: 'orders',
  minutes: minutes.map(([minute, total, failed]) => ({ minute: `2026-11-26T${minute}`, total, failed })),
});

test('minutes of all releases stand at their place, oldest first', () => {
  const hour = lastHour([release(['12:01', 10, 1], ['11:59', 4, 0]), release(['12:00', 5, 0])], now);
  expect(hour.totals.slice(-2)).toEqual([4, 15]);
  expect(hour.failures.at(-1)).toBe(1);
  expect(hour).toMatchObject({ total: 19, failed: 1 });
  expect(hour.totals).toHaveLength(30);
});

test('what is older than an hour is passed over, a clock a little ahead is not', () => {
  expect(lastHour([release(['10:59', 9, 9], ['11:02', 3, 0])], now)).toMatchObject({ total: 3, failed: 0 });
  expect(lastHour([release(['12:02', 7, 0])], now).totals.at(-1)).toBe(7);
});

test('a share never hides a failure, and never makes some into all', () => {
  expect(failedShare({ total: 0, failed: 0 })).toBe('0 %');
  expect(failedShare({ total: 100_000, failed: 1 })).toBe('< 0.1 %');
  expect(failedShare({ total: 1_000, failed: 4 })).toBe('0.4 %');
  expect(failedShare({ total: 1_000, failed: 999 })).toBe('99 %');
  expect(failedShare({ total: 0, failed: 3 })).toBe('100 %');
});

test('it is said in a sentence', () => {
  expect(healthSentence({ total: 0, failed: 0 })).toBe('Nobody used it in the last hour');
  expect(healthSentence({ total: 3_120, failed: 0 })).toBe('3,120 loads and operations in the last hour, none failed');
});
