import { bucketOf } from '@tessera/contracts';
import type { LiveRow } from '@tessera/contracts';
import { describe, expect, it } from 'vitest';
import { compositionFor } from '../composition/composition-for.ts';
import type { LiveRelease, ResolvedComposition } from '../composition/resolve.ts';
import { createServiceRoutes } from './service-routes.ts';

const row = (module: string, more: Partial<LiveRow> = {}): LiveRow => ({
  module,
  kind: 'SERVICE',
  team: 'one',
  contact: '#one',
  version: '1.0.0',
  digest: 'd',
  since: '2026-11-27T08:00:00.000Z',
  killed: [],
  pins: [],
  ...more,
});
const canary = (share: number, since = '2026-11-27T09:00:00.000Z') => ({
  canaryVersion: '1.1.0',
  canaryDigest: 'e',
  canaryShare: share,
  canarySince: since,
});

/** An app of the same share, so that the two compete for users. */
function appCanary(share: number, since: string): LiveRelease {
  const manifest = (version: string) => ({ module: 'orders', version, kind: 'app' }) as LiveRelease['manifest'];
  const app = row('orders', { kind: 'APP', ...canary(share, since) });
  return {
    row: app,
    manifest: manifest('1.0.0'),
    previous: undefined,
    pinned: new Map(),
    canary: { manifest: manifest('1.1.0'), share, since },
  };
}

function composed(rows: readonly LiveRow[], apps: readonly LiveRelease[] = []): ResolvedComposition {
  return {
    revision: 'r',
    rows,
    shell: undefined,
    apps: apps as ResolvedComposition['apps'],
    libraries: [],
    operations: [],
    problems: [],
  };
}

const users = Array.from({ length: 1_000 }, (_, at) => `user-${at}`);
const services = ['orders', 'catalog'];
const routesOf = (resolved: ResolvedComposition, isServed = () => true) =>
  createServiceRoutes({ services, composition: () => resolved, isServed });
const inCanary = (resolved: ResolvedComposition, isServed?: () => boolean): string[] => {
  const routes = routesOf(resolved, isServed);
  return users.filter((user) => routes.of(user).releases.size > 0);
};

describe('a service canary', () => {
  it('gets its share of the users, always the same ones, and more of them as it grows', () => {
    const at = (share: number) => inCanary(composed([row('orders-service', canary(share)), row('catalog-service')]));
    expect(at(30)).toEqual(users.filter((user) => bucketOf(user, 'orders-service') < 30));
    for (const [less, more] of [
      [1, 10],
      [10, 30],
      [30, 99],
    ] as const)
      expect(at(more)).toEqual(expect.arrayContaining(at(less)));
    const [one] = at(30);
    const route = routesOf(composed([row('orders-service', canary(30))])).of(one!);
    expect([route.purpose, ...route.releases]).toEqual(['canary', ['orders', 'orders-service@1.1.0']]);
  });

  it('has nobody who is in another one, of a service or an app: the one that started first keeps its users', () => {
    const first = '2026-11-27T07:00:00.000Z';
    const app = appCanary(50, first);
    const resolved = composed([row('orders-service', canary(50)), row('catalog-service', canary(50)), app.row], [app]);
    const routes = routesOf(resolved);
    const ofApp = users.filter((user) => compositionFor(resolved, { id: user, roles: [] }) !== resolved);
    expect(ofApp).toEqual(users.filter((user) => bucketOf(user, 'orders') < 50));
    const routed = users.map((user) => routes.of(user));
    expect(routed.every(({ releases }) => releases.size <= 1)).toBe(true);
    expect(ofApp.filter((user) => routes.of(user).releases.size > 0)).toEqual([]);
    expect(new Set(routed.map(({ key }) => key)).size).toBe(3);
  });

  it('that cannot be asked, was killed or is over has nobody', () => {
    const orders = row('orders-service', canary(99));
    expect(inCanary(composed([orders]), () => false)).toEqual([]);
    expect(inCanary(composed([{ ...orders, killed: ['1.1.0'] }]))).toEqual([]);
    expect(inCanary(composed([row('orders-service')]))).toEqual([]);
    expect(inCanary(composed([orders])).length).toBeGreaterThan(900);
  });
});
