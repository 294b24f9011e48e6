import { expect, it } from 'vitest';
import { actionLook, formatBytes } from './words.ts';

it('sizes read as people say them', () => {
  expect([0, 512, 1500, 123_456, 9_990_000].map(formatBytes)).toEqual(['0 B', '512 B', '1.5 kB', '123 kB', '10.0 MB']);
});

it('an action from a newer release of the service still shows', () => {
  expect(actionLook('BURIED_AT_SEA').label).toBe('buried at sea');
  expect(actionLook('ROLLED_BACK').label).toBe('Rolled back');
});
