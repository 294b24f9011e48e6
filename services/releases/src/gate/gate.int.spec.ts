/** The gate inside the verbs: what would break is refused, everybody can see why, and nothing slips in between. */
import { createMemoryLog, type EventLog } from '@tessera/event-log';
import { createMemoryVault } from '@tessera/service-kit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createConsole, deploys, type Console, type Outcome } from '../../testing/console.ts';
import { appContract, idleApp, ordersSdl, releaseOf, serviceContract } from '../../testing/small-product.ts';

let desk: Console;
beforeEach(() => {
  desk = createConsole();
});
afterEach(() => desk.close());

const ordersService = (schema = ordersSdl) =>
  ({ kind: 'service', team: 'orders', contract: serviceContract('orders', schema) }) as const;
const withoutTotal = ordersService(ordersSdl.replace('total: Int!', ''));
const ordersApp = async () => ({
  contract: await appContract('query Order($id: ID!) { order(id: $id) { number total } }'),
});

/** Service and app 1.0.0 are live in production; the service's 2.0.0, without `Order.total`, is published. */
async function orders(console = desk): Promise<void> {
  await console.publish('orders-service', '1.0.0', ordersService());
  await console.publish('orders-service', '2.0.0', withoutTotal);
  await console.publish('orders', '1.0.0', await ordersApp());
  await console.mutate('promote', { module: 'orders-service', version: '1.0.0' });
  await console.mutate('promote', { module: 'orders', version: '1.0.0' });
}
const promote = (module: string, version: string, more: object = {}) =>
  desk.mutate('promote', { module, version, ...more });
const code = ({ problem, verdict }: Outcome) => [problem?.code, ...(verdict?.refusals.map((each) => each.code) ?? [])];

