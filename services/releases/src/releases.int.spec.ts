/** The releases service in GraphQL, on an in-memory log: publish, promote, roll back, and what the console sees of it. */
import { createInMemoryHost, type InMemoryHost, type User } from '@tessera/service-kit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { idleApp, releaseOf, type Draft } from '../testing/small-product.ts';
import { releases } from './service.ts';

const dana: User = { id: 'dana', name: 'Dana Reyes', roles: ['staff', 'release-manager'] };
const deploysOrders: User = { id: 'deploy:orders', name: 'Team orders', roles: ['deploy', 'team:orders'] };
const deploysCatalog: User = { id: 'deploy:catalog', name: 'Team catalog', roles: ['deploy', 'team:catalog'] };

const outcome = `{ release { id liveIn } live { version previousVersion revision by reason } position problem { code message field } }`;
interface Outcome {
  readonly release: { readonly id: string; readonly liveIn: readonly string[] } | null;
  readonly live: {
    readonly version: string;
    readonly previousVersion: string | null;
    readonly revision: string;
  } | null;
  readonly position: string | null;
  readonly problem: { readonly code: string; readonly message: string } | null;
}

let host: InMemoryHost;
let commands = 0;
beforeEach(() => {
  host = createInMemoryHost(releases);
});
afterEach(() => host.close());

async function ask<Answer>(
  query: string,
  variables: Readonly<Record<string, unknown>> = {},
  user: User = dana,
): Promise<Answer> {
  const { data, errors } = await host.execute<Record<string, Answer>>({ query, variables, user });
  if (errors || !data) throw new Error(JSON.stringify(errors));
  return Object.values(data)[0] as Answer;
}

function mutate(verb: string, type: string, input: object, user: User): Promise<Outcome> {
  const query = `mutation ($input: ${type}!) { ${verb}(input: $input) ${outcome} }`;
  return ask<Outcome>(query, { input: { commandId: `c${++commands}`, ...input } }, user);
}

const publish = async (module: string, version: string, change: Partial<Draft> & object = {}, user = dana) => {
  const { contract = idleApp, kind = 'app', team = module, ...more } = change;
  const release = await releaseOf({ module, version, team, kind, contract });
  return mutate('publishRelease', 'PublishReleaseInput', { ...release, ...more }, user);
};
const promote = (module: string, version: string, change: object = {}, user = dana) =>
  mutate('promote', 'PromoteInput', { module, version, ...change }, user);
const rollback = (module: string, change: object = {}, user = dana) =>
  mutate('rollback', 'RollbackInput', { module, ...change }, user);

const composition = (environment?: string) =>
  ask<{ module: string; version: string; revision: string }[]>(
    `query ($environment: String) { composition(environment: $environment) { module version revision } }`,
    environment ? { environment } : {},
  );

describe('publishing', () => {
  test('makes a release known, live nowhere', async () => {
    expect(await publish('orders', '1.0.0')).toMatchObject({
      release: { id: 'orders@1.0.0', liveIn: [] },
      live: null,
      position: expect.any(String),
      problem: null,
    });
  });

  test('the same content again is accepted; other content is a conflict that shows what there is', async () => {
    await publish('orders', '1.0.0');
    expect(await publish('orders', '1.0.0')).toMatchObject({ release: { id: 'orders@1.0.0' }, problem: null });
    expect(await publish('orders', '1.0.0', { contract: { ...idleApp, shared: { react: '^19.3.0' } } })).toMatchObject({
      release: { id: 'orders@1.0.0' },
      position: null,
      problem: { code: 'CONFLICT' },
    });
  });

  test('names that could not name anything are refused', async () => {
    expect(await publish('Orders!', '1.0.0')).toMatchObject({ problem: { code: 'INVALID_MODULE' } });
    expect(await publish('orders', 'latest')).toMatchObject({ problem: { code: 'INVALID_VERSION' } });
    expect(await promote('orders', '1.0.0', { environment: 'Prod *' })).toMatchObject({
      problem: { code: 'INVALID_ENVIRONMENT' },
    });
    expect(await rollback('orders', { environment: 'Prod *' })).toMatchObject({
      problem: { code: 'INVALID_ENVIRONMENT' },
    });
  });

  test('a team cannot take over another team’s module', async () => {
    await publish('orders', '1.0.0', {}, deploysOrders);
    const claim = { team: 'catalog', contact: '#team-catalog' };
    expect(await publish('orders', '1.1.0', claim, deploysCatalog)).toMatchObject({ problem: { code: 'FORBIDDEN' } });
  });

  test('a module cannot become one of another kind', async () => {
    await publish('orders', '1.0.0', {}, deploysOrders);
    const shell = { kind: 'shell', contract: { ...idleApp, provides: {} } } as const;
    expect(await publish('orders', '1.1.0', shell, deploysOrders)).toMatchObject({
      release: null,
      problem: { code: 'KIND_CHANGED', message: expect.stringContaining('published as APP') as string },
    });
  });
});

