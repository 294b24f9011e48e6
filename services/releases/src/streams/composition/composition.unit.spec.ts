import { defaultCanaryPolicy } from '@tessera/contracts/canary';
import { emit, type Emitted, type User } from '@tessera/service-kit';
import { describe, expect, test } from 'vitest';
import { given } from '../../../testing/given.ts';
import { releases } from '../../service.ts';
import { rememberedReleases } from './state.ts';

const dana: User = { id: 'dana', name: 'Dana Reyes', roles: ['staff', 'release-manager'] };
const deploysOrders: User = {
  id: 'deploy:orders',
  name: 'Deployment of team orders',
  roles: ['deploy', 'team:orders'],
};
const deploysCatalog: User = {
  id: 'deploy:catalog',
  name: 'Deployment of team catalog',
  roles: ['deploy', 'team:catalog'],
};
const emil: User = { id: 'emil', name: 'Emil Novak', roles: ['customer'] };
const by = { id: 'dana', name: 'Dana Reyes' };
const environment = 'production';

const owned = { kind: 'APP', team: 'orders', contact: '#team-orders' } as const;
const ref = (version: string) => ({ version, digest: `sha384-${version}` });
const known = (version: string) => ({ ...owned, digest: ref(version).digest });

function changed(
  type: 'ModulePromoted' | 'ModuleRolledBack',
  live: string,
  replaced: string | null,
  previous: string | null,
  change = {},
) {
  return emit(type, {
    environment,
    module: 'orders',
    ...owned,
    live: ref(live),
    replaced: replaced === null ? null : ref(replaced),
    previous: previous === null ? null : ref(previous),
    reason: null,
    by,
    modules: ['orders'],
    judgement: null,
    ...change,
  });
}
const first = changed('ModulePromoted', '1.0.0', null, null);
const second = changed('ModulePromoted', '1.1.0', '1.0.0', '1.0.0');
const third = changed('ModulePromoted', '1.2.0', '1.1.0', '1.1.0');
const back = changed('ModuleRolledBack', '1.1.0', '1.2.0', '1.0.0');
const further = changed('ModuleRolledBack', '1.0.0', '1.1.0', null);

const composition = (...events: Emitted[]) => given(releases, 'composition', ...events);
const promotion = (version: string, change: object = {}) => ({
  environment,
  module: 'orders',
  version,
  reason: null,
  share: null,
  policy: defaultCanaryPolicy,
  judgement: null,
  release: known(version),
  ...change,
});
const rollback = { environment, module: 'orders', reason: null, judgement: null };

describe('promoting a release', () => {
  test('makes it live', () => composition().when('promote', promotion('1.0.0'), dana).then(first));

  test('remembers what was live before', () => {
    composition(first).when('promote', promotion('1.1.0'), dana).then(second);
  });

  test('names all modules of the environment, and why', () => {
    const others = { ...first.data, module: 'catalog', team: 'catalog', modules: ['catalog'] };
    composition({ ...first, data: others })
      .when('promote', promotion('1.0.0', { reason: 'First' }), dana)
      .then({ ...first, data: { ...first.data, reason: 'First', modules: ['catalog', 'orders'] } });
  });

  test('that is live already is accepted and changes nothing', () => {
    composition(first).when('promote', promotion('1.0.0'), dana).then();
  });

  test('that was never published is refused', () => {
    const message = composition()
      .when('promote', promotion('9.9.9', { release: null }), dana)
      .rejects('UNKNOWN_RELEASE', 'version');
    expect(message).toContain('orders@9.9.9');
  });

  test('is for the owning team’s deploy user too', () => {
    composition()
      .when('promote', promotion('1.0.0'), deploysOrders)
      .then({ ...first, data: { ...first.data, by: { id: 'deploy:orders', name: 'Deployment of team orders' } } });
  });

  test.each([
    ['another team', deploysCatalog],
    ['customers', emil],
    ['nobody', null],
  ])('is not for %s', (_, user) => {
    composition().when('promote', promotion('1.0.0'), user).rejects('FORBIDDEN');
  });
});

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

  test('has no canaries: nothing of its own could be counted', () => {
    composition(one)
      .when('promote', of('1.1.0', { share: 10 }), dana)
      .rejects('NEVER_CANARIED');
  });
});

