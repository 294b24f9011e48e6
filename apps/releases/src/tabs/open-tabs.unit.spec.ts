import { expect, test } from 'vitest';
import { countOf, hoursWord, isBehind, mustSwitch, mustSwitchHours, openTabs, type LiveRow } from './open-tabs.ts';

const now = Date.parse('2026-11-26T12:00:00Z');
const tab = (module: string, version: string, count: number, lastSeen = '2026-11-26T11:59:00Z') => ({
  module,
  version,
  count,
  lastSeen,
});
const row = (change: Partial<LiveRow> = {}): LiveRow => ({
  module: 'orders',
  kind: 'APP',
  team: 'orders',
  version: '2.0.0',
  canaryVersion: '2.1.0',
  pins: [{ version: '1.5.0' }],
  killed: ['1.9.0'],
  since: '2026-11-26T08:00:00Z',
  ...change,
});
const standings = (rows: readonly LiveRow[], ...versions: readonly string[]) =>
  openTabs([{ tabs: versions.map((version) => tab('orders', version, 1)) }], rows, now).map(
    ({ version, standing }) => `${version} ${standing}`,
  );

test('gateways are added up, the latest sight counts, and what was not seen for a day does not', () => {
  const gateways = [
    { tabs: [tab('orders', '2.0.0', 3), tab('orders', '1.0.0', 9, '2026-11-25T12:00:00Z')] },
    { tabs: [tab('orders', '2.0.0', 4, '2026-11-26T10:00:00Z')] },
  ];
  expect(openTabs(gateways, [row()], now)).toMatchObject([
    { id: 'orders@2.0.0', count: 7, lastSeen: '2026-11-26T11:59:00Z', team: 'orders', live: '2.0.0' },
  ]);
});

test('each release stands as it stands in the composition', () => {
  expect(standings([row()], '2.0.0', '2.1.0', '1.5.0', '1.9.0', '1.0.0')).toEqual([
    '2.0.0 current',
    '2.1.0 canary',
    '1.5.0 pinned',
    '1.9.0 off',
    '1.0.0 behind',
  ]);
});

test('what has been outdated for a day must switch, and so must what was killed or retired', () => {
  expect(standings([row({ since: '2026-11-25T12:00:00Z' })], '1.0.0')).toEqual(['1.0.0 due']);
  expect(standings([], '2.0.0')).toEqual(['2.0.0 off']);
  const tabs = openTabs(
    [{ tabs: [tab('orders', '2.0.0', 5), tab('orders', '1.0.0', 2), tab('orders', '1.9.0', 1)] }],
    [row()],
    now,
  );
  expect(countOf(tabs.filter(isBehind))).toBe(3);
  expect(countOf(tabs.filter(mustSwitch))).toBe(1);
});

test('how long a tab may stay is for its gateway to say; what is due at one is due', () => {
  const at = (mustSwitchHours: number | null) => ({ mustSwitchHours, tabs: [tab('orders', '1.0.0', 1)] });
  const standing = (...gateways: Parameters<typeof openTabs>[0]) => openTabs(gateways, [row()], now)[0]?.standing;
  // What is live now is live for four hours.
  expect([standing(at(4.5)), standing(at(4)), standing(at(null))]).toEqual(['behind', 'due', 'behind']);
  expect([standing(at(4), at(null)), standing(at(null), at(4))]).toEqual(['due', 'due']);
  expect(mustSwitchHours([at(8), at(null), at(8)])).toEqual([8, 24]);
  expect(mustSwitchHours([])).toEqual([24]);
  expect([0.5, 1, 8, 24, 48].map(hoursWord)).toEqual(['30 minutes', '1 hour', '8 hours', 'a day', '2 days']);
});

test('of a library each major stands by itself, and one that is live no more must be left', () => {
  const library = (version: string) => row({ module: 'shared-ui', kind: 'LIBRARY', version, team: 'platform' });
  const census = [{ tabs: ['1.4.0', '1.3.0', '2.0.0', '3.0.0'].map((version) => tab('shared-ui', version, 1)) }];
  expect(
    openTabs(census, [library('1.4.0'), library('2.0.0')], now).map(
      ({ version, line, live, standing }) => `${version} ${line} ${live} ${standing}`,
    ),
  ).toEqual([
    '1.4.0 shared-ui@1 1.4.0 current',
    '1.3.0 shared-ui@1 1.4.0 behind',
    '2.0.0 shared-ui@2 2.0.0 current',
    '3.0.0 shared-ui undefined off',
  ]);
});