describe('promoting past somebody who depends on it', () => {
  beforeEach(() => orders());

  test('is refused, naming both sides, the field, the place and the ways out', async () => {
    const outcome = await promote('orders-service', '2.0.0');
    expect(code(outcome)).toEqual(['REFUSED_BY_GATE', 'FIELD_MISSING']);
    expect(outcome.live).toMatchObject({ version: '1.0.0' });
    for (const word of [
      'orders@1.0.0',
      'Order.total',
      'orders/src/operations/order.graphql:1',
      'team orders (#team-orders)',
    ])
      expect(outcome.problem?.message).toContain(word);
    expect(outcome.verdict).toMatchObject({ ok: false, position: outcome.live?.revision });
  });

  test('is refused for a share of the users and for a group as well', async () => {
    expect(code(await promote('orders-service', '2.0.0', { share: 1 }))).toContain('FIELD_MISSING');
    const pin = { name: 'northfield', module: 'orders-service', version: '2.0.0' };
    expect(code(await desk.mutate('pin', pin))).toContain('FIELD_MISSING');
  });

  test('stands in the history with its reasons, and changes nothing', async () => {
    const before = await desk.ask('{ composition { module version revision } }');
    await promote('orders-service', '2.0.0', { reason: 'Slimmer' });
    expect(await desk.ask('{ composition { module version revision } }')).toEqual(before);
    const query = `{ releaseHistory(action: "REFUSED") { total items {
      action environment team module version reason by judgement { releases pairs } refusals { code subject places { file line operation } waysOut } } } }`;
    expect(await desk.ask(query)).toMatchObject({
      total: 1,
      items: [
        {
          action: 'REFUSED',
          environment: 'production',
          team: 'orders',
          module: 'orders-service',
          version: '2.0.0',
          reason: 'Slimmer',
          by: 'Dana Reyes',
          judgement: { releases: 2 },
          refusals: [{ code: 'FIELD_MISSING', subject: 'Order.total', places: [{ line: 1, operation: 'Order' }] }],
        },
      ],
    });
  });

  test('is let through once nobody who can still be met depends on it', async () => {
    await desk.publish('orders', '1.1.0', {
      contract: await appContract('query Order($id: ID!) { order(id: $id) { number } }'),
    });
    await desk.publish('orders', '1.2.0', {
      contract: await appContract('query Order($id: ID!) { order(id: $id) { id } }'),
    });
    await promote('orders', '1.1.0');
    // 1.0.0 is what a rollback of the app would return to.
    expect(code(await promote('orders-service', '2.0.0'))).toContain('FIELD_MISSING');
    await promote('orders', '1.2.0');
    expect(await promote('orders-service', '2.0.0')).toMatchObject({
      live: { version: '2.0.0' },
      verdict: { ok: true },
      problem: null,
    });
  });

  test('is refused as long as a share of the users, or a group, has what depends on it', async () => {
    for (const version of ['1.1.0', '1.2.0']) {
      await desk.publish('orders', version, {
        contract: await appContract('query Order($id: ID!) { order(id: $id) { id } }'),
      });
      await promote('orders', version);
    }
    expect(await promote('orders', '1.0.0', { share: 10 })).toMatchObject({ problem: null });
    expect((await promote('orders-service', '2.0.0')).problem?.message).toContain('orders@1.0.0 (canary)');
    await desk.mutate('rollback', { module: 'orders' });
    const group = { name: 'northfield', module: 'orders' };
    expect(await desk.mutate('pin', { ...group, version: '1.0.0' })).toMatchObject({ problem: null });
    expect((await promote('orders-service', '2.0.0')).problem?.message).toContain('orders@1.0.0 (pinned)');
    await desk.mutate('unpin', group);
    expect(await promote('orders-service', '2.0.0')).toMatchObject({ problem: null });
  });

  test('is refused as long as an open tab depends on it', async () => {
    await desk.report('Census', { tabs: [{ module: 'orders', version: '1.0.0', count: 37 }] });
    for (const version of ['1.1.0', '1.2.0']) {
      await desk.publish('orders', version, {
        contract: await appContract('query Order($id: ID!) { order(id: $id) { id } }'),
      });
      await promote('orders', version);
    }
    const { problem } = await promote('orders-service', '2.0.0');
    expect(problem?.message).toContain('37 open tabs');
    // Taken off every tab, it does not count any more.
    await desk.mutate('kill', { module: 'orders', version: '1.0.0' });
    expect(await promote('orders-service', '2.0.0')).toMatchObject({ problem: null });
  });

  test('says nothing to another team, and keeps no record of it', async () => {
    const outcome = await desk.mutate('promote', { module: 'orders-service', version: '2.0.0' }, deploys('catalog'));
    expect(outcome).toMatchObject({ problem: { code: 'FORBIDDEN' }, verdict: null });
    expect(await desk.ask('{ releaseHistory(action: "REFUSED") { total } }')).toEqual({ total: 0 });
  });

  test('that was let through is still done when its answer is asked for again, whatever came since', async () => {
    const again = { commandId: 'once', module: 'orders', version: '1.1.0' };
    await desk.publish('orders', '1.1.0', await ordersApp());
    expect(await desk.mutate('promote', again)).toMatchObject({ problem: null, live: { version: '1.1.0' } });
    await desk.mutate('retire', { module: 'orders' });
    expect(await promote('orders-service', '2.0.0')).toMatchObject({ problem: null });
    const head = await desk.host.log.head();
    expect(await desk.mutate('promote', again)).toMatchObject({ problem: null, live: null });
    expect(await desk.host.log.head()).toBe(head);
  });

  test('the question alone is answered like the attempt, and leaves no trace', async () => {
    const head = await desk.host.log.head();
    const query = `query ($version: String!, $module: ID!) { canIDeploy(module: $module, version: $version) { ok text position } }`;
    expect(await desk.ask(query, { module: 'orders-service', version: '2.0.0' })).toMatchObject({
      ok: false,
      text: expect.stringContaining('cannot be deployed'),
    });
    expect(await desk.ask(query, { module: 'orders-service', version: '1.0.0' })).toMatchObject({ ok: true });
    expect(await desk.ask(query, { module: 'orders-service', version: '9.9.9' })).toBeNull();
    expect(await desk.host.log.head()).toBe(head);
  });
});

