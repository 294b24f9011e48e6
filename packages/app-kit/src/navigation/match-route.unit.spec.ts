import { expect, it } from 'vitest';
import { matchRoute } from './match-route.ts';

const routes = ['/orders', '/orders/new', '/orders/$orderId', '/files/$', '/$app/about'].map((path) => ({ path }));
const at = (path: string) => {
  const match = matchRoute(routes, path);
  return match && [match.route.path, match.params];
};

it('literal segments win over parameters, whatever their order', () => {
  expect(at('/orders')).toEqual(['/orders', {}]);
  expect(at('/orders/')).toEqual(['/orders', {}]);
  expect(at('/orders/new')).toEqual(['/orders/new', {}]);
  expect(at('/orders/o-1')).toEqual(['/orders/$orderId', { orderId: 'o-1' }]);
});

it('of two that fit as well, the first wins, as the gateway has it', () => {
  expect(at('/orders/about')?.[0]).toBe('/orders/$orderId');
  expect(at('/stock/about')?.[0]).toBe('/$app/about');
});

it('parameters are decoded, and "%" that encodes nothing stays', () => {
  expect(at('/orders/a%2Fb%20c')).toEqual(['/orders/$orderId', { orderId: 'a/b c' }]);
  expect(at('/orders/100%')).toEqual(['/orders/$orderId', { orderId: '100%' }]);
});

it('"$" alone is the rest; what no route describes matches nothing', () => {
  expect(at('/files/a/b.txt')).toEqual(['/files/$', { _rest: 'a/b.txt' }]);
  expect(at('/orders/o-1/lines')).toBeUndefined();
  expect(at('/')).toBeUndefined();
});
