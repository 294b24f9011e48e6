import { expect, it } from 'vitest';
import { run } from '../../proofs/pairwise.ts';

it('looking at pairs is trying every mix: a share of the proof', () => {
  const { ok, examples, refused, accepted } = run({ products: 150, seed: 3 });
  expect(examples).toEqual([]);
  expect(ok).toBe(true);
  expect(refused).toBeGreaterThan(30);
  expect(accepted).toBeGreaterThan(300);
}, 120_000);
