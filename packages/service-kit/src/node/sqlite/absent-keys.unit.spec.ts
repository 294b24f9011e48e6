import { expect, it } from 'vitest';
import { createAbsentKeys } from './absent-keys.ts';

it('never calls an added key absent, and recognises nearly all that are', () => {
  const keys = createAbsentKeys();
  for (let i = 0; i < 200_000; i++) keys.add(`order_${i}`);
  let wrong = 0;
  for (let i = 0; i < 200_000; i++) if (keys.lacks(`order_${i}`)) wrong += 1;
  expect(wrong).toBe(0);
  let unsure = 0;
  for (let i = 0; i < 10_000; i++) if (!keys.lacks(`absent_${i}`)) unsure += 1;
  expect(unsure).toBeLessThan(100);
});
