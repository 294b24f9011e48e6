import { expect, test } from 'vitest';
import { createRows, type Census, type LiveModule, type ModuleHealth } from './rows.ts';

const now = Date.parse('2026-11-26T12:00:30Z');
const live = (module: string) =>
  ({
    id: `production/${module}`,
    environment: 'production',
    kind: 'APP',
    module,
    version: '2.0.0',
    canaryVersion: null,
    pins: [],
    killed: [],
    since: '2026-11-26T08:00:00Z',
  }) as unknown as LiveModule;
const health = (module: string, failed = 0) =>
  ({
    module,
    version: '2.0.0',
    minutes: [{ minute: '2026-11-26T12:00', total: 10, failed }],
  }) as unknown as ModuleHealth;
const census = (...tabs: readonly [string, string, number][]) =>
  [
    { tabs: tabs.map(([module, version, count]) => ({ module, version, count, lastSeen: '2026-11-26T12:00:00Z' })) },
  ] as unknown as Census[];

test('a module’s row has its health and its tabs, by name', () => {
  const rows = createRows()({
    live: [live('orders'), live('catalog')],
    health: [health('orders', 2)],
    census: census(['orders', '2.0.0', 3], ['orders', '1.0.0', 4]),
    now,
  });
  expect(rows.map(({ live: { module }, tabs, behind, health: { failed } }) => [module, tabs, behind, failed])).toEqual([
    ['catalog', 0, 0, 0],
    ['orders', 7, 4, 2],
  ]);
});

test('only the row of which something changed is another', () => {
  const rowsOf = createRows();
  const modules = ['a', 'b', 'c', 'd'].map(live);
  const [a, b, c] = ['a', 'b', 'c'].map((module) => health(module));
  const before = rowsOf({ live: modules, health: [a!, b!, c!], census: [], now });
  const after = rowsOf({ live: modules, health: [a!, health('b', 1), c!], census: census(['c', '1.0.0', 1]), now });
  expect(after.map((row, at) => row === before[at])).toEqual([true, false, false, true]);
});

test('time alone draws nobody again who had no traffic', () => {
  const rowsOf = createRows();
  const modules = ['a', 'b'].map(live);
  const shown = { live: modules, health: [health('a')], census: [] };
  const before = rowsOf({ ...shown, now });
  const after = rowsOf({ ...shown, now: now + 2 * 60_000 });
  expect(after.map((row, at) => row === before[at])).toEqual([false, true]);
});
