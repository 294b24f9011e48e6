import { expect, it } from 'vitest';
import { run } from './duplicate-delivery.ts';

it('200 of the commits over links that break: stored once, told truly, handed over once and in order', async (test) => {
  const result = await run({ commits: 200, writers: 2, readers: 2, seed: 20261126 });
  if (result.skipped !== undefined) test.skip(result.skipped);
  expect(result, JSON.stringify(result)).toMatchObject({ ok: true });
});
