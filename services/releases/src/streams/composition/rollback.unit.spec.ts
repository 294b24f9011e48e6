import { describe, expect, test } from 'vitest';
import { rememberedReleases } from '../../way-back.ts';
import {
  dana,
  deploysOrders,
  deploysCatalog,
  changed,
  first,
  second,
  third,
  back,
  canaryEnded,
  canaryStarted,
  further,
  composition,
  promotion,
  rollback,
} from './composition.fixture.ts';

describe('rolling back', () => {
  test('returns to what was live before, and says so', () => {
    composition(first, second, third).when('rollback', rollback, dana).then(back);
  });

  test('again goes one further, not back to what was just taken off', () => {
    composition(first, second, third, back).when('rollback', rollback, dana).then(further);
  });

  test('leaves no way back that does not hold beside what is live', () => {
    composition(first, second, third)
      .when('rollback', { ...rollback, previousHolds: false }, dana)
      .then(changed('ModuleRolledBack', '1.1.0', '1.2.0', null));
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

  test('of a release by name is of that release only: what went by itself meanwhile takes nothing else with it', () => {
    const named = (version: string) => ({ ...rollback, version });
    composition(first, second)
      .when('rollback', named('1.1.0'), dana)
      .then(changed('ModuleRolledBack', '1.0.0', '1.1.0', null));
    composition(first, second).when('rollback', named('1.0.0'), dana).rejects('NOT_LIVE', 'version');
    composition(first, second, third, back).when('rollback', named('1.2.0'), dana).rejects('NOT_LIVE', 'version');
    composition(first, canaryStarted).when('rollback', named('1.1.0'), dana).then(canaryEnded);
    composition(first, canaryStarted).when('rollback', named('1.0.0'), dana).rejects('NOT_LIVE', 'version');
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
