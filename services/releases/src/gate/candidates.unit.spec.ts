import { expect, test } from 'vitest';
import type { ReleaseDocument } from '../projections/releases.ts';
import { waitingAmong } from './candidates.ts';

/** Oldest first in a test, as they were published. */
const published = (...ids: readonly string[]) =>
  ids
    .map((id, position) => {
      const [module, version] = id.split('@') as [string, string];
      return { id, module, version, position } as ReleaseDocument;
    })
    .reverse();
const live = (...ids: readonly string[]) =>
  ids.map((id) => {
    const [environment, module, version] = id.split(/[/@]/) as [string, string, string];
    return { environment, module, kind: 'APP' as const, version };
  });
const ids = ({ candidates }: ReturnType<typeof waitingAmong>) => candidates.map(({ id }) => id);

test('what was published after what is live waits, newest first; what came before is history', () => {
  const releases = published('a@1.0.0', 'b@1.0.0', 'a@1.1.0', 'a@1.2.0');
  expect(ids(waitingAmong(releases, live('production/a@1.1.0', 'production/b@1.0.0'), 10, 'production'))).toEqual([
    'a@1.2.0',
  ]);
});

test('what is live nowhere waits', () => {
  expect(ids(waitingAmong(published('a@1.0.0', 'b@1.0.0'), live('production/b@1.0.0'), 10, 'production'))).toEqual([
    'a@1.0.0',
  ]);
});

test('the environment that is furthest behind decides; one without the module does not', () => {
  const releases = published('a@1.0.0', 'a@1.1.0', 'a@1.2.0');
  const rows = live('production/a@1.0.0', 'staging/a@1.2.0', 'test/b@1.0.0');
  expect(ids(waitingAmong(releases, rows, 10, 'production'))).toEqual(['a@1.2.0', 'a@1.1.0']);
});

test('what the environment that is looked at does not have waits, from what another has on', () => {
  const releases = published('a@1.0.0', 'b@1.0.0', 'a@1.1.0', 'a@1.2.0');
  const rows = live('production/a@1.1.0', 'production/b@1.0.0', 'staging/b@1.0.0');
  expect(ids(waitingAmong(releases, rows, 10, 'staging'))).toEqual(['a@1.2.0', 'a@1.1.0']);
  expect(ids(waitingAmong(releases, rows, 10, 'production'))).toEqual(['a@1.2.0']);
});

test('three of a module, and as many in all as asked for; it says how many more there are', () => {
  const many = published('a@1.0.0', 'a@1.0.1', 'a@1.0.2', 'a@1.0.3', 'b@1.0.0', 'c@1.0.0');
  const waiting = waitingAmong(many, [], 4, 'production');
  expect(ids(waiting)).toEqual(['c@1.0.0', 'b@1.0.0', 'a@1.0.3', 'a@1.0.2']);
  expect(waiting.leftOff).toBe(1);
});
