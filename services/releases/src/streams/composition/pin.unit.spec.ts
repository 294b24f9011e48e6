import { emit } from '@tessera/service-kit';
import { describe, expect, test } from 'vitest';
import { dana, deploysCatalog, environment, ref, known, first, composition, subject } from './composition.fixture.ts';

describe('pinning', () => {
  const pinned = emit('ModulePinned', {
    ...subject,
    name: 'northfield',
    release: ref('1.1.0'),
    was: null,
    judgement: null,
  });
  const pin = {
    environment,
    module: 'orders',
    reason: null,
    name: 'northfield',
    version: '1.1.0',
    release: known('1.1.0'),
    judgement: null,
  };
  const unpin = { environment, module: 'orders', reason: null, name: 'northfield' };

  test('gives a group a release of its own, once', () => {
    composition(first).when('pin', pin, dana).then(pinned);
    composition(first, pinned).when('pin', pin, dana).then();
  });

  test('says what the group had before', () => {
    composition(first, pinned)
      .when('pin', { ...pin, version: '1.2.0', release: known('1.2.0') }, dana)
      .then(
        emit('ModulePinned', {
          ...subject,
          name: 'northfield',
          release: ref('1.2.0'),
          was: ref('1.1.0'),
          judgement: null,
        }),
      );
  });

  test('is taken back by name; a wrong name is told the right ones', () => {
    composition(first, pinned)
      .when('unpin', unpin, dana)
      .then(emit('ModuleUnpinned', { ...subject, name: 'northfield', release: ref('1.1.0') }));
    const message = composition(first, pinned)
      .when('unpin', { ...unpin, name: 'southfield' }, dana)
      .rejects('UNKNOWN_PIN', 'name');
    expect(message).toContain('northfield (orders@1.1.0)');
  });

  test('is not for services, whose requests are everybody’s', () => {
    const service = { ...known('1.1.0'), kind: 'SERVICE' };
    const message = composition(first)
      .when('pin', { ...pin, release: service }, dana)
      .rejects('NEVER_PINNED', 'module');
    expect(message).toContain('as a canary, or in a preview');
  });

  test('is for the owning team, of a module that is live and a release that was published', () => {
    composition(first).when('pin', pin, deploysCatalog).rejects('FORBIDDEN');
    composition(first, pinned).when('unpin', unpin, deploysCatalog).rejects('FORBIDDEN');
    composition().when('pin', pin, dana).rejects('NOT_LIVE', 'module');
    composition(first)
      .when('pin', { ...pin, release: null }, dana)
      .rejects('UNKNOWN_RELEASE', 'version');
  });
});
