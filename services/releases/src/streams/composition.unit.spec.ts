import { emit, type Emitted, type User } from '@tessera/service-kit';
import { describe, expect, test } from 'vitest';
import { given } from '../../testing/given.ts';
import { releases } from '../service.ts';
import { rememberedReleases } from './composition.ts';

const dana: User = { id: 'dana', name: 'Dana Reyes', roles: ['staff', 'release-manager'] };
const deploysOrders: User = {
  id: 'deploy:orders',
  name: 'Deployment of team orders',
  roles: ['deploy', 'team:orders'],
};
const deploysCatalog: User = {
  id: 'deploy:catalog',
  name: 'Deployment of team catalog',
  roles: ['deploy', 'team:catalog'],
};
const emil: User = { id: 'emil', name: 'Emil Novak', roles: ['customer'] };
const by = { id: 'dana', name: 'Dana Reyes' };
const environment = 'production';

const owned = { kind: 'APP', team: 'orders', contact: '#team-orders' } as const;
const ref = (version: string) => ({ version, digest: `sha384-${version}` });
const known = (version: string) => ({ ...owned, digest: ref(version).digest });

function changed(
  type: 'ModulePromoted' | 'ModuleRolledBack',
  live: string,
  replaced: string | null,
  previous: string | null,
  change = {},
) {
  return emit(type, {
    environment,
    module: 'orders',
    ...owned,
    live: ref(live),
    replaced: replaced === null ? null : ref(replaced),
    previous: previous === null ? null : ref(previous),
    reason: null,
    by,
    modules: ['orders'],
    ...change,
  });
}
const first = changed('ModulePromoted', '1.0.0', null, null);
const second = changed('ModulePromoted', '1.1.0', '1.0.0', '1.0.0');
const third = changed('ModulePromoted', '1.2.0', '1.1.0', '1.1.0');
const back = changed('ModuleRolledBack', '1.1.0', '1.2.0', '1.0.0');
const further = changed('ModuleRolledBack', '1.0.0', '1.1.0', null);

const composition = (...events: Emitted[]) => given(releases, 'composition', ...events);
const promotion = (version: string, change: object = {}) => ({
  environment,
  module: 'orders',
  version,
  reason: null,
  release: known(version),
  ...change,
});
const rollback = { environment, module: 'orders', reason: null };

describe('promoting a release', () => {
  test('makes it live', () => composition().when('promote', promotion('1.0.0'), dana).then(first));

  test('remembers what was live before', () => {
    composition(first).when('promote', promotion('1.1.0'), dana).then(second);
  });

  test('names all modules of the environment, and why', () => {
    const others = { ...first.data, module: 'catalog', team: 'catalog', modules: ['catalog'] };
    composition({ ...first, data: others })
      .when('promote', promotion('1.0.0', { reason: 'First' }), dana)
      .then({ ...first, data: { ...first.data, reason: 'First', modules: ['catalog', 'orders'] } });
  });

  test('that is live already is accepted and changes nothing', () => {
    composition(first).when('promote', promotion('1.0.0'), dana).then();
  });

  test('that was never published is refused', () => {
    const message = composition()
      .when('promote', promotion('9.9.9', { release: null }), dana)
      .rejects('UNKNOWN_RELEASE', 'version');
    expect(message).toContain('orders@9.9.9');
  });

  test('is for the owning team’s deploy user too', () => {
    composition()
      .when('promote', promotion('1.0.0'), deploysOrders)
      .then({ ...first, data: { ...first.data, by: { id: 'deploy:orders', name: 'Deployment of team orders' } } });
  });

  test.each([
    ['another team', deploysCatalog],
    ['customers', emil],
    ['nobody', null],
  ])('is not for %s', (_, user) => {
    composition().when('promote', promotion('1.0.0'), user).rejects('FORBIDDEN');
  });
});

describe('rolling back', () => {
  test('returns to what was live before, and says so', () => {
    composition(first, second, third).when('rollback', rollback, dana).then(back);
  });

  test('again goes one further, not back to what was just taken off', () => {
    composition(first, second, third, back).when('rollback', rollback, dana).then(further);
  });

  test('is refused when nothing was live before', () => {
    composition(first).when('rollback', rollback, dana).rejects('NOTHING_TO_ROLL_BACK', 'module');
    composition(first, second, third, back, further)
      .when('rollback', rollback, dana)
      .rejects('NOTHING_TO_ROLL_BACK', 'module');
  });

  test.each(['orders', 'constructor'])('is refused for %s when it is not live at all', (module) => {
    composition()
      .when('rollback', { ...rollback, module }, dana)
      .rejects('NOTHING_TO_ROLL_BACK', 'module');
  });

  test('after a rollback, a promotion starts anew from what is live', () => {
    composition(first, second, third, back)
      .when('promote', promotion('1.3.0'), dana)
      .then(changed('ModulePromoted', '1.3.0', '1.1.0', '1.1.0'));
  });

  test('is for the owning team and release managers only', () => {
    composition(first, second).when('rollback', rollback, deploysCatalog).rejects('FORBIDDEN');
    composition(first, second).when('rollback', rollback, null).rejects('FORBIDDEN');
    composition(first, second)
      .when('rollback', rollback, deploysOrders)
      .then(
        changed('ModuleRolledBack', '1.0.0', '1.1.0', null, {
          by: { id: 'deploy:orders', name: 'Deployment of team orders' },
        }),
      );
  });

  test(`remembers ${rememberedReleases} releases`, () => {
    const promotions = Array.from({ length: rememberedReleases + 5 }, (_, i) =>
      changed('ModulePromoted', `1.${i}.0`, i === 0 ? null : `1.${i - 1}.0`, i === 0 ? null : `1.${i - 1}.0`),
    );
    const last = rememberedReleases + 4;
    const rollbacks = Array.from({ length: rememberedReleases }, (_, i) =>
      changed('ModuleRolledBack', `1.${last - 1 - i}.0`, `1.${last - i}.0`, null),
    );
    composition(...promotions, ...rollbacks)
      .when('rollback', rollback, dana)
      .rejects('NOTHING_TO_ROLL_BACK', 'module');
    expect(() =>
      composition(...promotions, ...rollbacks.slice(1))
        .when('rollback', rollback, dana)
        .rejects('NOTHING_TO_ROLL_BACK', 'module'),
    ).toThrow();
  });
});
