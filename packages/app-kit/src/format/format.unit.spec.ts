import { expect, it } from 'vitest';
import { formatMoney, formatRelative, formatTime } from './format.ts';

const now = '2026-11-23T12:00:00';

it('amounts come in minor units, whatever the currency has of them', () => {
  expect(formatMoney(125_000, 'EUR')).toBe('€1,250.00');
  expect(formatMoney(-5, 'GBP')).toBe('-£0.05');
  expect(formatMoney(1_250, 'JPY')).toBe('JP¥1,250');
});

it('times say as much as is needed', () => {
  expect(formatTime('2026-11-23T09:05:00', now)).toBe('09:05');
  expect(formatTime('2026-03-03T09:05:00', now)).toBe('3 Mar, 09:05');
  expect(formatTime('2025-03-03T09:05:00', now)).toBe('3 Mar 2025, 09:05');
  expect(formatTime('no time', now)).toBe('');
});

it('what is near is said from here', () => {
  expect(formatRelative('2026-11-23T11:59:55', now)).toBe('now');
  expect(formatRelative('2026-11-23T11:55:00', now)).toBe('5 minutes ago');
  expect(formatRelative('2026-11-22T12:00:00', now)).toBe('yesterday');
  expect(formatRelative('2026-11-23T15:00:00', now)).toBe('in 3 hours');
  expect(formatRelative('2026-10-01T09:05:00', now)).toBe('1 Oct, 09:05');
});
