import { expect, it } from 'vitest';
import { run } from '../../proofs/gate.ts';

it('the gate sees what breaks and lets pass what does not: a share of the mutation test', async () => {
  const result = await run({ breaking: 14, harmless: 8, seed: 5, samples: 5 });
  expect(result.escapes).toEqual([]);
  expect(result.falseAlarms).toEqual([]);
  expect(result.breaking + result.harmless).toBe(22);
}, 300_000);
