import { expect, test } from 'vitest';
import { run } from './release-storm.ts';

test('what is served is what was recorded, whoever changes what at once and whatever is killed: a share of the proof', async () => {
  const result = await run({ bursts: 2, verbs: 12 });
  expect(result.failures).toEqual([]);
  expect(result).toMatchObject({ ok: true, bursts: 2 });
  expect(result.done).toBeGreaterThan(10);
}, 480_000);
