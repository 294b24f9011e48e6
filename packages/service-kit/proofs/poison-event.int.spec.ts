import { expect, it } from 'vitest';
import { run } from './poison-event.ts';

it('a small share of the proof "poison-event" holds', async () => {
  expect(await run({ histories: 3, events: 100, seed: 7 })).toMatchObject({ different: 0, heldUp: 0, ok: true });
});
