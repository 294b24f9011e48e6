import { expect, it } from 'vitest';
import { parseMoment } from './moment.ts';

const now = Date.parse('2026-05-01T12:00:00.000Z');
const iso = (text: string) => new Date(parseMoment('--from', text, now)).toISOString();

it('reads ISO 8601 and how long ago, and says what it does not understand', () => {
  expect(iso('2026-04-30T10:00:00Z')).toBe('2026-04-30T10:00:00.000Z');
  expect(iso('2026-04-30')).toBe('2026-04-30T00:00:00.000Z');
  expect(iso('90s')).toBe('2026-05-01T11:58:30.000Z');
  expect(iso('10m')).toBe('2026-05-01T11:50:00.000Z');
  expect(iso('1.5h')).toBe('2026-05-01T10:30:00.000Z');
  expect(iso('2d')).toBe('2026-04-29T12:00:00.000Z');
  for (const wrong of ['', 'yesterday', '10', '5 weeks', '12'])
    expect(() => parseMoment('--from', wrong, now)).toThrow(/is not a time/);
});
