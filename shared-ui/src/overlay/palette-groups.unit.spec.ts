import { expect, test } from 'vitest';
import { fuzzyScore } from './fuzzy.ts';
import { groupsFor } from './palette-groups.ts';

const items = [
  { id: 'new', label: 'Place an order' },
  { id: 'orders', label: 'Go to orders', group: 'Go to' },
  { id: 'board', label: 'Go to the dispatch board', group: 'Go to', keywords: 'shipments' },
  { id: 'theme', label: 'Use the dark theme', group: 'Preferences' },
];
const found = (text: string) => groupsFor(items, text).flatMap((group) => group.items.map(({ id }) => id));

test('no text shows everything in the given order', () => {
  expect(found('')).toEqual(['new', 'orders', 'board', 'theme']);
});

test('the start of a word beats the middle of one', () => {
  expect(found('ord')[0]).toBe('orders');
  expect(fuzzyScore('or', 'orders')).toBeGreaterThan(fuzzyScore('or', 'go to orders') ?? Infinity);
  expect(fuzzyScore('or', 'go to orders')).toBeGreaterThan(fuzzyScore('or', 'history') ?? Infinity);
});

test('initials find a command, strewn letters do not', () => {
  expect(found('pao')).toEqual(['new']);
  expect(fuzzyScore('xyz', 'Place an order')).toBeNull();
  expect(fuzzyScore('drb', 'Go to the dispatch board, where everything is')).toBeNull();
});

test('every word must fit; accents and case do not matter', () => {
  expect(found('go dispatch')).toEqual(['board']);
  expect(found('go nowhere')).toEqual([]);
  expect(fuzzyScore('ÉLÉ', 'Elegant')).not.toBeNull();
});

test('keywords and group find an item, after those whose label fits', () => {
  expect(found('shipments')).toEqual(['board']);
  expect(found('preferences')).toEqual(['theme']);
});

test('results found elsewhere are shown whatever the text', () => {
  const groups = groupsFor([...items, { id: 'r', label: 'BW-10023', group: 'Orders', isResult: true }], 'dairy');
  expect(groups.flatMap((group) => group.items.map(({ id }) => id))).toEqual(['r']);
});
