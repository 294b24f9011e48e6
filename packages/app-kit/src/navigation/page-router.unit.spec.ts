import { createMemoryHistory } from '@tanstack/history';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createPageRouter, type PageRoute, type PageRouter } from './page-router.ts';

const route = (path: string, app: string, page: string): PageRoute => ({ path, app, page, title: page });
const routes = [
  route('/orders', 'orders', 'list'),
  route('/orders/$id', 'orders', 'list'),
  route('/stock', 'stock', 'stock'),
];

let loads: { readonly page: string; resolve: (page: string) => void }[];
let router: PageRouter<string>;

/** Each load waits until the test lets it go. */
function start(path: string, live = routes): PageRouter<string> {
  loads = [];
  router = createPageRouter<string>({
    history: createMemoryHistory({ initialEntries: [path] }),
    routes: () => live,
    home: () => live[0]?.path,
    load: ({ page }) => new Promise((resolve) => loads.push({ page, resolve })),
  });
  return router;
}

const settle = () => new Promise<void>((resolve) => queueMicrotask(() => queueMicrotask(resolve)));
const load = async (index: number, as = loads[index]!.page) => {
  loads[index]!.resolve(as);
  await settle();
};
const now = () => [router.shown().place.path, router.shown().page];

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => {
  router.close();
  vi.useRealTimers();
});

it('the page before stays, address and all, until the next one is there', async () => {
  start('/orders');
  await load(0);
  await router.ready;
  router.navigation.navigate('/stock?q=1');
  expect(now()).toEqual(['/orders', 'list']);
  expect(router.navigation.place().search).toBe('');
  await load(1);
  expect(now()).toEqual(['/stock', 'stock']);
  expect(router.navigation.place().search).toBe('?q=1');
});

it('places that share a page share what was loaded', async () => {
  start('/orders');
  await load(0);
  router.navigation.navigate('/orders/o-1');
  expect(now()).toEqual(['/orders/o-1', 'list']);
  expect(router.shown().params).toEqual({ id: 'o-1' });
  expect(loads.length).toBe(1);
});

it('places that are for different roles do not: who may see one may not see the other', async () => {
  start('/orders', [...routes, { ...route('/orders/margins', 'orders', 'list'), roles: ['boss'] }]);
  await load(0);
  router.navigation.navigate('/orders/margins');
  await load(1, 'not for you');
  expect(now()).toEqual(['/orders/margins', 'not for you']);
  router.navigation.navigate('/orders/o-1');
  await load(2);
  expect(now()).toEqual(['/orders/o-1', 'list']);
});

it('what takes long shows that it does; what comes late for another place is dropped', async () => {
  start('/orders');
  await load(0);
  router.navigation.navigate('/stock');
  vi.advanceTimersByTime(400);
  expect(now()).toEqual(['/stock', undefined]);
  router.navigation.navigate('/orders');
  await load(2, 'list again');
  await load(1, 'too late');
  expect(now()).toEqual(['/orders', 'list again']);
});

it('an address that is nobody’s has no page, and "/" is where the product begins', async () => {
  start('/');
  expect(loads.map(({ page }) => page)).toEqual(['list']);
  await load(0);
  expect(now()).toEqual(['/orders', 'list']);
  router.navigation.navigate('/nowhere');
  expect(router.shown().route).toBeUndefined();
});

it('is ready, too, when nothing is at the first address', async () => {
  start('/nowhere');
  await router.ready;
  expect(router.shown().route).toBeUndefined();
});

it('the same address again is no further step back', async () => {
  const history = createMemoryHistory({ initialEntries: ['/orders'] });
  router = createPageRouter({ history, routes: () => routes, load: async ({ page }) => page });
  await router.ready;
  router.navigation.navigate('/orders?q=1');
  router.navigation.navigate('/orders?q=1');
  expect(history.length).toBe(2);
});

it('reloading loads anew what is shown', async () => {
  start('/orders');
  await load(0, 'broken');
  router.reload();
  await load(1, 'mended');
  expect(now()).toEqual(['/orders', 'mended']);
});
