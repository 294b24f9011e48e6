import { anonymous } from '@tessera/service-kit';
import { describe, expect, test } from 'vitest';
import { ownPartition } from './bounds/own-documents.ts';
import { insights } from './service.ts';

const person = (...roles: string[]) => ({ id: roles.join('-'), name: 'Somebody', roles });
const args = { currency: 'EUR' };
const fields = Object.entries(insights.live);

describe.each(fields)('live %s', (_name, rule) => {
  test.each(['staff', 'release-manager', 'warehouse'])('is for %s', (role) => {
    expect(rule(args, person(role))).toEqual({ partition: expect.stringMatching(/^(all|open|EUR)$/) });
  });

  test.each([person('customer'), person('catalog-staff'), person(), anonymous])(
    'is refused to $roles, and says whom to ask',
    (user) => {
      expect(rule(args, user)).toEqual({ forbidden: expect.stringContaining('#team-insights') });
    },
  );
});

test.each(['*', ownPartition, 'all', '', 'eur'])(
  'nobody reaches the partition "%s" by calling it a currency',
  (name) => {
    expect(insights.live['salesByMinute']?.({ currency: name }, person('staff'))).toHaveProperty('forbidden');
    expect(insights.live['productSales']?.({ currency: name }, person('staff'))).toHaveProperty('forbidden');
  },
);

test('records nothing of its own', () => {
  expect(insights.events).toEqual({});
  expect(insights.streams).toEqual({});
  expect(insights.policies).toEqual({});
});
