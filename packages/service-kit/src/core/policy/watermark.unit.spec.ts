import { expect, it } from 'vitest';
import { createWatermark } from './watermark.ts';

it('is as far as everything before it is done, in whatever order things finish', () => {
  const watermark = createWatermark(10);
  for (const position of [11, 12, 12, 15]) watermark.open(position);
  watermark.seen(20);
  expect(watermark.position).toBe(10);
  watermark.done(12);
  watermark.done(11);
  expect(watermark.position).toBe(11);
  watermark.done(12);
  expect(watermark.position).toBe(14);
  watermark.done(15);
  expect([watermark.position, watermark.openCount]).toEqual([20, 0]);
});
