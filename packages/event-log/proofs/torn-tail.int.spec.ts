import { expect, it } from 'vitest';
import { run } from './torn-tail.ts';

it('20 of the places: a damaged log shows a whole beginning, or refuses naming the file', async () => {
  const { kinds, ok } = await run({ places: 20, seed: 20261126 });
  expect(Object.values(kinds).flatMap(({ wrong }) => wrong)).toEqual([]);
  expect(ok).toBe(true);
  // Each kind of damage was noticed at least once, or cost nothing.
  expect(kinds['page overwritten'].refused).toBeGreaterThan(0);
  expect(kinds['wal cut'].readable).toBe(20);
});
