import { emit, type Emitted, type User } from '@tessera/service-kit';
import { describe, expect, test } from 'vitest';
import { given } from '../../testing/given.ts';
import { catalog } from '../service.ts';

const ben: User = { id: 'ben', name: 'Ben Okafor', roles: ['catalog-staff'] };
const dana: User = { id: 'dana', name: 'Dana Reyes', roles: ['staff'] };
const ada: User = { id: 'ada', name: 'Ada Marsh', roles: ['customer'] };
const by = { id: 'ben', name: 'Ben Okafor' };
const sku = 'PMP-CEN-40';
const facts = {
  sku,
  name: 'Centrifugal pump, DN 40',
  category: 'Pumps',
  description: 'Single-stage.',
  unitPrice: 79900,
  attributes: [{ name: 'Flow', value: '25', unit: 'm³/h' }],
};
const added = emit('ProductAdded', { ...facts, currency: 'EUR', by });
const repriced = emit('PriceChanged', { sku, unitPrice: 84900, previousUnitPrice: 79900, by });
const withdrawn = emit('ProductWithdrawn', { sku, by });

const product = (...events: Emitted[]) => given(catalog, 'product', ...events);

describe('adding a product', () => {
  const adding = (change: object = {}, user: User | null = ben) => product().when('add', { ...facts, ...change }, user);

  test('records it with its first price', () => adding().then(added));

  test('trims what people typed', () => {
    adding({ name: '  Centrifugal pump, DN 40 ', category: 'Pumps ' }).then(added);
  });

  test('is refused when the number is taken', () => {
    product(added).when('add', facts, ben).rejects('PRODUCT_EXISTS', 'sku');
    product(added, withdrawn).when('add', facts, ben).rejects('PRODUCT_EXISTS', 'sku');
  });

  test.each(['', 'a b', '-A', '__proto__', 'Ä1', 'a.b', 'x'.repeat(41)])('is refused under the number %j', (wrong) => {
    adding({ sku: wrong }).rejects('INVALID_SKU', 'sku');
  });

  test.each([
    ['name', '', 'INVALID_NAME'],
    ['name', 'x'.repeat(121), 'INVALID_NAME'],
    ['category', '  ', 'INVALID_CATEGORY'],
    ['description', 'x'.repeat(2001), 'INVALID_DESCRIPTION'],
    ['attributes', Array(41).fill(facts.attributes[0]), 'TOO_MANY_ATTRIBUTES'],
  ])('is refused with an unusable %s', (field, value, code) => {
    adding({ [field]: value }).rejects(code, field);
  });

  test.each([0, -5, 1.5, 100_000_001])('is refused at a price of %d cents', (unitPrice) => {
    adding({ unitPrice }).rejects('INVALID_PRICE', 'unitPrice');
  });

  test.each([
    ['customers', ada],
    ['nobody', null],
  ])('is not for %s', (_, user) => {
    adding({}, user).rejects('FORBIDDEN');
  });
});

describe('changing a price', () => {
  const change = (unitPrice: number, user: User | null = ben) =>
    product(added).when('changePrice', { sku, unitPrice }, user);

  test('records the new price beside the old one', () => change(84900).then(repriced));

  test('may be done by staff as well', () => {
    change(84900, dana).then(emit('PriceChanged', { ...repriced.data, by: { id: 'dana', name: 'Dana Reyes' } }));
  });

  test('to the same price changes nothing', () => change(79900).then());

  test.each([0, -1, 0.5, 100_000_001])('to %d cents is refused, and says what is possible', (unitPrice) => {
    expect(change(unitPrice).rejects('INVALID_PRICE', 'unitPrice')).toContain('1,000,000.00 EUR');
  });

  test.each([1, 100_000_000])('to %d cents is possible', (unitPrice) => {
    change(unitPrice).then(emit('PriceChanged', { ...repriced.data, unitPrice }));
  });

  test('of an unknown product is refused', () => {
    product().when('changePrice', { sku, unitPrice: 100 }, ben).rejects('UNKNOWN_PRODUCT', 'sku');
  });

  test('of a withdrawn product is refused', () => {
    product(added, withdrawn).when('changePrice', { sku, unitPrice: 100 }, ben).rejects('WITHDRAWN_PRODUCT', 'sku');
  });

  test.each([
    ['customers', ada],
    ['nobody', null],
  ])('is not for %s', (_, user) => {
    change(84900, user).rejects('FORBIDDEN');
  });
});

describe('withdrawing a product', () => {
  test('is recorded once', () => {
    product(added).when('withdraw', { sku }, ben).then(withdrawn);
    product(added, withdrawn).when('withdraw', { sku }, ben).then();
  });

  test('is refused for an unknown product, and for people who may not', () => {
    product().when('withdraw', { sku }, ben).rejects('UNKNOWN_PRODUCT', 'sku');
    product(added).when('withdraw', { sku }, ada).rejects('FORBIDDEN');
  });
});
