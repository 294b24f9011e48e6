import { expect, it } from 'vitest';
import { contributionsSchema } from '@tessera/contracts';
import { AppDefinitionError, contributionsOf, defineApp } from './define-app.ts';

const page = async () => ({ default: () => null });

it('what an app contributes is data that its contract holds', () => {
  const app = defineApp({
    name: 'orders',
    routes: [{ path: '/orders/$orderId', title: 'Order', page: 'order' }],
    pages: { order: page },
    navigation: [{ label: 'Orders', to: '/orders', icon: 'box', group: 'Sell', roles: ['staff'] }],
    slots: { offers: ['orders/aside/v1'], fills: { 'catalog/product-actions/v1': page } },
    commands: [{ id: 'orders.new', label: 'New', to: '/orders/new', shortcut: 'n o' }],
  });
  const contributions = contributionsOf(app);
  expect(contributionsSchema.parse(contributions)).toEqual(contributions);
  expect(contributions.slots).toEqual({ offers: ['orders/aside/v1'], fills: ['catalog/product-actions/v1'] });
  expect(JSON.stringify(contributions)).not.toContain('default');
});

it('says everything that is wrong at once, with names', () => {
  const define = () =>
    defineApp({
      name: 'orders',
      routes: [
        { path: 'orders', title: 'Orders', page: 'list' as never },
        { path: '/catalog', title: '', page: 'order' },
        { path: '/catalog', title: 'Twice', page: 'order' },
      ],
      pages: { order: page },
      slots: { offers: ['catalog/x/v1'], fills: { ['orders/x/1' as never]: 'page' as never } },
      commands: [{ id: 'new', label: 'New' }],
    });
  expect(define).toThrow(AppDefinitionError);
  let issues: readonly string[] = [];
  try {
    define();
  } catch (error) {
    issues = (error as AppDefinitionError).issues;
  }
  const expected = [
    /"orders": a path starts/,
    /shows page "list"; pages are order/,
    /"\/catalog": an app's places/,
    /is there twice/,
    /has no title/,
  ];
  const more = [
    /slot "catalog\/x\/v1": an app offers/,
    /"orders\/x\/1": must be/,
    /must be a function that imports/,
    /command "new": ids start/,
  ];
  for (const issue of [...expected, ...more])
    expect(
      issues.some((one) => issue.test(one)),
      String(issue),
    ).toBe(true);
});
