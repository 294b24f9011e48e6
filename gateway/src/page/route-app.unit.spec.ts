import { expect, it } from 'vitest';
import { appRelease } from '../testing/test-release.ts';
import { appOfPath } from './route-app.ts';

it('a path belongs to the app with the most literal route that matches it', async () => {
  const app = async (module: string, ...paths: string[]) =>
    (await appRelease({ module, contributions: { routes: paths.map((path) => ({ path, page: 'p', title: 't' })) } }))
      .manifest;
  const apps = [
    await app('orders', '/orders', '/orders/$orderId'),
    await app('drafts', '/orders/new'),
    await app('docs', '/docs/$'),
  ];
  const of = (path: string) => appOfPath(path, apps)?.app.module;
  expect(of('/orders')).toBe('orders');
  expect(of('/orders/')).toBe('orders');
  expect(of('/orders/42')).toBe('orders');
  expect(of('/orders/new')).toBe('drafts');
  expect(of('/orders/42/lines')).toBeUndefined();
  expect(of('/docs/a/b/c')).toBe('docs');
  expect(of('/')).toBeUndefined();
});
