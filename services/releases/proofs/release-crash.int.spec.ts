import { expect, test } from 'vitest';
import { run } from './release-crash.ts';

test('a crash at any step of any verb leaves nothing or all of it, and of two that exclude each other one goes live', async () => {
  const result = await run({ races: 6 });
  expect(result.failures).toEqual([]);
  expect(result).toMatchObject({ ok: true, bothSucceeded: 0, refusals: 6 });
  expect(result.crashes).toBeGreaterThanOrEqual(2 * result.verbs);
}, 480_000);
