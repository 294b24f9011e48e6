/** What the console asks of the gate: one question for many releases, and who depends on whom. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createConsole, dana, type Console } from '../../testing/console.ts';
import { appContract, ordersSdl, serviceContract } from '../../testing/small-product.ts';

let desk: Console;
beforeEach(() => {
  desk = createConsole();
});
afterEach(() => desk.close());

const source = { commit: 'abc', committedAt: '2026-11-23T07:00:00.000Z', folder: 'apps/orders' };
const ordersService = (schema = ordersSdl) =>
  ({ kind: 'service', team: 'orders', contract: serviceContract('orders', schema) }) as const;
const app = async (fields: string) => ({
  contract: await appContract(`query Order($id: ID!) {\n  order(id: $id) { ${fields} }\n}`),
});

interface Answer {
  readonly environments: readonly string[];
  readonly leftOff: number;
  readonly pending: number;
  readonly candidates: readonly {
    readonly id: string;
    readonly cells: readonly { readonly answer: string; readonly reasons: number; readonly first: string | null }[];
  }[];
}
const fields = 'environments leftOff pending candidates { id cells { environment answer revision reasons first } }';
const table = ({ candidates }: Answer) =>
  Object.fromEntries(candidates.map(({ id, cells }) => [id, cells.map(({ answer }) => answer).join(' ')]));

async function orders(): Promise<void> {
  await desk.publish('orders-service', '1.0.0', ordersService());
  await desk.publish('orders', '1.0.0', await app('number total'), { source });
  for (const module of ['orders-service', 'orders']) await desk.mutate('promote', { module, version: '1.0.0' });
}

describe('which releases may go live', () => {
  const ask = () => desk.ask<Answer>(`{ deployability { ${fields} } }`);

  test('says it of what is newer than what is live, with the first reason, and of nothing else', async () => {
    await desk.publish('orders', '0.9.0', await app('id'));
    await orders();
    expect(table(await ask())).toEqual({});
    await desk.publish('orders-service', '2.0.0', ordersService(ordersSdl.replace('total: Int!', '')));
    await desk.publish('orders', '1.1.0', await app('number'));
    const answer = await ask();
    expect(table(answer)).toEqual({ 'orders@1.1.0': 'YES', 'orders-service@2.0.0': 'NO' });
    const [, refused] = answer.candidates;
    expect(refused?.cells[0]).toMatchObject({ reasons: 1, first: expect.stringContaining('Order.total') });
  });

  test('says it for each environment, where a release may stand differently', async () => {
    await orders();
    await desk.publish('orders-service', '2.0.0', ordersService(ordersSdl.replace('total: Int!', '')));
    await desk.mutate('promote', { module: 'orders-service', version: '2.0.0', environment: 'staging' });
    const answer = await ask();
    expect(answer.environments).toEqual(['production', 'staging']);
    expect(table(answer)).toEqual({ 'orders-service@2.0.0': 'NO LIVE' });
  });

  test('changes when what is live does, by a promotion as by a tab', async () => {
    await orders();
    await desk.publish('orders-service', '2.0.0', ordersService(ordersSdl.replace('total: Int!', '')));
    for (const version of ['1.1.0', '1.2.0']) {
      await desk.publish('orders', version, await app('number'));
      await desk.mutate('promote', { module: 'orders', version });
    }
    expect(table(await ask())).toEqual({ 'orders-service@2.0.0': 'YES' });
    await desk.report('Census', { tabs: [{ module: 'orders', version: '1.0.0', count: 3 }] });
    expect(table(await ask())).toEqual({ 'orders-service@2.0.0': 'NO' });
    await desk.mutate('kill', { module: 'orders', version: '1.0.0' });
    expect(table(await ask())).toEqual({ 'orders-service@2.0.0': 'YES' });
  });

  test('judges a bounded number for one question, and goes on with the next', async () => {
    for (let module = 1; module <= 45; module++) await desk.publish(`app-${module}`, '1.0.0', await app('number'));
    // The bound is of all environments together.
    await desk.publish('base', '1.0.0');
    await desk.mutate('promote', { module: 'base', version: '1.0.0', environment: 'staging' });
    const first = await ask();
    expect(first).toMatchObject({ environments: ['production', 'staging'], pending: 51, leftOff: 0 });
    // What staging has and production has not waits for production.
    expect(first.candidates[0]).toMatchObject({ id: 'base@1.0.0', cells: [{ answer: 'YES' }, { answer: 'LIVE' }] });
    expect(first.candidates[1]?.cells[0]).toMatchObject({
      answer: 'NO',
      first: expect.stringContaining('any service'),
    });
    expect(first.candidates.at(-1)?.cells[0]).toMatchObject({ answer: 'PENDING' });
    expect(await ask()).toMatchObject({ pending: 11 });
    expect(await ask()).toMatchObject({ pending: 0 });
  });

  test('says it of the releases it is asked about, live, canary, killed and without a contract', async () => {
    await orders();
    for (const version of ['1.1.0', '1.2.0', '1.3.0']) await desk.publish('orders', version, await app('number'));
    await desk.publish('orders', '1.4.0', {}, { manifest: null });
    await desk.mutate('promote', { module: 'orders', version: '1.2.0', share: 10 });
    await desk.mutate('kill', { module: 'orders', version: '1.1.0' });
    const ids = ['orders@1.0.0', 'orders@1.1.0', 'orders@1.2.0', 'orders@1.3.0', 'orders@1.4.0', 'orders@9.9.9'];
    const answer = await desk.ask<Answer>(`query ($ids: [ID!]!) { deployabilityOf(ids: $ids) { ${fields} } }`, { ids });
    expect(table(answer)).toEqual({
      'orders@1.0.0': 'LIVE',
      'orders@1.1.0': 'KILLED',
      'orders@1.2.0': 'CANARY',
      'orders@1.3.0': 'YES',
      'orders@1.4.0': 'UNKNOWN',
    });
  });
});

describe('who depends on whom', () => {
  const uses = (args: string) =>
    desk.ask(
      `{ dependencyUses(${args}) { total items { kind subject provider
        consumer { module version roles openTabs team contact } places { file line operation } } } }`,
    );

  test('is drawn between modules, with how much is between them', async () => {
    await orders();
    expect(
      await desk.ask(
        '{ dependencies { modules { module version openTabs } edges { consumer provider kind subjects } } }',
      ),
    ).toEqual({
      modules: [
        { module: 'orders', version: '1.0.0', openTabs: 0 },
        { module: 'orders-service', version: '1.0.0', openTabs: 0 },
      ],
      edges: [{ consumer: 'orders', provider: 'orders-service', kind: 'FIELDS', subjects: 3 }],
    });
  });

  test('is known down to the field, the line and the release that only open tabs run', async () => {
    await orders();
    for (const version of ['1.1.0', '1.2.0']) {
      await desk.publish('orders', version, await app('number'), { source });
      await desk.mutate('promote', { module: 'orders', version });
    }
    expect(await uses('subject: "Order.total"')).toEqual({ total: 0, items: [] });
    await desk.report('Census', { tabs: [{ module: 'orders', version: '1.0.0', count: 37 }] });
    expect(await uses('subject: "Order.total"')).toEqual({
      total: 1,
      items: [
        {
          kind: 'FIELDS',
          subject: 'Order.total',
          provider: 'orders-service',
          consumer: {
            module: 'orders',
            version: '1.0.0',
            roles: ['tabs'],
            openTabs: 37,
            team: 'orders',
            contact: '#team-orders',
          },
          places: [{ file: 'apps/orders/src/operations/order.graphql', line: 2, operation: 'Order' }],
        },
      ],
    });
    expect(await uses('consumer: "orders", first: 1')).toMatchObject({ total: 7, items: [{ subject: 'Query.order' }] });
    expect(await uses('provider: "orders"')).toMatchObject({ total: 0 });
  });

  test('counts tabs as they are now, also of what was found before', async () => {
    await orders();
    await desk.report('Census', { tabs: [{ module: 'orders', version: '1.0.0', count: 2 }] });
    expect(await uses('subject: "Order.total"')).toMatchObject({ items: [{ consumer: { openTabs: 2 } }] });
    await desk.report('Census', { gateway: 'gateway-2', tabs: [{ module: 'orders', version: '1.0.0', count: 3 }] });
    expect(await uses('subject: "Order.total"')).toMatchObject({ items: [{ consumer: { openTabs: 5 } }] });
  });

  test('is found by a part of its name, names that begin with it first', async () => {
    await orders();
    const found = await desk.ask<{ subject: string }[]>(
      '{ dependencySubjects(search: "order") { subject kind providers consumers } }',
    );
    expect(found.map(({ subject }) => subject)).toEqual(['Order.number', 'Order.total', 'Query.order']);
    expect(found[0]).toMatchObject({ kind: 'FIELDS', providers: ['orders-service'], consumers: ['orders'] });
  });
});

describe('environments', () => {
  test('are those that anything was ever promoted to, live', async () => {
    const known = async () => {
      const opening = await desk.host.liveOpen({ field: 'environments', user: dana });
      if (!('projection' in opening)) throw new Error(JSON.stringify(opening));
      const { documents } = await desk.host.documents(opening);
      return documents.map(([, document]) => (document as { environment: string }).environment).sort();
    };
    expect(await known()).toEqual([]);
    await orders();
    expect(await known()).toEqual(['production']);
    await desk.publish('catalog', '1.0.0');
    const staging = { module: 'catalog', environment: 'staging' };
    await desk.mutate('promote', { ...staging, version: '1.0.0' });
    await desk.mutate('retire', staging);
    // Nothing is live there now; that it exists is known all the same, and what waits is judged there.
    expect(await known()).toEqual(['production', 'staging']);
    expect((await desk.ask<Answer>(`{ deployability { ${fields} } }`)).environments).toEqual(['production', 'staging']);
  });

  test('have histories of their own, with what was published for all of them', async () => {
    await desk.publish('orders', '1.0.0');
    await desk.mutate('promote', { module: 'orders', version: '1.0.0', environment: 'staging' });
    await desk.mutate('promote', { module: 'orders', version: '1.0.0' });
    const history = async (args: string) => {
      const query = `{ releaseHistory(${args}) { total items { action environment } } }`;
      const { total, items } = await desk.ask<{ total: number; items: { action: string; environment: string }[] }>(
        query,
      );
      return [total, ...items.map(({ action, environment }) => `${action} ${environment}`)];
    };
    const [published, promoted] = ['PUBLISHED null', 'PROMOTED staging'];
    expect(await history('environment: "staging"')).toEqual([1, promoted]);
    expect(await history('environment: "staging", withPublished: true')).toEqual([2, promoted, published]);
    expect(await history('environment: "nowhere", withPublished: true')).toEqual([1, published]);
    expect(await history('withPublished: true')).toEqual([3, 'PROMOTED production', promoted, published]);
  });
});

test('what changes from one release to another, either way, and nothing of what has no contract', async () => {
  await orders();
  await desk.publish('orders-service', '2.0.0', ordersService(ordersSdl.replace('total: Int!', 'sum: Int!')));
  const diff = (from: string, to: string) =>
    desk.ask(`{ diff(module: "orders-service", from: "${from}", to: "${to}") { from to changes { kind what text } } }`);
  const [total, sum] = ['Order.total: Int!', 'Order.sum: Int!'].map((text) => ({ what: 'field', text }));
  expect(await diff('1.0.0', '2.0.0')).toEqual({
    from: '1.0.0',
    to: '2.0.0',
    changes: [
      { kind: 'added', ...sum },
      { kind: 'removed', ...total },
    ],
  });
  expect(await diff('2.0.0', '1.0.0')).toMatchObject({
    changes: [
      { kind: 'removed', ...sum },
      { kind: 'added', ...total },
    ],
  });
  expect(await diff('1.0.0', '1.0.0')).toMatchObject({ changes: [] });
  expect(await diff('1.0.0', '9.0.0')).toBeNull();
});
