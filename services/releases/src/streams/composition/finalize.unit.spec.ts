import { defaultCanaryPolicy } from '@tessera/contracts/canary';
import { emit } from '@tessera/service-kit';
import { describe, expect, test } from 'vitest';
import {
  dana,
  deploysOrders,
  deploysCatalog,
  by,
  environment,
  owned,
  ref,
  known,
  changed,
  first,
  second,
  third,
  composition,
  promotion,
  rollback,
} from './composition.fixture.ts';

describe('finalizing', () => {
  const finalize = { environment, module: 'orders', reason: 'The app needs it' };
  const finalized = (live: string, gaveUp: string, change: object = {}) =>
    emit('ModuleFinalized', {
      ...{ environment, module: 'orders', ...owned, reason: 'The app needs it', by, modules: ['orders'] },
      ...{ live: ref(live), gaveUp: ref(gaveUp), ...change },
    });
  const done = finalized('1.2.0', '1.1.0');

  test('gives up the whole way back, and says which release stays and which one went', () => {
    composition(first, second, third).when('finalize', finalize, dana).then(done);
    composition(first, second, third)
      .when('finalize', finalize, deploysOrders)
      .then(finalized('1.2.0', '1.1.0', { by: { id: 'deploy:orders', name: 'Deployment of team orders' } }));
  });

  test('changes nothing where there is no way back, or none any more', () => {
    composition(first).when('finalize', finalize, dana).then();
    composition(first, second, third, done).when('finalize', finalize, dana).then();
  });

  test('leaves a rollback nowhere to go; who, when, why and what else can be done is said', () => {
    const message = composition(first, second, third, done)
      .when('rollback', rollback, dana)
      .rejects('FINALIZED', 'module');
    for (const words of ['on 2026-01-01 00:00 UTC by Dana Reyes', 'The app needs it', 'tessera promote orders@1.1.0'])
      expect(message).toContain(words);
  });

  test('leaves nothing to take a killed release’s place', () => {
    const kill = { ...finalize, version: '1.2.0', release: known('1.2.0'), replaceBy: null, replacement: null };
    const message = composition(first, second, third, done)
      .when('kill', { ...kill, judgement: null, previousHolds: true }, dana)
      .rejects('NOTHING_TO_REPLACE_WITH', 'replaceBy');
    expect(message).toContain('was given up');
  });

  test('is over with the next promotion, as far as that leads back', () => {
    const fourth = changed('ModulePromoted', '1.3.0', '1.2.0', '1.2.0');
    const returned = changed('ModuleRolledBack', '1.2.0', '1.3.0', null);
    composition(first, second, third, done, fourth).when('rollback', rollback, dana).then(returned);
    composition(first, second, third, done, fourth, returned)
      .when('rollback', rollback, dana)
      .rejects('FINALIZED', 'module');
    composition(first, second, third, done, fourth).when('finalize', finalize, dana).then(finalized('1.3.0', '1.2.0'));
  });

  test('keeps a canary and the pins', () => {
    const canary = emit('CanaryStarted', {
      ...{ environment, module: 'orders', ...owned, reason: null, by, modules: ['orders'] },
      ...{ canary: ref('1.3.0'), stable: ref('1.2.0'), share: 10, policy: defaultCanaryPolicy, judgement: null },
    });
    composition(first, second, third, canary, done)
      .when('promote', promotion('1.3.0', { share: 50 }), dana)
      .then(
        emit('CanaryWidened', {
          ...{ environment, module: 'orders', ...owned, reason: null, by, modules: ['orders'] },
          ...{ canary: ref('1.3.0'), share: 50, was: 10, judgement: null },
        }),
      );
  });

  test('is for the owning team and release managers, of what is live', () => {
    composition(first, second).when('finalize', finalize, deploysCatalog).rejects('FORBIDDEN');
    composition(first, second).when('finalize', finalize, null).rejects('FORBIDDEN');
    composition().when('finalize', finalize, dana).rejects('NOT_LIVE', 'module');
  });
});
