import { expect, it } from 'vitest';
import { run } from './crash-recovery.ts';

it('5 of the 50 kills: nothing acknowledged is lost, nothing is partial, doubled or out of order', async () => {
  const result = await run({ kills: 5, seed: 20261123 });
  expect(result).toMatchObject({ ok: true, lost: 0, partial: 0, doubled: 0, outOfOrder: 0, gaps: 0, readerDiffers: 0 });
  expect(result.acknowledged).toBeGreaterThan(20);
});