describe('the other verbs', () => {
  beforeEach(() => orders());

  test('a service that an app needs cannot be retired; an app can', async () => {
    const outcome = await desk.mutate('retire', { module: 'orders-service' });
    expect(code(outcome)).toContain('FIELD_MISSING');
    expect(outcome.live).toMatchObject({ version: '1.0.0' });
    expect(await desk.mutate('retire', { module: 'orders' })).toMatchObject({ live: null, problem: null });
    expect(await desk.mutate('retire', { module: 'orders-service' })).toMatchObject({ live: null, problem: null });
  });

  test('a rollback to what has been passed by meanwhile is refused', async () => {
    for (const version of ['1.1.0', '1.2.0']) {
      await desk.publish('orders', version);
      await promote('orders', version);
    }
    await promote('orders-service', '2.0.0');
    // Nor is it what pages fall back on, or what the service's next release has to get along with.
    expect(await desk.mutate('rollback', { module: 'orders' })).toMatchObject({
      live: { version: '1.1.0', previousVersion: null },
      problem: null,
    });
    await desk.publish('orders-service', '2.1.0', withoutTotal);
    expect(await promote('orders-service', '2.1.0')).toMatchObject({ problem: null });
    const second = await desk.mutate('rollback', { module: 'orders' });
    expect(code(second)).toContain('FIELD_MISSING');
    expect(second.live).toMatchObject({ version: '1.1.0' });
  });

  test('what a rollback would return to once the way back was killed is judged; what holds stays the way back', async () => {
    for (const version of ['1.1.0', '1.2.0', '1.3.0']) {
      await desk.publish('orders', version);
      await promote('orders', version);
    }
    await promote('orders-service', '2.0.0');
    const kill = (version: string) => desk.mutate('kill', { module: 'orders', version });
    expect(await kill('1.2.0')).toMatchObject({ live: { version: '1.3.0', previousVersion: '1.1.0' } });
    expect(await kill('1.1.0')).toMatchObject({ live: { version: '1.3.0', previousVersion: null } });
    expect(code(await desk.mutate('rollback', { module: 'orders' }))).toContain('FIELD_MISSING');
  });

  test('what takes a killed release’s place is judged', async () => {
    const kill = { module: 'orders-service', version: '1.0.0', replaceBy: '2.0.0' };
    expect(code(await desk.mutate('kill', kill))).toContain('FIELD_MISSING');
  });

  test('what everybody has after a killed release is judged, when it has been passed by meanwhile', async () => {
    for (const version of ['1.1.0', '1.2.0']) {
      await desk.publish('orders', version);
      await promote('orders', version);
    }
    await promote('orders-service', '2.0.0');
    await desk.mutate('rollback', { module: 'orders' });
    // What open tabs left long ago, and nobody has, is no return either.
    expect(await desk.mutate('kill', { module: 'orders', version: '1.2.0' })).toMatchObject({ problem: null });
    const kill = { module: 'orders', version: '1.1.0' };
    const refused = await desk.mutate('kill', kill);
    expect(code(refused)).toContain('FIELD_MISSING');
    expect(refused).toMatchObject({ live: { version: '1.1.0' } });
    await desk.publish('orders', '1.3.0');
    expect(await desk.mutate('kill', { ...kill, replaceBy: '1.3.0' })).toMatchObject({
      live: { version: '1.3.0' },
      problem: null,
    });
  });

  test('a release without a contract goes nowhere', async () => {
    await desk.publish('orders', '3.0.0', {}, { manifest: null });
    expect(await promote('orders', '3.0.0')).toMatchObject({
      problem: { code: 'NO_CONTRACT' },
      live: { version: '1.0.0' },
    });
  });
});

