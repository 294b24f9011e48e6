import { expect, it } from 'vitest';
import { createRecent } from './recent.ts';

it('keeps what was used lately, and says when it has forgotten', () => {
  const recent = createRecent<number>(10);
  for (let i = 0; i < 5; i++) recent.set(`k${i}`, i);
  expect(recent.forgot).toBe(false);
  for (let i = 5; i < 100; i++) {
    recent.set(`k${i}`, i);
    expect(recent.get('k0')).toBe(0);
  }
  expect(recent.forgot).toBe(true);
  expect(recent.get('k99')).toBe(99);
  expect(recent.get('k50')).toBeUndefined();
  recent.delete('k0');
  expect(recent.get('k0')).toBeUndefined();
});
