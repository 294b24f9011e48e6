import { expect, it } from 'vitest';
import { next, product } from '../gate/testing/small-product.ts';
import { diffContracts } from './diff-contracts.ts';

const texts = (...releases: Parameters<typeof diffContracts>) =>
  diffContracts(...releases).map(({ kind, what, text }) => `${kind} ${what} ${text}`);

it('two releases that promise the same differ in nothing', () => {
  for (const one of Object.values(product)) expect(texts(one, structuredClone(one))).toEqual([]);
});

it('a service’s differences are its types, fields, values and events', () => {
  const changed = next(product.ordersService, (contract) => ({
    ...contract,
    schema: contract.schema
      .replace('total(currency: String): Int!', 'total(currency: String = "EUR"): Int')
      .replace('enum OrderStatus { PLACED SENT }', 'enum OrderStatus { PLACED SENT RETURNED }')
      .replace('  number: String!\n', '')
      .replace('type Person', 'type Parcel { weight: Int! }\ntype Person'),
    events: { ...contract.events, OrderSent: { version: 1, schema: { type: 'object' } } },
  }));
  expect(texts(product.ordersService, changed)).toEqual(
    [
      'added type Parcel: type',
      'changed field Order.total: (currency: String) Int! → (currency: String = "EUR") Int',
      'removed field Order.number: String!',
      'added field Parcel.weight: Int!',
      'added enum value OrderStatus.RETURNED',
      'added event OrderSent: version 1',
      'added event data OrderSent: {"type":"object"}',
    ].sort((a, b) => order(a) - order(b)),
  );
});

it('an app’s are its operations, packages, routes, slots and commands', () => {
  const changed = next(product.orders, (contract) => ({
    ...contract,
    operations: contract.operations.filter(({ name }) => name !== 'OrdersAll'),
    shared: { ...contract.shared, react: '^20.0.0' },
    contributions: { ...contract.contributions, commands: [] },
  }));
  expect(texts(product.orders, changed)).toEqual([
    expect.stringContaining('removed operation OrdersAll'),
    'changed shared package react: ^19.3.0 → ^20.0.0',
    'removed command orders.new: New',
  ]);
});

/** As the facts are listed: types, fields by name, values, events. */
function order(text: string): number {
  const whats = [
    'type Parcel',
    'Order.number',
    'Order.total',
    'Parcel.weight',
    'enum value',
    ' event Or',
    'event data',
  ];
  return whats.findIndex((what) => text.includes(what));
}