describe('environments', () => {
  test('the same release goes from one to the next, judged in each', async () => {
    await orders();
    for (const environment of ['staging', 'production']) {
      const outcome = await promote('orders-service', '2.0.0', { environment });
      if (environment === 'staging') expect(outcome).toMatchObject({ problem: null, live: { version: '2.0.0' } });
      else expect(code(outcome)).toContain('FIELD_MISSING');
    }
    expect(await desk.ask('{ release(id: "orders-service@2.0.0") { liveIn } }')).toEqual({ liveIn: ['staging'] });
    expect(await desk.ask('{ releaseHistory(environment: "staging") { items { action version } } }')).toEqual({
      items: [{ action: 'PROMOTED', version: '2.0.0' }],
    });
  });
});

describe('a manifest that lies', () => {
  test('about what it is of, is refused, and nothing is recorded', async () => {
    const head = await desk.host.log.head();
    const lies: [object, string][] = [
      [{ team: 'catalog' }, 'MANIFEST_MISMATCH'],
      [{ kind: 'SERVICE' }, 'MANIFEST_MISMATCH'],
      [{ digest: `sha384-${'A'.repeat(64)}` }, 'MANIFEST_MISMATCH'],
      [{ manifest: '{' }, 'INVALID_MANIFEST'],
      [{ manifest: '{}' }, 'INVALID_CONTRACT'],
      [{ source: { commit: 'a', committedAt: 'yesterday' } }, 'INVALID_SOURCE'],
      [{ source: { commit: 'a', committedAt: '2999-01-01T00:00:00Z' } }, 'CLOCK_SKEW'],
    ];
    for (const [lie, refusal] of lies) {
      expect(await desk.publish('orders', '1.0.0', {}, lie)).toMatchObject({
        problem: { code: refusal },
        release: null,
      });
    }
    expect(await desk.host.log.head()).toBe(head);
  });

  test('about its contract, is not what its digest stands for', async () => {
    const draft = { module: 'orders', version: '1.0.0', team: 'orders', kind: 'app', contract: idleApp } as const;
    const { manifest } = await releaseOf(draft);
    const other = manifest.replace('"shared":{}', '"shared":{"react":"^1.0.0"}');
    expect(await desk.publish('orders', '1.0.0', {}, { manifest: other })).toMatchObject({
      problem: { code: 'DIGEST_MISMATCH' },
    });
  });
});

test('a service and the app that was built for it go live in that order, once the way back is given up', async () => {
  const nothing = 'no published release of orders-service offers Order.total; ask team orders (#team-orders)';
  await desk.publish('orders-service', '2.0.0', withoutTotal);
  await desk.publish('orders', '1.0.0', await ordersApp());
  await promote('orders-service', '2.0.0');
  expect((await promote('orders', '1.0.0')).problem?.message).toContain(nothing);
  for (const version of ['2.0.1', '2.1.0', '2.2.0', '2.10.0'])
    await desk.publish('orders-service', version, ordersService());
  // What was killed goes live nowhere.
  await desk.mutate('kill', { module: 'orders-service', version: '2.0.1' });
  const first = await promote('orders', '1.0.0');
  expect(code(first)).toEqual(['REFUSED_BY_GATE', 'FIELD_MISSING']);
  expect(first.problem?.message).toContain(
    'promote orders-service ≥ 2.1.0 first, then give up its way back to 2.0.0: tessera finalize orders-service',
  );
  await promote('orders-service', '2.1.0');
  // A rollback of the service would take away what the app asks for: that is said, with what can be done and what it costs.
  const second = await promote('orders', '1.0.0');
  expect(second.problem?.message).toContain('orders-service@2.0.0 (previous)');
  expect(second.problem?.message).toContain(
    'tessera finalize orders-service (orders-service can then no longer be rolled back to 2.0.0 in one step)',
  );
  expect(code(await desk.mutate('finalize', { module: 'orders-service' }, deploys('catalog')))).toEqual(['FORBIDDEN']);
  const reason = 'The app needs Order.total';
  const finalized = await desk.mutate('finalize', { module: 'orders-service', reason }, deploys('orders'));
  expect(finalized).toMatchObject({ problem: null, live: { version: '2.1.0', previousVersion: null } });
  expect(await promote('orders', '1.0.0')).toMatchObject({ problem: null, live: { version: '1.0.0' } });

  // One step back there is none any more; by its name the old one is judged, and by what the app uses.
  const back = await desk.mutate('rollback', { module: 'orders-service' });
  expect(code(back)).toEqual(['FINALIZED']);
  for (const words of ['Team orders', reason, 'tessera promote orders-service@2.0.0'])
    expect(back.problem?.message).toContain(words);
  const byName = await promote('orders-service', '2.0.0');
  expect(code(byName)).toEqual(['REFUSED_BY_GATE', 'FIELD_MISSING']);
  expect(byName.problem?.message).toContain(
    'no published release of orders after 1.0.0 does without Order.total; ask team orders',
  );
  await desk.publish('orders', '1.1.0');
  expect((await promote('orders-service', '2.0.0')).problem?.message).toContain(
    'promote orders ≥ 1.1.0 first, which no longer needs Order.total',
  );

  const head = await desk.host.log.head();
  const again = await desk.mutate('finalize', { module: 'orders-service' });
  expect(again).toMatchObject({ problem: null, live: { version: '2.1.0', previousVersion: null } });
  expect(await desk.host.log.head()).toBe(head);
  expect(
    await desk.ask('{ releaseHistory(action: "FINALIZED") { items { version previousVersion by reason } } }'),
  ).toEqual({ items: [{ version: '2.1.0', previousVersion: '2.0.0', by: 'Team orders', reason }] });
});

