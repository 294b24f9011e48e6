/** Named situations of the release console. */
import type { Scenario, ScenarioEvent } from './scenario.ts';

const dana = { id: 'dana', name: 'Dana Reyes' };
const environment = 'production';

interface Module {
  readonly module: string;
  readonly kind: 'SHELL' | 'APP' | 'SERVICE' | 'GATEWAY' | 'LIBRARY';
  readonly team: string;
  readonly contact: string;
}

const modules: readonly Module[] = [
  { module: 'shell', kind: 'SHELL', team: 'platform', contact: '#team-platform' },
  { module: 'catalog', kind: 'APP', team: 'catalog', contact: '#team-catalog' },
  { module: 'orders', kind: 'APP', team: 'orders', contact: '#team-orders' },
  { module: 'fulfilment', kind: 'APP', team: 'fulfilment', contact: '#team-fulfilment' },
  { module: 'releases', kind: 'APP', team: 'platform', contact: '#team-platform' },
];

const names = modules.map(({ module }) => module);
const digestOf = (module: string, version: string) =>
  `sha384-${`${module}${version}`.replace(/\W/g, '').padEnd(64, 'A')}`;
const ref = (module: string, version: string) => ({ version, digest: digestOf(module, version) });

/** What asks for nothing and offers nothing goes with everything. */
const idle = {
  operations: [],
  shared: {},
  contributions: { routes: [], navigation: [], slots: { offers: [], fills: [] }, commands: [] },
};

function published(owned: Module, version: string): ScenarioEvent {
  const { module } = owned;
  const contract = owned.kind === 'SHELL' ? { ...idle, provides: {} } : idle;
  const digest = digestOf(module, version);
  const data = { ...owned, version, digest, size: 48_200, by: dana, contract, source: null };
  return { stream: `ev.releases.release.${module}--${version.replaceAll('.', '_')}`, type: 'ReleasePublished', data };
}

interface Change {
  readonly type: 'ModulePromoted' | 'ModuleRolledBack';
  readonly live: string;
  readonly replaced: string | null;
  readonly previous: string | null;
  readonly reason?: string;
}

function changed(owned: Module, { type, live, replaced, previous, reason }: Change, others = names): ScenarioEvent {
  const { module } = owned;
  const data = {
    environment,
    ...owned,
    live: ref(module, live),
    replaced: replaced === null ? null : ref(module, replaced),
    previous: previous === null ? null : ref(module, previous),
    reason: reason ?? null,
    by: dana,
    modules: others,
    judgement: null,
  };
  return { stream: `ev.releases.composition.${environment}`, type, data };
}

const firstDay: readonly ScenarioEvent[] = modules.flatMap((owned, index) => [
  published(owned, '1.0.0'),
  changed(owned, { type: 'ModulePromoted', live: '1.0.0', replaced: null, previous: null }, names.slice(0, index + 1)),
]);

function upgradeOf(module: string): readonly ScenarioEvent[] {
  const owned = modules.find((each) => each.module === module);
  if (owned === undefined) throw new Error(`The scenarios have no module "${module}"; it has: ${names.join(', ')}.`);
  const change = { type: 'ModulePromoted', live: '1.1.0', replaced: '1.0.0', previous: '1.0.0' } as const;
  return [published(owned, '1.1.0'), changed(owned, { ...change, reason: 'Order drafts survive a reload' })];
}

function rollbackOf(module: string): readonly ScenarioEvent[] {
  return modules
    .filter((each) => each.module === module)
    .map((owned) =>
      changed(owned, {
        type: 'ModuleRolledBack',
        live: '1.0.0',
        replaced: '1.1.0',
        previous: null,
        reason: 'Totals were wrong',
      }),
    );
}

export const scenarios: readonly Scenario[] = [
  { name: 'empty', title: 'Nothing has been published', events: [] },
  { name: 'first-day', title: 'Every module is live in its first release', events: firstDay },
  {
    name: 'after-upgrade',
    title: 'Orders went to 1.1.0; 1.0.0 is what a rollback returns to',
    events: [...firstDay, ...upgradeOf('orders')],
  },
  {
    name: 'after-rollback',
    title: 'Orders 1.1.0 was rolled back',
    events: [...firstDay, ...upgradeOf('orders'), ...rollbackOf('orders')],
  },
];
