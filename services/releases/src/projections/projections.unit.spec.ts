import { defaultCanaryPolicy } from '@tessera/contracts/canary';
import type { TestEvent } from '@tessera/service-kit/testing';
import { describe, expect, test } from 'vitest';
import { at, fold, happened } from '../../testing/given.ts';
import { releases } from '../service.ts';
import { recentEntries, type HistoryEntryDocument } from './history.ts';

const by = { id: 'dana', name: 'Dana Reyes' };
const owned = { kind: 'APP', team: 'orders', contact: '#team-orders' };
const ref = (version: string) => ({ version, digest: `sha384-${version}` });

const published = (version: string, module = 'orders') =>
  happened('ReleasePublished', { module, ...owned, ...ref(version), size: 10, by, contract: null, source: null });

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
    judgement: null,
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
        earlier: [{ version: '1.0.0', digest: 'sha384-1.0.0' }],
        finalizedAt: null,
        canaryVersion: null,
        canaryDigest: null,
        canaryShare: null,
        canarySince: null,
        killed: [],
        pins: [],
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

test('a way back that was given up is gone from the row, until something else goes live', () => {
  const promoted = changed('ModulePromoted', '1.1.0', '1.0.0');
  const subject = { environment: 'production', module: 'orders', ...owned, reason: 'Needed', by, modules: ['orders'] };
  const finalized = happened('ModuleFinalized', { ...subject, live: ref('1.1.0'), gaveUp: ref('1.0.0') });
  expect(fold(releases, 'composition', promoted, finalized)).toMatchObject({
    'production/orders': {
      ...{ version: '1.1.0', previousVersion: null, previousDigest: null, finalizedAt: at, revision: 'test.2' },
      // What is live went live for another reason, and at another time.
      ...{ reason: 'Because', since: at },
    },
  });
  const next = changed('ModulePromoted', '1.2.0', '1.1.0');
  expect(fold(releases, 'composition', promoted, finalized, next)).toMatchObject({
    'production/orders': { previousVersion: '1.1.0', finalizedAt: null },
  });
  expect(Object.values(fold(releases, 'history', promoted, finalized))).toContainEqual(
    expect.objectContaining({
      ...{ action: 'FINALIZED', version: '1.1.0', previousVersion: '1.0.0' },
      ...{ by: 'Dana Reyes', reason: 'Needed', environment: 'production' },
    }),
  );
});

describe('the composition beside what everybody has', () => {
  const subject = { environment: 'production', module: 'orders', ...owned, reason: null, by, modules: ['orders'] };
  const promoted = changed('ModulePromoted', '1.0.0', null);
  const started = happened('CanaryStarted', {
    ...subject,
    canary: ref('1.1.0'),
    stable: ref('1.0.0'),
    share: 10,
    policy: defaultCanaryPolicy,
    judgement: null,
  });
  const widened = happened('CanaryWidened', { ...subject, canary: ref('1.1.0'), share: 50, was: 10, judgement: null });
  const pinned = (name: string, version: string) =>
    happened('ModulePinned', { ...subject, name, release: ref(version), was: null, judgement: null });
  const killed = (version: string, live: string, replaced: string | null) =>
    happened('ReleaseKilled', {
      ...subject,
      killed: ref(version),
      live: ref(live),
      replaced: replaced === null ? null : ref(replaced),
      previous: null,
      judgement: null,
    });
  const row = (...events: TestEvent[]) => fold(releases, 'composition', ...events)['production/orders'];
  const noCanary = { canaryVersion: null, canaryDigest: null, canaryShare: null, canarySince: null };

  test('shows a canary with its share, while it runs', () => {
    expect(row(promoted, started, widened)).toMatchObject({
      version: '1.0.0',
      canaryVersion: '1.1.0',
      canaryDigest: 'sha384-1.1.0',
      canaryShare: 50,
      canarySince: at,
      revision: 'test.3',
    });
    const ended = happened('CanaryEnded', {
      ...subject,
      canary: ref('1.1.0'),
      stable: ref('1.0.0'),
      share: 50,
      evidence: [],
    });
    expect(row(promoted, started, ended)).toMatchObject({ version: '1.0.0', ...noCanary });
    const finished = changed('ModulePromoted', '1.1.0', '1.0.0');
    expect(row(promoted, started, finished)).toMatchObject({ version: '1.1.0', ...noCanary });
  });

  test('keeps pins over promotions, by name', () => {
    const unpinned = happened('ModuleUnpinned', { ...subject, name: 'a', release: ref('2.0.0') });
    const pins = [promoted, pinned('b', '1.0.0'), pinned('a', '2.0.0'), pinned('b', '3.0.0')];
    expect(row(...pins, changed('ModulePromoted', '1.1.0', '1.0.0'))?.['pins']).toEqual([
      { name: 'a', ...ref('2.0.0') },
      { name: 'b', ...ref('3.0.0') },
    ]);
    expect(row(...pins, unpinned)?.['pins']).toEqual([{ name: 'b', ...ref('3.0.0') }]);
  });

  test('names what was killed, without its canary, its pins and the way back to it', () => {
    const events = [promoted, started, pinned('a', '1.1.0'), killed('1.1.0', '1.0.0', null)];
    expect(row(...events)).toMatchObject({ version: '1.0.0', killed: ['1.1.0'], pins: [], ...noCanary });
    const live = [promoted, changed('ModulePromoted', '1.1.0', '1.0.0'), killed('1.1.0', '1.0.0', '1.1.0')];
    expect(row(...live)).toMatchObject({ version: '1.0.0', previousVersion: null, killed: ['1.1.0'] });
    const before = [promoted, changed('ModulePromoted', '1.1.0', '1.0.0'), killed('1.0.0', '1.1.0', null)];
    expect(row(...before)).toMatchObject({ version: '1.1.0', previousVersion: null, previousDigest: null });
  });

  test('has no row for a retired module, and the others name the newest revision', () => {
    const catalog = changed('ModulePromoted', '2.0.0', null, { module: 'catalog', modules: ['orders', 'catalog'] });
    const retired = happened('ModuleRetired', { ...subject, modules: ['catalog'], live: ref('1.0.0') });
    const rows = fold(releases, 'composition', promoted, catalog, retired);
    expect(Object.values(rows)).toMatchObject([{ id: 'production/catalog', revision: 'test.3' }]);
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
    const retired = changed('ModuleRetired', '1.0.0', null, { modules: [] });
    expect(liveIn(...events, retired)).toMatchObject({ 'orders@1.0.0': [] });
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
    expect(Object.values(indexes ?? {}).filter((index) => index(counter) !== null)).toEqual([]);
  });
});