test('services that agree in pairs and are no graph together are refused', async () => {
  const named = (type: string, root: string, interfaceFields: string, more = '') =>
    `interface Named { ${interfaceFields} } type ${type} implements Named { name: String! ${more} } type Query { ${root}: ${type} }`;
  await desk.publish('orders-service', '1.0.0', ordersService(named('Order', 'order', 'name: String!')));
  await promote('orders-service', '1.0.0');
  const catalog = (sdl: string) =>
    ({ kind: 'service', team: 'catalog', contract: serviceContract('catalog', sdl) }) as const;
  await desk.publish(
    'catalog-service',
    '1.0.0',
    catalog(named('Product', 'product', 'name: String! sku: ID!', 'sku: ID!')),
  );
  const outcome = await promote('catalog-service', '1.0.0');
  expect(code(outcome)).toEqual(['REFUSED_BY_GATE', 'GRAPH_NOT_COMPOSABLE']);
  for (const words of ['catalog-service@1.0.0', 'orders-service@1.0.0', 'Named.sku', 'Order'])
    expect(outcome.problem?.message).toContain(words);
  await desk.publish('catalog-service', '1.0.1', catalog(named('Product', 'product', 'name: String!')));
  expect(await promote('catalog-service', '1.0.1')).toMatchObject({ problem: null });
});

test('a shell that open tabs run counts: what it asks for is kept, or they are taken off it', async () => {
  const shell = async (operations: string) =>
    ({
      kind: 'shell',
      team: 'platform',
      contract: { ...(await appContract(operations)), provides: { react: { version: '19.3.1', file: 'entry.js' } } },
    }) as const;
  await desk.publish('orders-service', '1.0.0', ordersService());
  await desk.publish('orders-service', '2.0.0', withoutTotal);
  await promote('orders-service', '1.0.0');
  await desk.publish('shell', '1.0.0', await shell('query Badge($id: ID!) { order(id: $id) { total } }'));
  await promote('shell', '1.0.0');
  await desk.report('Census', { tabs: [{ module: 'shell', version: '1.0.0', count: 12 }] });
  for (const version of ['1.1.0', '1.2.0']) {
    await desk.publish('shell', version, await shell('query Badge($id: ID!) { order(id: $id) { number } }'));
    await promote('shell', version);
  }
  const { problem } = await promote('orders-service', '2.0.0');
  for (const word of ['shell@1.0.0', 'Order.total', '12 open tabs']) expect(problem?.message).toContain(word);
  await desk.mutate('kill', { module: 'shell', version: '1.0.0' });
  expect(await promote('orders-service', '2.0.0')).toMatchObject({ problem: null });
});

