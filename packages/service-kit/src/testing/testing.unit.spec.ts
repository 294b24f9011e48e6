/** The DSL says what happens, and its checks can fail. */
import { describe, expect, it } from 'vitest';
import { emit, send } from '../index.ts';
import { depot } from '../sample/depot.ts';
import { shop } from '../sample/shop.ts';
import { fixedWorld, fold, given, react } from './index.ts';

const ada = { id: 'ada', name: 'Ada', roles: [] };
const sold = emit('Sold', { id: 's1', buyer: 'ada', item: 'bolt', quantity: 2 });
const sell = { command: 'sell', input: { id: 's1', item: 'bolt', quantity: 2 }, user: ada };

describe('given … when … then', () => {
  it('accepts what is decided', () => {
    given(shop).when(sell).then(sold);
    given(shop, sold)
      .when({ command: 'ship', input: { id: 's1' } })
      .then(emit('SaleShipped', { id: 's1' }));
    given(shop)
      .when({ command: 'ship', input: { id: 's1' } })
      .then();
  });

  it('fails when something else is decided', () => {
    expect(() => given(shop).when(sell).then()).toThrow(/Expected no events\s+but it decided .*Sold/);
    expect(() =>
      given(shop)
        .when(sell)
        .then(emit('Sold', { ...sold.data, quantity: 3 })),
    ).toThrow(/"quantity":3/);
    expect(() => given(shop, sold).when(sell).then(sold)).toThrow(/refused: SALE_EXISTS/);
  });

  it('accepts refusals by code and field', () => {
    given(shop, sold).when(sell).rejects('SALE_EXISTS');
    given(shop)
      .when({ ...sell, input: { id: 's1', item: 'bolt', quantity: 'many' } })
      .rejects('INVALID_INPUT', 'quantity');
    expect(() => given(shop).when(sell).rejects('SALE_EXISTS')).toThrow(/but it decided/);
    expect(() => given(shop, sold).when(sell).rejects('LOST')).toThrow(/it was SALE_EXISTS/);
    expect(() => given(shop, sold).when(sell).rejects('SALE_EXISTS', 'id')).toThrow(/about "id"/);
  });

  it('refuses events that cannot have been recorded', () => {
    expect(() => given(shop, { type: 'Sold', data: { id: 's1' } }).when(sell)).toThrow(
      /Sold cannot have been recorded.*buyer/,
    );
    expect(() => given(shop, { type: 'Lost', data: {} }).when(sell)).toThrow(/no event "Lost"/);
    expect(() => given(shop).when({ ...sell, input: { ...sell.input, quantity: -1 } })).toThrow(/Sold.*quantity/);
  });

  it('hands out the same world each time', () => {
    const [a, b] = [fixedWorld(), fixedWorld()];
    expect([a.now(), a.newId('o'), a.newId('o'), a.random()]).toEqual([
      b.now(),
      b.newId('o'),
      b.newId('o'),
      b.random(),
    ]);
    expect(fixedWorld().now()).toBe('2026-01-01T00:00:00.000Z');
  });
});

it('folds events into documents', () => {
  const shelves = fold(depot, 'shelves', [
    { type: 'Filled', id: 'bolt', data: { item: 'bolt', quantity: 5 } },
    { type: 'Taken', id: 'bolt', data: { item: 'bolt', sale: 's1', quantity: 2 } },
    { type: 'Short', id: 'bolt', data: { item: 'bolt', sale: 's1' } },
  ]);
  expect([...shelves]).toEqual([['bolt', { item: 'bolt', left: 3 }]]);
  expect(() => fold(depot, 'lost', [])).toThrow(/no projection "lost"; it has: shelves/);
});

it('shows the commands a policy sends', () => {
  expect(react(depot, 'take', { type: 'shop.Sold', data: sold.data })).toEqual([
    send('shelf', 'bolt', 'take', { item: 'bolt', sale: 's1', quantity: 2 }),
  ]);
  expect(() => react(depot, 'take', { type: 'Filled', data: {} })).toThrow(/reacts to shop.Sold/);
});
