import { expect, test } from 'vitest';
import { entriesOf, offersOf, type Entry } from './entries.ts';

const entry = (id: string, change: Partial<Entry> = {}): Entry => ({
  __typename: 'HistoryEntry',
  id,
  action: 'PROMOTED',
  environment: 'production',
  team: 'orders',
  module: 'orders',
  version: '1.0.0',
  previousVersion: null,
  at: '2026-11-26T08:00:00.000Z',
  by: 'Dana Reyes',
  reason: null,
  share: null,
  pin: null,
  ...change,
});
const here = { environment: 'production' };
const row = {
  id: 'production/orders',
  environment: 'production',
  module: 'orders',
  version: '1.1.0',
  previousVersion: '1.0.0',
  canaryVersion: null,
  killed: [],
  revision: 'r2',
};

test('newest first, each once, of one moment in the order of the log', () => {
  const page = [entry('h1'), entry('h2'), entry('h10')];
  const live = [entry('h10'), entry('h11', { at: '2026-11-26T09:00:00.000Z' })];
  expect(entriesOf([live, page], here).map(({ id }) => id)).toEqual(['h11', 'h10', 'h2', 'h1']);
});

test('module, team, action and words are filtered together', () => {
  const all = [
    entry('h1'),
    entry('h2', { module: 'catalog', team: 'catalog' }),
    entry('h3', { action: 'ROLLED_BACK', reason: 'Totals were wrong' }),
  ];
  const ids = (filter: object) => entriesOf([all], { ...here, ...filter }).map(({ id }) => id);
  expect(ids({ module: 'orders' })).toEqual(['h3', 'h1']);
  expect(ids({ team: 'catalog' })).toEqual(['h2']);
  expect(ids({ module: 'orders', action: 'PROMOTED' })).toEqual(['h1']);
  expect(ids({ words: 'TOTALS' })).toEqual(['h3']);
});

test('of one environment, with what was published for all of them', () => {
  const all = [
    entry('h1', { action: 'PUBLISHED', environment: null }),
    entry('h2'),
    entry('h3', { environment: 'staging' }),
  ];
  const ids = (environment: string) => entriesOf([all], { environment }).map(({ id }) => id);
  expect(ids('production')).toEqual(['h2', 'h1']);
  expect(ids('staging')).toEqual(['h3', 'h1']);
  const staging = { ...row, id: 'staging/orders', environment: 'staging' };
  // What was published or done in an environment is offered there, never what happened in another.
  expect([...offersOf(all, [staging], 'staging').keys()]).toEqual(['h1']);
  expect([...offersOf([entry('h2')], [staging], 'staging').keys()]).toEqual([]);
});

test('what is live is offered the way back, what is not the way forth; once per release', () => {
  const all = [entry('h4', { version: '1.1.0' }), entry('h3'), entry('h2'), entry('h1', { version: '1.1.0' })];
  expect([...offersOf(all, [row], 'production')]).toEqual([
    ['h4', { verb: 'rollback', target: 'orders@1.0.0', line: 'orders', revision: 'r2' }],
    ['h3', { verb: 'promote', target: 'orders@1.0.0', line: 'orders', revision: 'r2' }],
  ]);
});

test('nothing is offered for what was killed, runs as a canary, or is of another environment or module', () => {
  const all = [
    entry('h1'),
    entry('h2', { version: '1.2.0' }),
    entry('h3', { version: '2.0.0', environment: 'staging' }),
    entry('h4', { module: 'gone' }),
  ];
  const rows = [{ ...row, canaryVersion: '1.2.0', killed: ['1.0.0'] }];
  expect(offersOf(all, rows, 'production').size).toBe(0);
});

test('the way back of a library is that of the major it is about', () => {
  const of = (version: string, previousVersion: string) => ({
    ...row,
    id: `production/shared-ui@${version.split('.')[0]}`,
    module: 'shared-ui',
    version,
    previousVersion,
  });
  const all = ['1.4.1', '2.1.0'].map((version, at) => entry(`h${at}`, { module: 'shared-ui', version }));
  expect([...offersOf(all, [of('1.4.1', '1.4.0'), of('2.1.0', '2.0.0')], 'production').values()]).toMatchObject([
    { verb: 'rollback', target: 'shared-ui@1.4.0', line: 'shared-ui@1' },
    { verb: 'rollback', target: 'shared-ui@2.0.0', line: 'shared-ui@2' },
  ]);
});
