import { expect, it } from 'vitest';
import { run } from './rebuild-kill.ts';

it('a small share of the proof "rebuild-kill" holds', async () => {
  const result = await run({ kills: 2, sales: 1_500, seed: 3 });
  expect(result).toMatchObject({ poorer: 0, restarted: 0, equal: true });
});
