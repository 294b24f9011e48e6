import { describe, expect, test } from 'vitest';
import {
  dana,
  deploysOrders,
  deploysCatalog,
  emil,
  first,
  second,
  composition,
  promotion,
  known,
  ref,
} from './composition.fixture.ts';

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

  test('of a second shell is refused: a page has one', () => {
    const shell = { kind: 'SHELL', module: 'shell' };
    const live = composition({ ...first, data: { ...first.data, ...shell } });
    const another = { ...known('2.0.0'), kind: 'SHELL' };
    live
      .when('promote', promotion('2.0.0', { module: 'frame', release: another }), dana)
      .rejects('SHELL_TAKEN', 'module');
    const own = { module: 'shell', release: another };
    const promoted = { ...second, data: { ...second.data, ...shell, live: ref('2.0.0'), modules: ['shell'] } };
    live.when('promote', promotion('2.0.0', own), dana).then(promoted);
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
