import { expect, test } from 'vitest';
import { isoOf, msOf } from './instant.ts';

test('agrees with Date, day by day over four centuries and at odd times of the day', () => {
  for (let day = -80_000; day < 80_000; day++) {
    const ms = day * 86_400_000 + ((day * 7_919_333) % 86_400_000) * (day < 0 ? -1 : 1);
    const iso = new Date(ms).toISOString();
    if (isoOf(ms) !== iso || msOf(iso) !== ms) expect([isoOf(ms), msOf(iso)]).toEqual([iso, ms]);
  }
});

test('milliseconds may be left out, or be too fine', () => {
  expect(msOf('2026-11-23T08:00:00Z')).toBe(Date.parse('2026-11-23T08:00:00.000Z'));
  expect(msOf('2026-11-23T08:00:00.5Z')).toBe(Date.parse('2026-11-23T08:00:00.500Z'));
  expect(msOf('2026-11-23T08:00:00.123456Z')).toBe(Date.parse('2026-11-23T08:00:00.123Z'));
});

test.each(['', 'yesterday', '2026-11-23', '2026-11-23T08:00:00+01:00'])('%s is no time of an event', (text) => {
  expect(() => msOf(text)).toThrow('must read like');
});
