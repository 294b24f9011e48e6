import { expect, test } from 'vitest';
import { isUtcTime, secondsBetween, secondsOf, weekOf } from './calendar.ts';

test('times are what the platform’s own calendar says, over four centuries', () => {
  for (let day = 0; day < 146_097; day += 97) {
    const date = new Date(Date.UTC(1900, 0, 1) + day * 86_400_000 + 12_345_678);
    expect(secondsOf(date.toISOString())).toBeCloseTo(date.getTime() / 1000, 3);
  }
});

test.each([
  ['2026-01-01T00:00:00Z', '2026-W01'],
  ['2027-01-01T00:00:00Z', '2026-W53'],
  ['2024-12-30T00:00:00Z', '2025-W01'],
  ['2021-01-03T23:59:59Z', '2020-W53'],
  ['2026-11-29T23:59:59Z', '2026-W48'],
  ['2026-11-30T00:00:00Z', '2026-W49'],
  ['2024-02-29T12:00:00Z', '2024-W09'],
])('%s is in %s', (time, week) => {
  expect(weekOf(time)).toBe(week);
});

test('only times in UTC are times', () => {
  expect(isUtcTime('2026-11-23T08:00:00.123Z')).toBe(true);
  expect(isUtcTime('2026-11-23T08:00Z')).toBe(true);
  for (const text of ['2026-11-23', '2026-11-23T08:00:00+01:00', '2026-13-23T08:00:00Z', 'now', '']) {
    expect(isUtcTime(text), text).toBe(false);
  }
  expect(secondsBetween('2026-02-28T23:59:59Z', '2026-03-01T00:00:01.500Z')).toBe(2.5);
});
