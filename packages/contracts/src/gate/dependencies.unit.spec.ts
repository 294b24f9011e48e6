import { expect, test } from 'vitest';
import { dependenciesOf, type LiveRelease } from './index.ts';
import { live, liveSet, next, product, serviceContract } from './testing/small-product.ts';

const lines = (...more: readonly LiveRelease[]) =>
  dependenciesOf(liveSet(...more).releases).map(
    ({ consumer, kind, subject, provider }) =>
      `${consumer.module}@${consumer.version} ${kind} ${subject} → ${provider}`,
  );

test('an app uses fields of the services that answer them, one looked up in another by its key', () => {
  const found = lines();
  expect(found).toContain('orders@1.4.0 field Order.total → orders-service');
  expect(found).toContain('orders@1.4.0 field Product.name → catalog-service');
  expect(found).toContain('orders@1.4.0 field Price.amount → catalog-service');
  expect(found).toContain('orders@1.4.0 field Person.name → orders-service');
  expect(found).not.toContain('orders@1.4.0 field Product.name → orders-service');
  // Both services have such a type: each answer holds its own.
  expect(found).toContain('orders@1.4.0 field Problem.code → orders-service');
  expect(found).not.toContain('orders@1.4.0 field Problem.code → catalog-service');
  expect(found).not.toContain('catalog@1.0.0 field Problem.code → orders-service');
});

test('every place of a field is named once', () => {
  const status = dependenciesOf(liveSet().releases).filter(({ subject }) => subject === 'Order.status');
  expect(status.map(({ places }) => places)).toEqual([
    [
      { file: 'src/operations/all.graphql', line: 5, operation: 'OrdersOne' },
      { file: 'src/operations/all.graphql', line: 18, operation: 'OrdersLive' },
    ],
  ]);
});

test('a service uses fields of events, an app packages of the frame and slots of other apps', () => {
  const found = lines();
  expect(found.filter((line) => line.startsWith('catalog-service'))).toEqual([
    'catalog-service@1.0.0 event orders.OrderPlaced orderId → orders-service',
    'catalog-service@1.0.0 event orders.OrderPlaced lines[].sku → orders-service',
  ]);
  expect(found).toContain('orders@1.4.0 shared react → shell');
  expect(found).toContain('orders@1.4.0 slot catalog/product-actions/v1 → catalog');
});

test('a package that a library is released for is the library’s, not the frame’s', () => {
  const sharedUi = {
    module: 'shared-ui',
    version: '1.3.0',
    kind: 'library',
    contract: { shared: { react: '^19.0.0' }, provides: { '@tessera/shared-ui': { version: '1.3.0', file: 'ui.js' } } },
  } as const;
  const found = lines(live(sharedUi));
  expect(found).toContain('orders@1.4.0 shared @tessera/shared-ui → shared-ui');
  expect(found).not.toContain('orders@1.4.0 shared @tessera/shared-ui → shell');
  expect(found).toContain('shared-ui@1.3.0 shared react → shell');
});

test('what only open tabs use is there, with the release they run', () => {
  const old = next(product.orders, (contract) => contract, '1.1.0');
  expect(lines(live(old, ['tabs'], 7))).toContain('orders@1.1.0 field Order.total → orders-service');
});

test('a service whose schema cannot be read offers nothing, and breaks nothing', () => {
  const broken = { ...product.ordersService, contract: serviceContract('orders', 'type {') };
  const releases = [live(product.orders), live(broken)];
  expect(dependenciesOf(releases).filter(({ kind }) => kind === 'field')).toEqual([]);
});
