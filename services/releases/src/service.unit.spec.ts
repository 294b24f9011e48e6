import { expect, test } from 'vitest';
import { releases } from './service.ts';

const dana = { id: 'dana', name: 'Dana Reyes', roles: ['staff'] };
const emil = { id: 'emil', name: 'Emil Novak', roles: ['customer'] };

test.each([
  ['composition', dana],
  ['compositionRevision', emil],
] as const)('the live %s is that of the environment asked for, production when none is named', (field, user) => {
  expect(releases.live[field]?.({ environment: 'staging' }, user)).toEqual({ partition: 'staging' });
  expect(releases.live[field]?.({}, user)).toEqual({ partition: 'production' });
});

test('the live history is the recent part', () => {
  expect(releases.live['releaseHistory']?.({}, dana)).toEqual({ partition: 'recent' });
});
