import { expect, test } from 'vitest';
import { run } from './release-storm.ts';

test('what is served is what was recorded, whoever changes what at once and whatever is killed: a share of the proof', async () => {
  const result = await run({ bursts: 2, verbs: 12 });
  expect(result.failures).toEqual([]);
  expect(result).toMatchObject({ ok: true, bursts: 2 });
  // How many of them are refused is the order's in which they meet; that none is lost is not.
  const refused = Object.values(result.refused).reduce((sum, count) => sum + count, 0);
  expect(result.done + refused).toBe(24);
  expect(result.done).toBeGreaterThan(0);
}, 480_000);
