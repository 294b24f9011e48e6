import { expect, it } from 'vitest';
import { run } from './replicas.ts';

it('a small share of the proof "replicas" holds', async () => {
  expect(await run({ replicas: 2, kills: 2, commands: 15, seed: 5 })).toMatchObject({ older: 0, lost: 0, alike: true });
});
