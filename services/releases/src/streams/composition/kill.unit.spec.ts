import { emit } from '@tessera/service-kit';
import { describe, test } from 'vitest';
import {
  changed,
  dana,
  deploysCatalog,
  environment,
  ref,
  known,
  first,
  second,
  third,
  composition,
  promotion,
  rollback,
  subject,
  canaryStarted,
  killedOf,
} from './composition.fixture.ts';

describe('killing a release', () => {
  const kill = (version: string, change: object = {}) => ({
    environment,
    module: 'orders',
    reason: null,
    version,
    release: known(version),
    replaceBy: null,
    replacement: null,
    judgement: null,
    previousHolds: true,
    ...change,
  });

  test('that everybody has returns to the one before', () => {
    composition(first, second, third)
      .when('kill', kill('1.2.0'), dana)
      .then(killedOf('1.2.0', '1.1.0', '1.2.0', '1.0.0'));
  });

  test('that everybody has can be followed by another one', () => {
    composition(first, second)
      .when('kill', kill('1.1.0', { replaceBy: '1.1.1', replacement: known('1.1.1') }), dana)
      .then(killedOf('1.1.0', '1.1.1', '1.1.0', '1.0.0'));
  });

  test('that only open tabs or rollbacks know leaves what is live', () => {
    composition(first, second)
      .when('kill', kill('1.0.0'), dana)
      .then(killedOf('1.0.0', '1.1.0', null, null));
    composition(first, second, killedOf('1.0.0', '1.1.0', null, null))
      .when('rollback', rollback, dana)
      .rejects('NOTHING_TO_ROLL_BACK', 'module');
  });

  test('never leaves a release as the way back to itself', () => {
    // 1.0.0, 1.1.0, then 1.0.0 again by its name.
    const again = changed('ModulePromoted', '1.0.0', '1.1.0', '1.1.0');
    const killed = killedOf('1.1.0', '1.0.0', null, null);
    composition(first, second, again).when('kill', kill('1.1.0'), dana).then(killed);
    composition(first, second, again, killed)
      .when('rollback', rollback, dana)
      .rejects('NOTHING_TO_ROLL_BACK', 'module');
  });

  test('leaves no way back that does not hold beside what is live; a rollback to it is judged when it is asked for', () => {
    const killed = killedOf('1.2.0', '1.1.0', '1.2.0', null);
    composition(first, second, third)
      .when('kill', kill('1.2.0', { previousHolds: false }), dana)
      .then(killed);
    composition(first, second, third, killed)
      .when('rollback', rollback, dana)
      .then(changed('ModuleRolledBack', '1.0.0', '1.1.0', null));
  });

  test('ends its canary and its pins', () => {
    const pinned = emit('ModulePinned', {
      ...subject,
      name: 'northfield',
      release: ref('1.1.0'),
      was: null,
      judgement: null,
    });
    const killed = killedOf('1.1.0', '1.0.0', null, null);
    composition(first, canaryStarted, pinned).when('kill', kill('1.1.0'), dana).then(killed);
    composition(first, canaryStarted, pinned, killed)
      .when('rollback', rollback, dana)
      .rejects('NOTHING_TO_ROLL_BACK', 'module');
    composition(first, canaryStarted, pinned, killed)
      .when('unpin', { environment, module: 'orders', reason: null, name: 'northfield' }, dana)
      .rejects('UNKNOWN_PIN', 'name');
  });

  test('is for good: neither promoted nor pinned again, and a second kill changes nothing', () => {
    const killed = killedOf('1.1.0', '1.0.0', '1.1.0', null);
    const dead = composition(first, second, killed);
    dead.when('promote', promotion('1.1.0'), dana).rejects('KILLED', 'version');
    dead.when('promote', promotion('1.1.0', { share: 5 }), dana).rejects('KILLED', 'version');
    dead
      .when(
        'pin',
        {
          environment,
          module: 'orders',
          reason: null,
          name: 'x',
          version: '1.1.0',
          release: known('1.1.0'),
          judgement: null,
        },
        dana,
      )
      .rejects('KILLED', 'version');
    dead.when('kill', kill('1.1.0'), dana).then();
    dead
      .when('kill', kill('1.0.0', { replaceBy: '1.1.0', replacement: known('1.1.0') }), dana)
      .rejects('KILLED', 'replaceBy');
  });

  test('needs something to take its place', () => {
    composition(first).when('kill', kill('1.0.0'), dana).rejects('NOTHING_TO_REPLACE_WITH', 'replaceBy');
    composition(first)
      .when('kill', kill('1.0.0', { replaceBy: '9.9.9' }), dana)
      .rejects('UNKNOWN_RELEASE', 'replaceBy');
    composition(first, second)
      .when('kill', kill('1.0.0', { replaceBy: '1.2.0', replacement: known('1.2.0') }), dana)
      .rejects('NOT_LIVE', 'replaceBy');
  });

  test('is for the owning team', () => {
    composition(first, second).when('kill', kill('1.1.0'), deploysCatalog).rejects('FORBIDDEN');
  });
});
