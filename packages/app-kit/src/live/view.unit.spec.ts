import { expect, test } from 'vitest';
import { failureOf, stalest } from './view.ts';

const forbidden = { code: 'FORBIDDEN', message: 'For staff.' };
const away = { code: 'SERVICE_UNAVAILABLE', message: 'It does not answer.' };
const live = { state: 'live', asOf: 5, problem: undefined, documents: [] } as const;

test('an empty view is no failure', () => {
  expect(failureOf(live)).toBeUndefined();
});

test('refused before anything was there, or afterwards: nothing may be shown', () => {
  expect(failureOf({ state: 'stale', asOf: undefined, problem: forbidden, documents: [] })).toBe(forbidden);
  expect(failureOf({ state: 'stale', asOf: 5, problem: forbidden, documents: [] })).toBe(forbidden);
});

test('a service that is away takes nothing away, not even emptiness', () => {
  expect(failureOf({ state: 'stale', asOf: 5, problem: away, documents: [] })).toBeUndefined();
  expect(failureOf({ state: 'stale', asOf: 5, problem: away, documents: [1] })).toBeUndefined();
  expect(failureOf({ state: 'loading', asOf: undefined, problem: away, documents: [] })).toBe(away);
});

test('the notice speaks of what has been stale for longest, and not of what is not shown', () => {
  const old = { state: 'stale', asOf: 3, problem: away, documents: [1] } as const;
  const newer = { ...old, asOf: 4 };
  const refused = { ...old, asOf: 1, problem: forbidden, documents: [] };
  expect(stalest([live, newer, old, refused])).toBe(old);
  expect(stalest([live, refused])).toBeUndefined();
});
