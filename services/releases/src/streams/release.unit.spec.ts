import { maxContractBytes } from '@tessera/contracts';
import { emit, type Emitted, type User } from '@tessera/service-kit';
import { describe, expect, test } from 'vitest';
import { given } from '../../testing/given.ts';
import { releaseStreamId } from '../names.ts';
import { releases } from '../service.ts';

const dana: User = { id: 'dana', name: 'Dana Reyes', roles: ['staff', 'release-manager'] };
const deploysOrders: User = {
  id: 'deploy:orders',
  name: 'Deployment of team orders',
  roles: ['deploy', 'team:orders'],
};
const inOrders: User = { id: 'olga', name: 'Olga', roles: ['staff', 'team:orders'] };
const by = { id: 'deploy:orders', name: 'Deployment of team orders' };
const facts = {
  module: 'orders',
  kind: 'APP',
  team: 'orders',
  contact: '#team-orders',
  version: '1.0.0',
  digest: 'sha384-one',
  size: 48_200,
};
const unknown = { contract: null, source: null };
const published = emit('ReleasePublished', { ...facts, ...unknown, by });

const release = (...events: Emitted[]) => given(releases, 'release', ...events);
const publishing = (change: object = {}, user: User | null = deploysOrders, events: Emitted[] = []) =>
  release(...events).when('publish', { ...facts, ...unknown, owner: null, knownKind: null, ...change }, user);

describe('publishing a release', () => {
  test('records it', () => publishing().then(published));

  test('with the same content again is the same release', () => {
    publishing({}, deploysOrders, [published]).then();
  });

  test('with other content under the same version is refused, and says what to do', () => {
    const message = publishing({ digest: 'sha384-two' }, deploysOrders, [published]).rejects('CONFLICT', 'version');
    expect(message).toContain('orders@1.0.0 was published with other content');
    expect(message).toContain('new version');
  });

  test.each([
    ['module', 'Orders', 'INVALID_MODULE'],
    ['module', 'a--b', 'INVALID_MODULE'],
    ['module', '../etc', 'INVALID_MODULE'],
    ['version', '1.0', 'INVALID_VERSION'],
    ['version', '1.0.0+build', 'INVALID_VERSION'],
    ['version', '01.0.0', 'INVALID_VERSION'],
    ['digest', ' ', 'INVALID_DIGEST'],
    ['size', -1, 'INVALID_SIZE'],
    ['contact', '', 'INVALID_CONTACT'],
    ['team', ' ', 'INVALID_TEAM'],
  ])('with %s = %j is refused', (field, value, code) => {
    publishing({ [field]: value }, dana).rejects(code, field);
  });
});

describe('what a release is made from', () => {
  const source = { commit: 'a1b2c3', committedAt: '2025-11-23T07:00:00.000Z', folder: 'apps/orders' };
  const contract = { operations: [], shared: {} };

  test('is kept with it: its contract and its commit', () => {
    publishing({ contract, source }).then(emit('ReleasePublished', { ...facts, contract, source, by }));
  });

  test('cannot be larger than a commit of the log', () => {
    const message = publishing({ contract: { text: 'é'.repeat(maxContractBytes / 2) } }).rejects(
      'CONTRACT_TOO_LARGE',
      'manifest',
    );
    expect(message).toContain(`${maxContractBytes} is the most`);
  });

  test('cannot have been committed in the future, but for what clocks differ', () => {
    const committed = (time: string) => publishing({ source: { ...source, committedAt: time } });
    const message = committed('2099-01-01T00:00:00.000Z').rejects('CLOCK_SKEW', 'source.committedAt');
    expect(message).toContain('2099-01-01T00:00:00.000Z');
  });
});

test('a module stays what it is: an app, a service, the shell or a library', () => {
  publishing({ knownKind: 'APP' }).then(published);
  for (const user of [deploysOrders, dana])
    expect(publishing({ kind: 'SHELL', knownKind: 'APP' }, user).rejects('KIND_CHANGED', 'kind')).toContain(
      'orders was published as APP',
    );
});

describe('who may publish', () => {
  test('release managers, any module', () => {
    publishing({}, dana).then(
      emit('ReleasePublished', { ...facts, ...unknown, by: { id: 'dana', name: 'Dana Reyes' } }),
    );
  });

  test.each([
    ['another team’s deploy user', { ...deploysOrders, roles: ['deploy', 'team:catalog'] }],
    ['somebody of the team who does not deploy', inOrders],
    ['nobody', null],
  ])('not %s', (_, user) => {
    expect(publishing({}, user).rejects('FORBIDDEN')).toContain('team orders');
  });

  test('nobody takes over another team’s module by claiming it', () => {
    publishing({ module: 'catalog', owner: 'catalog' }).rejects('FORBIDDEN');
    publishing({ team: 'catalog', owner: 'orders' }).rejects('FORBIDDEN');
    const handedOver = { ...facts, ...unknown, team: 'catalog', by: { id: 'dana', name: 'Dana Reyes' } };
    publishing({ team: 'catalog', owner: 'orders' }, dana).then(emit('ReleasePublished', handedOver));
  });
});

test('every release has a stream of its own, with an id the log accepts', () => {
  const ids = [
    releaseStreamId('orders', '1.0.0'),
    releaseStreamId('orders', '10.0.0'),
    releaseStreamId('orders', '1.0.0-rc.1'),
    releaseStreamId('orders', '1.0.0-rc-1'),
    releaseStreamId('orders-service', '1.0.0'),
  ];
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9_-]+$/);
});
