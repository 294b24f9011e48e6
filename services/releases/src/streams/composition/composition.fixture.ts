/** What the specs of the composition have in common: people, releases, and what was recorded of them. */
import { defaultCanaryPolicy } from '@tessera/contracts/canary';
import { emit, type Emitted, type User } from '@tessera/service-kit';
import { given } from '../../../testing/given.ts';
import { releases } from '../../service.ts';

export const dana: User = { id: 'dana', name: 'Dana Reyes', roles: ['staff', 'release-manager'] };
export const deploysOrders: User = {
  id: 'deploy:orders',
  name: 'Deployment of team orders',
  roles: ['deploy', 'team:orders'],
};
export const deploysCatalog: User = {
  id: 'deploy:catalog',
  name: 'Deployment of team catalog',
  roles: ['deploy', 'team:catalog'],
};
export const emil: User = { id: 'emil', name: 'Emil Novak', roles: ['customer'] };
export const by = { id: 'dana', name: 'Dana Reyes' };
export const environment = 'production';

export const owned = { kind: 'APP', team: 'orders', contact: '#team-orders' } as const;
export const ref = (version: string) => ({ version, digest: `sha384-${version}` });
export const known = (version: string) => ({ ...owned, digest: ref(version).digest });

export function changed(
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

export const first = changed('ModulePromoted', '1.0.0', null, null);
export const second = changed('ModulePromoted', '1.1.0', '1.0.0', '1.0.0');
export const third = changed('ModulePromoted', '1.2.0', '1.1.0', '1.1.0');
export const back = changed('ModuleRolledBack', '1.1.0', '1.2.0', '1.0.0');
export const further = changed('ModuleRolledBack', '1.0.0', '1.1.0', null);

export const composition = (...events: Emitted[]) => given(releases, 'composition', ...events);
export const promotion = (version: string, change: object = {}) => ({
  environment,
  module: 'orders',
  version,
  reason: null,
  share: null,
  policy: defaultCanaryPolicy,
  despiteEvidence: false,
  judgement: null,
  release: known(version),
  ...change,
});
export const rollback = {
  environment,
  module: 'orders',
  version: null,
  reason: null,
  judgement: null,
  previousHolds: true,
};

export const subject = { environment, module: 'orders', ...owned, reason: null, by, modules: ['orders'] };
export const canaryStarted = emit('CanaryStarted', {
  ...subject,
  canary: ref('1.1.0'),
  stable: ref('1.0.0'),
  share: 10,
  policy: defaultCanaryPolicy,
  judgement: null,
});
export const canaryWidened = emit('CanaryWidened', {
  ...subject,
  canary: ref('1.1.0'),
  share: 50,
  was: 10,
  judgement: null,
});
export const canaryEnded = emit('CanaryEnded', {
  ...subject,
  canary: ref('1.1.0'),
  stable: ref('1.0.0'),
  share: 10,
  evidence: [],
});

export const killedOf = (version: string, live: string, replaced: string | null, previous: string | null) =>
  emit('ReleaseKilled', {
    ...subject,
    killed: ref(version),
    live: ref(live),
    replaced: replaced === null ? null : ref(replaced),
    previous: previous === null ? null : ref(previous),
    judgement: null,
  });
