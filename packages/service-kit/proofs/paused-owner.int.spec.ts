import { expect, it } from 'vitest';
import { run } from './paused-owner.ts';

it('2 of 20 rounds, clocks two hours apart: an owner that was stopped changes nothing when it wakes up', async () => {
  const result = await run({ rounds: 2, skewMinutes: 60 });
  expect(result).toMatchObject({ ok: true, wronglyIn: 0, missing: 0, twice: 0 });
});
