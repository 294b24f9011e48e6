import { expect, test } from 'vitest';
import { releases } from './service.ts';

const emil = { id: 'emil', name: 'Emil Novak', roles: ['customer'] };

test('the live composition is that of the environment asked for, production when none is named', () => {
  expect(releases.live['composition']?.({ environment: 'staging' }, emil)).toEqual({ partition: 'staging' });
  expect(releases.live['composition']?.({}, emil)).toEqual({ partition: 'production' });
});

test('the live history is the recent part', () => {
  expect(releases.live['releaseHistory']?.({}, emil)).toEqual({ partition: 'recent' });
});