describe('rolling back', () => {
  test('returns to what was live before, and says so', () => {
    composition(first, second, third).when('rollback', rollback, dana).then(back);
  });

  test('again goes one further, not back to what was just taken off', () => {
    composition(first, second, third, back).when('rollback', rollback, dana).then(further);
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
      .when('kill', { ...kill, judgement: null }, dana)
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

const subject = { environment, module: 'orders', ...owned, reason: null, by, modules: ['orders'] };
const canaryStarted = emit('CanaryStarted', {
  ...subject,
  canary: ref('1.1.0'),
  stable: ref('1.0.0'),
  share: 10,
  policy: defaultCanaryPolicy,
  judgement: null,
});
const canaryWidened = emit('CanaryWidened', { ...subject, canary: ref('1.1.0'), share: 50, was: 10, judgement: null });
const canaryEnded = emit('CanaryEnded', {
  ...subject,
  canary: ref('1.1.0'),
  stable: ref('1.0.0'),
  share: 10,
  evidence: [],
});
const killedOf = (version: string, live: string, replaced: string | null, previous: string | null) =>
  emit('ReleaseKilled', {
    ...subject,
    killed: ref(version),
    live: ref(live),
    replaced: replaced === null ? null : ref(replaced),
    previous: previous === null ? null : ref(previous),
    judgement: null,
  });

describe('a canary', () => {
  const share = (percent: number, version = '1.1.0') => promotion(version, { share: percent });

  test('starts beside what is live', () => {
    composition(first).when('promote', share(10), dana).then(canaryStarted);
  });

  test('widens, and stays as it is when asked for the same again', () => {
    composition(first, canaryStarted).when('promote', share(50), dana).then(canaryWidened);
    composition(first, canaryStarted).when('promote', share(10), dana).then();
  });

  test('never narrows: nobody is sent back and forth', () => {
    composition(first, canaryStarted, canaryWidened)
      .when('promote', share(20), dana)
      .rejects('CANARY_NARROWER', 'share');
  });

  test('finishes when it is promoted to everyone, by 100 or without a share', () => {
    for (const whole of [promotion('1.1.0'), share(100)])
      composition(first, canaryStarted).when('promote', whole, dana).then(second);
    composition(first, canaryStarted, second)
      .when('promote', share(5, '1.2.0'), dana)
      .then(
        emit('CanaryStarted', {
          ...subject,
          canary: ref('1.2.0'),
          stable: ref('1.1.0'),
          share: 5,
          policy: defaultCanaryPolicy,
          judgement: null,
        }),
      );
  });

  test('keeps others out while it runs, whether they are for some or for everyone', () => {
    composition(first, canaryStarted).when('promote', share(10, '1.2.0'), dana).rejects('CANARY_RUNNING', 'version');
    composition(first, canaryStarted).when('promote', promotion('1.2.0'), dana).rejects('CANARY_RUNNING', 'version');
  });

  test('is what a rollback ends first; the next one leaves what is live', () => {
    composition(first, canaryStarted).when('rollback', rollback, dana).then(canaryEnded);
    composition(first, canaryStarted, canaryEnded)
      .when('rollback', rollback, dana)
      .rejects('NOTHING_TO_ROLL_BACK', 'module');
  });

  test('needs something for the other users, and another release than theirs', () => {
    composition().when('promote', share(10), dana).rejects('NOTHING_LIVE', 'share');
    composition(first).when('promote', share(10, '1.0.0'), dana).rejects('ALREADY_LIVE', 'version');
  });

  test.each([0, -1, 101, 2.5])('cannot have %s percent', (percent) => {
    composition(first).when('promote', share(percent), dana).rejects('INVALID_SHARE', 'share');
  });

  test.each(['gateway', 'releases-service'])('is not for %s, which serves everybody at once', (module) => {
    composition()
      .when('promote', { ...share(10), module }, dana)
      .rejects('NEVER_CANARIED');
  });
});

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

  test('is for the owning team, of a module that is live and a release that was published', () => {
    composition(first).when('pin', pin, deploysCatalog).rejects('FORBIDDEN');
    composition(first, pinned).when('unpin', unpin, deploysCatalog).rejects('FORBIDDEN');
    composition().when('pin', pin, dana).rejects('NOT_LIVE', 'module');
    composition(first)
      .when('pin', { ...pin, release: null }, dana)
      .rejects('UNKNOWN_RELEASE', 'version');
  });
});

describe('retiring a module', () => {
  const retire = { environment, module: 'orders', reason: 'Replaced by sales' };
  const retired = emit('ModuleRetired', { ...subject, reason: 'Replaced by sales', modules: [], live: ref('1.1.0') });

  test('takes it out of the environment', () => {
    composition(first, second).when('retire', retire, dana).then(retired);
    composition(first, second, retired).when('rollback', rollback, dana).rejects('NOTHING_TO_ROLL_BACK', 'module');
  });

  test('is undone by promoting it again, from the beginning', () => {
    composition(first, second, retired)
      .when('promote', promotion('1.1.0'), dana)
      .then(changed('ModulePromoted', '1.1.0', null, null));
  });

  test('is for the owning team, of a module that is live', () => {
    composition(first).when('retire', retire, deploysCatalog).rejects('FORBIDDEN');
    composition().when('retire', retire, dana).rejects('NOT_LIVE', 'module');
  });
});

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
