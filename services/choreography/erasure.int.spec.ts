/** A share of the proof `erase-then-rebuild`: one person, real processes and files. */
import { expect, it } from 'vitest';
import { eraseOnce } from './proofs/erase-then-rebuild.ts';

it('a person who was erased is nowhere any more: log, read stores, exports, backups, output, keys', async () => {
  const { before, problems } = await eraseOnce(3, false);
  expect(problems).toEqual([]);
  expect(before).toBeGreaterThan(0);
}, 240_000);
