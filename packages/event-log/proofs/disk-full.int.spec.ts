import { expect, it } from 'vitest';
import { run } from './disk-full.ts';

it('a full disk refuses what does not fit, by code, and harms nothing else', async (test) => {
  const result = await run();
  // In CI what it needs is there, or somebody has to hear of it.
  if (result.skipped !== undefined && !process.env['CI']) test.skip(result.skipped);
  expect(result).toMatchObject({
    ok: true,
    codes: ['LOG_FULL'],
    lost: 0,
    uninvited: 0,
    writableAfterwards: true,
    problems: [],
  });
});