describe('a library of which two majors are live', () => {
  const file = 'entry.js';
  const name = '@tessera/shared-ui';
  const library = (version: string) =>
    ({
      kind: 'library',
      team: 'platform',
      contract: { shared: { react: '^19.0.0' }, provides: { [name]: { version, file } } },
    }) as const;
  const app = (range: string) => ({ contract: { ...idleApp, shared: { [name]: range } } });
  const frame = {
    kind: 'shell',
    team: 'platform',
    contract: { ...idleApp, provides: { react: { version: '19.3.1', file } } },
  } as const;
  const rows = () =>
    desk.ask('{ composition { id version previousVersion revision } }') as Promise<
      readonly { readonly id: string; readonly version: string; readonly revision: string }[]
    >;

  beforeEach(async () => {
    await desk.publish('shell', '1.0.0', frame);
    for (const version of ['1.0.0', '1.1.0', '2.0.0']) await desk.publish('shared-ui', version, library(version));
    await desk.publish('orders', '1.0.0', app('^1.0.0'));
    await desk.publish('catalog', '1.0.0', app('^2.0.0'));
    await promote('shell', '1.0.0');
    await promote('shared-ui', '1.0.0');
    await promote('orders', '1.0.0');
  });

  test('serves whoever asks for either; each has its own row, and all rows one revision', async () => {
    // Nothing live takes ^2 yet.
    expect((await promote('catalog', '1.0.0')).problem?.message).toContain('shared-ui@1.0.0');
    expect(await promote('shared-ui', '2.0.0')).toMatchObject({ problem: null, live: { version: '2.0.0' } });
    expect(await promote('catalog', '1.0.0')).toMatchObject({ problem: null });
    expect(await promote('shared-ui', '1.1.0')).toMatchObject({ problem: null, live: { version: '1.1.0' } });
    const now = await rows();
    expect(now.filter(({ id }) => id.includes('shared-ui'))).toMatchObject([
      { id: 'production/shared-ui@1', version: '1.1.0', previousVersion: '1.0.0' },
      { id: 'production/shared-ui@2', version: '2.0.0', previousVersion: null },
    ]);
    expect(new Set(now.map(({ revision }) => revision)).size).toBe(1);
  });

  test('keeps the one that an app still asks for, and says whose it is and what can be done', async () => {
    await promote('shared-ui', '2.0.0');
    await promote('catalog', '1.0.0');
    const outcome = await desk.mutate('retire', { module: 'shared-ui@2' });
    expect(code(outcome)).toEqual(['REFUSED_BY_GATE', 'SHARED_UNSATISFIED']);
    for (const word of [
      'catalog@1.0.0',
      name,
      'catalog/package.json:1',
      'team catalog (#team-catalog)',
      '^2.0.0 is needed',
    ])
      expect(outcome.problem?.message).toContain(word);
    // Nobody says which: two could be meant.
    expect(code(await desk.mutate('retire', { module: 'shared-ui' }))).toEqual(['SEVERAL_MAJORS']);
    await desk.mutate('retire', { module: 'catalog' });
    expect(await desk.mutate('retire', { module: 'shared-ui@2' })).toMatchObject({ problem: null });
    expect((await rows()).map(({ id }) => id)).toEqual([
      'production/orders',
      'production/shared-ui@1',
      'production/shell',
    ]);
  });

  test('counts by its major in open tabs, and is let go with it', async () => {
    await promote('shared-ui', '2.0.0');
    await desk.report('Census', {
      tabs: [
        { module: 'shared-ui', version: '1.0.0', count: 5 },
        { module: 'shared-ui', version: '2.0.0', count: 7 },
      ],
    });
    const asked = () => desk.ask('{ dependencies { modules { module version openTabs } } }');
    expect(await asked()).toMatchObject({
      modules: expect.arrayContaining([expect.objectContaining({ module: 'shared-ui', openTabs: 12 })]) as unknown,
    });
    await desk.mutate('retire', { module: 'shared-ui@2' });
    expect(await asked()).toMatchObject({
      modules: expect.arrayContaining([expect.objectContaining({ module: 'shared-ui', openTabs: 5 })]) as unknown,
    });
  });

  test('is rolled back, pinned and killed in its own major', async () => {
    await promote('shared-ui', '2.0.0');
    await promote('shared-ui', '1.1.0');
    await desk.mutate('pin', { module: 'shared-ui', name: 'northfield', version: '1.0.0' });
    expect(await desk.mutate('rollback', { module: 'shared-ui@1' })).toMatchObject({
      problem: null,
      live: { version: '1.0.0' },
    });
    await promote('shared-ui', '1.1.0');
    await desk.mutate('kill', { module: 'shared-ui', version: '1.1.0' });
    expect(await rows()).toMatchObject([{}, { version: '1.0.0' }, { version: '2.0.0' }, {}]);
  });
});