describe('promoting and rolling back', () => {
  test('move a module, and say where each release is live', async () => {
    await publish('orders', '1.0.0');
    await publish('orders', '1.1.0');
    await promote('orders', '1.0.0');
    expect(await promote('orders', '1.1.0', { reason: 'Faster' })).toMatchObject({
      release: { id: 'orders@1.1.0', liveIn: ['production'] },
      live: { version: '1.1.0', previousVersion: '1.0.0', by: 'Dana Reyes', reason: 'Faster' },
      problem: null,
    });
    expect(await rollback('orders')).toMatchObject({
      release: { id: 'orders@1.0.0', liveIn: ['production'] },
      live: { version: '1.0.0', previousVersion: null },
    });
    expect(await rollback('orders')).toMatchObject({
      live: { version: '1.0.0' },
      problem: { code: 'NOTHING_TO_ROLL_BACK' },
    });
  });

  test('what is live already stays as it is, without a new entry', async () => {
    await publish('orders', '1.0.0');
    const first = await promote('orders', '1.0.0');
    const head = await host.log.head();
    expect(await promote('orders', '1.0.0')).toMatchObject({ problem: null, live: first.live });
    expect(await host.log.head()).toBe(head);
  });

  test('an unknown release is refused', async () => {
    expect(await promote('orders', '9.9.9')).toMatchObject({ live: null, problem: { code: 'UNKNOWN_RELEASE' } });
  });

  test('of two decisions on one composition the second is stale, whichever modules they are about', async () => {
    for (const module of ['orders', 'catalog']) {
      await publish(module, '1.0.0');
      await promote(module, '1.0.0');
      await publish(module, '1.1.0');
    }
    const [row, other] = await composition();
    expect(other?.revision).toBe(row?.revision);
    const basedOn = row?.revision;
    expect(await promote('catalog', '1.1.0', { basedOn })).toMatchObject({ problem: null });
    expect(await promote('orders', '1.1.0', { basedOn })).toMatchObject({
      live: { version: '1.0.0' },
      position: null,
      problem: { code: 'STALE' },
    });
  });

  test('environments are apart', async () => {
    await publish('orders', '1.0.0');
    await publish('orders', '1.1.0');
    await promote('orders', '1.0.0');
    await promote('orders', '1.1.0', { environment: 'staging' });
    expect(await composition()).toMatchObject([{ module: 'orders', version: '1.0.0' }]);
    expect(await composition('staging')).toMatchObject([{ module: 'orders', version: '1.1.0' }]);
  });

  test('are for the module’s team and release managers', async () => {
    await publish('orders', '1.0.0', {}, deploysOrders);
    expect(await promote('orders', '1.0.0', {}, deploysCatalog)).toMatchObject({ problem: { code: 'FORBIDDEN' } });
    expect(await promote('orders', '1.0.0', {}, deploysOrders)).toMatchObject({ problem: null });
    expect(await rollback('orders', {}, deploysCatalog)).toMatchObject({ problem: { code: 'FORBIDDEN' } });
  });
});

