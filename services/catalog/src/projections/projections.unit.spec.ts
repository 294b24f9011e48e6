import { describe, expect, test } from 'vitest';
import { fold, happened } from '../../testing/given.ts';
import { catalog } from '../service.ts';

const by = { id: 'ben', name: 'Ben Okafor' };
const facts = {
  sku: 'P1',
  name: 'Centrifugal pump',
  category: 'Pumps',
  description: 'Single-stage.',
  unitPrice: 79900,
  currency: 'EUR',
  attributes: [{ name: 'Flow', value: '25', unit: 'm³/h' }],
};
const added = happened('ProductAdded', { ...facts, by });
const other = happened('ProductAdded', { ...facts, sku: 'P2', by });
const repriced = happened('PriceChanged', { sku: 'P1', unitPrice: 84900, previousUnitPrice: 79900, by });
const withdrawn = happened('ProductWithdrawn', { sku: 'P1', by });

describe('the product list', () => {
  test('has the plain fields of a product, without who added it', () => {
    expect(fold(catalog, 'products', added)).toEqual({ P1: { ...facts, withdrawn: false, version: 'test.1' } });
  });

  test('follows the price, with the version a form hands back', () => {
    expect(fold(catalog, 'products', added, repriced)).toEqual({
      P1: { ...facts, unitPrice: 84900, withdrawn: false, version: 'test.2' },
    });
  });

  test('keeps what is no longer sold, marked', () => {
    expect(fold(catalog, 'products', added, withdrawn)).toMatchObject({ P1: { withdrawn: true, version: 'test.2' } });
  });

  test('is parted by category, sorted by name, price or number, searched in all that is said of a product', () => {
    const { partition, indexes, search } = catalog.projections['products'] ?? {};
    expect(partition?.(facts)).toBe('Pumps');
    expect(Object.fromEntries(Object.entries(indexes ?? {}).map(([name, index]) => [name, index(facts)]))).toEqual({
      name: 'centrifugal pump',
      price: 79900,
      sku: 'P1',
    });
    expect(search?.(facts)).toBe('P1 Centrifugal pump Pumps Single-stage.');
  });
});

test('a category counts what its list shows', () => {
  expect(fold(catalog, 'categories', added, other, withdrawn)).toEqual({ Pumps: { name: 'Pumps', count: 2 } });
});
