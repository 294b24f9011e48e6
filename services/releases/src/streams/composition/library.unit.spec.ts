import { emit } from '@tessera/service-kit';
import { describe, expect, test } from 'vitest';
import { dana, by, environment, ref, changed, composition, promotion, rollback } from './composition.fixture.ts';

describe('a library', () => {
  const library = { kind: 'LIBRARY', team: 'platform', contact: '#team-platform' } as const;
  const of = (version: string, change: object = {}) =>
    promotion(version, { module: 'shared-ui', release: { ...library, digest: ref(version).digest }, ...change });
  const went = (live: string, replaced: string | null, modules: readonly string[], type = 'ModulePromoted' as const) =>
    changed(type, live, replaced, replaced, { module: 'shared-ui', ...library, modules });
  const one = went('1.0.0', null, ['shared-ui@1']);
  const two = went('2.0.0', null, ['shared-ui@1', 'shared-ui@2']);
  const oneNewer = went('1.1.0', '1.0.0', ['shared-ui@1', 'shared-ui@2']);
  const about = { environment, module: 'shared-ui', reason: null };

  test('has each of its majors live by itself', () => {
    composition(one).when('promote', of('2.0.0'), dana).then(two);
    composition(one, two).when('promote', of('1.1.0'), dana).then(oneNewer);
  });

  test('is rolled back one major at a time, and says so when nobody says which', () => {
    const message = composition(one, two, oneNewer)
      .when('rollback', { ...rollback, ...about }, dana)
      .rejects('SEVERAL_MAJORS', 'module');
    expect(message).toContain('shared-ui@1 or shared-ui@2');
    composition(one, two, oneNewer)
      .when('rollback', { ...rollback, ...about, module: 'shared-ui@1' }, dana)
      .then(
        changed('ModuleRolledBack', '1.0.0', '1.1.0', null, {
          module: 'shared-ui',
          ...library,
          modules: ['shared-ui@1', 'shared-ui@2'],
        }),
      );
    composition(one, two, oneNewer)
      .when('rollback', { ...rollback, ...about, module: 'shared-ui@2' }, dana)
      .rejects('NOTHING_TO_ROLL_BACK', 'module');
  });

  test('gives up the way back of one major, and keeps the other’s', () => {
    const twoNewer = went('2.1.0', '2.0.0', ['shared-ui@1', 'shared-ui@2']);
    const both = composition(one, two, oneNewer, twoNewer);
    both.when('finalize', about, dana).rejects('SEVERAL_MAJORS', 'module');
    const finalized = emit('ModuleFinalized', {
      ...{ ...about, ...library, by, modules: ['shared-ui@1', 'shared-ui@2'] },
      ...{ live: ref('1.1.0'), gaveUp: ref('1.0.0') },
    });
    both.when('finalize', { ...about, module: 'shared-ui@1' }, dana).then(finalized);
    const message = composition(one, two, oneNewer, twoNewer, finalized)
      .when('rollback', { ...rollback, ...about, module: 'shared-ui@1' }, dana)
      .rejects('FINALIZED', 'module');
    expect(message).toContain('tessera promote shared-ui@1.0.0');
    composition(one, two, oneNewer, twoNewer, finalized)
      .when('rollback', { ...rollback, ...about, module: 'shared-ui@2' }, dana)
      .then(
        changed('ModuleRolledBack', '2.0.0', '2.1.0', null, {
          ...{ module: 'shared-ui', ...library, modules: ['shared-ui@1', 'shared-ui@2'] },
        }),
      );
  });

  test('of which one major retires keeps the other', () => {
    const retired = (modules: readonly string[]) =>
      emit('ModuleRetired', {
        ...about,
        ...library,
        by,
        live: ref('1.1.0'),
        modules: [...modules],
      });
    composition(one, two, oneNewer)
      .when('retire', { ...about, module: 'shared-ui@1' }, dana)
      .then(retired(['shared-ui@2']));
    // The one that is left needs no telling apart.
    composition(one, two, oneNewer, retired(['shared-ui@2']))
      .when('retire', about, dana)
      .then(emit('ModuleRetired', { ...about, ...library, by, live: ref('2.0.0'), modules: [] }));
  });

  test('is followed by a release of its own major when it is killed', () => {
    const kill = (replaceBy: string) => ({
      ...{ ...about, version: '1.1.0', replaceBy, judgement: null, previousHolds: true },
      release: { ...library, digest: ref('1.1.0').digest },
      replacement: { ...library, digest: ref(replaceBy).digest },
    });
    const message = composition(one, two, oneNewer)
      .when('kill', kill('2.1.0'), dana)
      .rejects('OTHER_MAJOR', 'replaceBy');
    expect(message).toContain('shared-ui@2.1.0 cannot take the place of shared-ui@1.1.0');
    composition(one, two, oneNewer)
      .when('kill', kill('1.2.0'), dana)
      .then(
        emit('ReleaseKilled', {
          ...{ ...about, ...library, by, modules: ['shared-ui@1', 'shared-ui@2'], judgement: null },
          ...{ killed: ref('1.1.0'), live: ref('1.2.0'), replaced: ref('1.1.0'), previous: ref('1.0.0') },
        }),
      );
  });

  test('has no canaries: nothing of its own could be counted', () => {
    composition(one)
      .when('promote', of('1.1.0', { share: 10 }), dana)
      .rejects('NEVER_CANARIED');
  });
});