describe('a share, a group, nobody', () => {
  const row = (environment = 'production') =>
    ask<object[]>(
      `query ($environment: String) { composition(environment: $environment) {
        version previousVersion canaryVersion canaryDigest canaryShare canarySince killed pins { name version digest } } }`,
      { environment },
    );
  const pin = (name: string, version: string) =>
    mutate('pin', 'PinInput', { name, module: 'orders', version }, deploysOrders);

  beforeEach(async () => {
    for (const version of ['1.0.0', '1.1.0', '1.2.0']) await publish('orders', version);
    await promote('orders', '1.0.0');
    await promote('orders', '1.1.0');
  });

  test('a canary runs beside what is live until it is ended', async () => {
    expect(await promote('orders', '1.2.0', { share: 10 })).toMatchObject({
      live: { version: '1.1.0' },
      problem: null,
    });
    const canary = { canaryVersion: '1.2.0', canaryDigest: expect.stringContaining('sha384-'), canaryShare: 10 };
    expect(await row()).toMatchObject([{ version: '1.1.0', previousVersion: '1.0.0', ...canary }]);
    expect(await rollback('orders')).toMatchObject({ live: { version: '1.1.0' }, problem: null });
    expect(await row()).toMatchObject([
      { version: '1.1.0', canaryVersion: null, canaryShare: null, canarySince: null },
    ]);
  });

  test('a pin stays until it is taken back', async () => {
    expect(await pin('northfield', '1.0.0')).toMatchObject({ problem: null });
    expect(await pin('North Field', '1.0.0')).toMatchObject({ problem: { code: 'INVALID_PIN' } });
    expect(await row()).toMatchObject([
      { pins: [{ name: 'northfield', version: '1.0.0', digest: expect.stringContaining('sha384-') }] },
    ]);
    await mutate('unpin', 'UnpinInput', { name: 'northfield', module: 'orders' }, deploysOrders);
    expect(await row()).toMatchObject([{ pins: [] }]);
  });

  test('a killed release is named, and its place is taken', async () => {
    const kill = { module: 'orders', version: '1.1.0', reason: 'Loses drafts' };
    expect(await mutate('kill', 'KillInput', kill, deploysOrders)).toMatchObject({
      live: { version: '1.0.0', reason: 'Loses drafts' },
      problem: null,
    });
    expect(await row()).toMatchObject([{ version: '1.0.0', previousVersion: null, killed: ['1.1.0'] }]);
    expect(await promote('orders', '1.1.0')).toMatchObject({ problem: { code: 'KILLED' } });
  });

  test('a retired module has no row', async () => {
    expect(await mutate('retire', 'RetireInput', { module: 'orders' }, deploysOrders)).toMatchObject({
      live: null,
      problem: null,
    });
    expect(await row()).toEqual([]);
  });
});

describe('looking back', () => {
  beforeEach(async () => {
    for (const version of ['1.0.0', '1.1.0', '1.2.0']) await publish('orders', version);
    await publish('catalog', '2.0.0');
    await promote('orders', '1.0.0');
    await promote('orders', '1.2.0');
    await rollback('orders', { reason: 'Totals were wrong' });
  });

  test('the history has every step, newest first, page by page', async () => {
    const query = `query ($module: String, $first: Int, $after: String) {
      releaseHistory(module: $module, first: $first, after: $after) { items { action module version reason } next total }
    }`;
    interface History {
      readonly items: readonly { readonly action: string; readonly version: string }[];
      readonly next: string | null;
      readonly total: number;
    }
    const first = await ask<History>(query, { first: 2 });
    expect(first).toMatchObject({
      items: [
        { action: 'ROLLED_BACK', version: '1.0.0', reason: 'Totals were wrong' },
        { action: 'PROMOTED', version: '1.2.0' },
      ],
      total: 7,
    });
    const second = await ask<History>(query, { first: 10, after: first.next });
    expect(second.items.map(({ action }) => action)).toEqual(['PROMOTED', ...Array<string>(4).fill('PUBLISHED')]);
    expect(second.next).toBeNull();
    expect(await ask<History>(query, { module: 'catalog' })).toMatchObject({
      items: [{ action: 'PUBLISHED' }],
      total: 1,
    });
  });

  test('a module’s releases are listed newest first', async () => {
    const query = `query ($module: String) { releases(module: $module) { items { id liveIn } total } }`;
    expect(await ask(query, { module: 'orders' })).toEqual({
      items: [
        { id: 'orders@1.2.0', liveIn: [] },
        { id: 'orders@1.1.0', liveIn: [] },
        { id: 'orders@1.0.0', liveIn: ['production'] },
      ],
      total: 3,
    });
    expect(await ask(query)).toMatchObject({ total: 4 });
  });
});
