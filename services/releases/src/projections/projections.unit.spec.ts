import type { TestEvent } from '@tessera/service-kit/testing';
import { describe, expect, test } from 'vitest';
import { at, fold, happened } from '../../testing/given.ts';
import { releases } from '../service.ts';
import { recentEntries, type HistoryEntryDocument } from './history.ts';

const by = { id: 'dana', name: 'Dana Reyes' };
const owned = { kind: 'APP', team: 'orders', contact: '#team-orders' };
const ref = (version: string) => ({ version, digest: `sha384-${version}` });

const published = (version: string, module = 'orders') =>
  happened('ReleasePublished', { module, ...owned, ...ref(version), size: 10, by });

function changed(type: string, live: string, replaced: string | null, change: object = {}) {
  const before = replaced === null ? null : ref(replaced);
  const data = {
    environment: 'production',
    module: 'orders',
    ...owned,
    live: ref(live),
    replaced: before,
    previous: before,
    reason: 'Because',
    by,
    modules: ['orders'],
    ...change,
  };
  return happened(type, data);
}

describe('the composition', () => {
  const promoted = changed('ModulePromoted', '1.1.0', '1.0.0');

  test('says what is live, whose it is, since when and why', () => {
    expect(fold(releases, 'composition', promoted)).toEqual({
      'production/orders': {
        id: 'production/orders',
        environment: 'production',
        module: 'orders',
        ...owned,
        version: '1.1.0',
        digest: 'sha384-1.1.0',
        previousVersion: '1.0.0',
        previousDigest: 'sha384-1.0.0',
        since: at,
        by: 'Dana Reyes',
        reason: 'Because',
        revision: 'test.1',
      },
    });
  });

  test('gives every row of the environment the newest revision, and no row of another', () => {
    const catalog = changed('ModulePromoted', '2.0.0', null, { module: 'catalog', modules: ['orders', 'catalog'] });
    const staging = changed('ModulePromoted', '3.0.0', null, { environment: 'staging' });
    const rows = fold(releases, 'composition', promoted, catalog, staging);
    expect(Object.fromEntries(Object.values(rows).map((row) => [row['id'], row['revision']]))).toEqual({
      'production/orders': 'test.2',
      'production/catalog': 'test.2',
      'staging/orders': 'test.3',
    });
  });

  test('has nothing to fall back to after the last rollback', () => {
    const rolledBack = changed('ModuleRolledBack', '1.0.0', '1.1.0', { previous: null });
    expect(fold(releases, 'composition', promoted, rolledBack)).toMatchObject({
      'production/orders': { version: '1.0.0', previousVersion: null, previousDigest: null },
    });
  });
});

describe('the releases', () => {
  const liveIn = (...events: TestEvent[]) =>
    Object.fromEntries(
      Object.values(fold(releases, 'releases', ...events)).map((each) => [each['id'], each['liveIn']]),
    );

  test('know where they are live', () => {
    const events = [published('1.0.0'), published('1.1.0'), changed('ModulePromoted', '1.0.0', null)];
    const staging = changed('ModulePromoted', '1.0.0', null, { environment: 'a-staging' });
    expect(liveIn(...events, staging)).toEqual({ 'orders@1.0.0': ['a-staging', 'production'], 'orders@1.1.0': [] });
    expect(liveIn(...events, changed('ModulePromoted', '1.1.0', '1.0.0'))).toEqual({
      'orders@1.0.0': [],
      'orders@1.1.0': ['production'],
    });
    const back = changed('ModuleRolledBack', '1.0.0', '1.1.0');
    expect(liveIn(...events, changed('ModulePromoted', '1.1.0', '1.0.0'), back)).toMatchObject({
      'orders@1.0.0': ['production'],
    });
  });
});

describe('the history', () => {
  test('tells who did what, where and why', () => {
    const entries = fold(
      releases,
      'history',
      published('1.0.0'),
      changed('ModulePromoted', '1.0.0', null),
      changed('ModuleRolledBack', '1.0.0', '1.1.0'),
    );
    expect(entries).toMatchObject({
      h1: { action: 'PUBLISHED', module: 'orders', version: '1.0.0', environment: null, by: 'Dana Reyes', at },
      h2: { action: 'PROMOTED', environment: 'production', previousVersion: null, reason: 'Because' },
      h3: { action: 'ROLLED_BACK', version: '1.0.0', previousVersion: '1.1.0' },
    });
  });

  test(`pushes the newest ${recentEntries} and keeps the others`, () => {
    const many = Array.from({ length: recentEntries + 3 }, (_, i) => published(`1.${i}.0`));
    const entries = Object.values(fold(releases, 'history', ...many)) as unknown as HistoryEntryDocument[];
    const shelf = (name: string) => entries.filter((entry) => entry.shelf === name).map((entry) => entry.version);
    expect(shelf('recent')).toHaveLength(recentEntries);
    expect(shelf('older')).toEqual(['1.0.0', '1.1.0', '1.2.0']);
  });

  test('keeps its counter out of every list', () => {
    const counter = fold(releases, 'history', published('1.0.0'))['counter'] ?? {};
    const { indexes, partition } = releases.projections['history'] ?? {};
    expect(partition?.(counter)).toBe('counter');
    expect(Object.values(indexes ?? {}).map((index) => index(counter))).toEqual([null, null]);
  });
});