describe('two at once', () => {
  test('the slower one is judged again, on what the faster one left', async () => {
    const log = createMemoryLog();
    const vault = createMemoryVault();
    const racing = holdingBack(log);
    const [one, other] = [createConsole({ log, vault }), createConsole({ log: racing.log, vault })];
    await one.publish('orders-service', '1.0.0', ordersService());
    await one.publish('orders-service', '2.0.0', withoutTotal);
    await one.publish('orders', '1.0.0', await ordersApp());
    await one.mutate('promote', { module: 'orders-service', version: '1.0.0' });
    await other.host.whenIdle();

    // Each passes the gate alone: neither knows of the other.
    const held = racing.holdNextAppend();
    const slow = other.mutate('promote', { commandId: 'slow', module: 'orders-service', version: '2.0.0' });
    await held.reached;
    expect(await one.mutate('promote', { commandId: 'fast', module: 'orders', version: '1.0.0' })).toMatchObject({
      problem: null,
    });
    held.release();
    expect(code(await slow)).toEqual(['REFUSED_BY_GATE', 'FIELD_MISSING']);
    expect(await one.ask('{ composition { module version } }')).toEqual([
      { module: 'orders', version: '1.0.0' },
      { module: 'orders-service', version: '1.0.0' },
    ]);
    await Promise.all([one.close(), other.close()]);
  });

  test('a way back is given up by what serves when that is done, not when it was asked for', async () => {
    const log = createMemoryLog();
    const vault = createMemoryVault();
    const racing = holdingBack(log);
    const [one, other] = [createConsole({ log, vault }), createConsole({ log: racing.log, vault })];
    for (const version of ['1.0.0', '1.1.0', '1.2.0']) await one.publish('orders-service', version, ordersService());
    for (const version of ['1.0.0', '1.1.0']) await one.mutate('promote', { module: 'orders-service', version });
    await one.report('Serving', { services: [{ module: 'orders-service', version: '1.1.0' }] });
    await other.host.whenIdle();

    const held = racing.holdNextAppend();
    const slow = other.mutate('finalize', { commandId: 'slow', module: 'orders-service' });
    await held.reached;
    await one.mutate('promote', { commandId: 'fast', module: 'orders-service', version: '1.2.0' });
    held.release();
    // It would have been given up to a release that does not serve: requests still go to what a rollback returns to.
    expect(await slow).toMatchObject({
      problem: { code: 'NOT_SERVED' },
      live: { version: '1.2.0', previousVersion: '1.1.0' },
    });
    await Promise.all([one.close(), other.close()]);
  });
});

/** A log of which one append can be stopped on its way. */
function holdingBack(log: EventLog) {
  let hold: { reached: () => void; go: Promise<void> } | undefined;
  return {
    log: {
      ...log,
      epoch: log.epoch,
      async append(...args: Parameters<EventLog['append']>) {
        const held = hold;
        hold = undefined;
        held?.reached();
        await held?.go;
        return log.append(...args);
      },
    } as EventLog,
    holdNextAppend() {
      let release = () => {};
      let reached = () => {};
      const whenReached = new Promise<void>((resolve) => (reached = resolve));
      hold = { reached, go: new Promise<void>((resolve) => (release = resolve)) };
      return { reached: whenReached, release };
    },
  };
}
