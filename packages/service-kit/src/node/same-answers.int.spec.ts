/** One definition, two hosts: the same requests get the same answers in memory and on Node. */
import { join } from 'node:path';
import { createMemoryLog } from '@tessera/event-log';
import { openSqliteLog } from '@tessera/event-log/sqlite';
import { pino } from 'pino';
import { afterEach, expect, it } from 'vitest';
import { createInMemoryHost, type User } from '../index.ts';
import { fixedWorld } from '../testing/index.ts';
import { ada, httpClient, sellMutation, staff, token } from '../sample/http-client.ts';
import { shop } from '../sample/shop.ts';
import { temporaryFolders } from '../sample/temporary-folders.ts';
import { startServiceHost } from './index.ts';

const folders = temporaryFolders();
afterEach(() => folders.clear());

interface Step {
  readonly query: string;
  readonly variables?: Record<string, unknown>;
  readonly user?: User | null;
}

const sell = (id: string, item: string, quantity: unknown, user: User | null = ada): Step => ({
  query: sellMutation,
  variables: { commandId: `c-${id}`, id, item, quantity },
  user,
});
const page = (args: string): Step => ({
  query: `{ sales(${args}) { items { id item label status version } next total } }`,
  user: staff,
});

const steps: readonly Step[] = [
  sell('s1', 'Straße bolt', 2),
  sell('s1', 'Straße bolt', 2),
  sell('s2', 'Ölfilter', 10, staff),
  sell('s3', 'bolt', 7),
  sell('s4', 'bolt', 3),
  sell('s5', 'ball-valve 20', 3),
  sell('s6', 'bolt', 0),
  sell('s 7', 'bolt', 1),
  sell('s8', 'bolt', 1, null),
  sell('s9', 'bolt', 'many'),
  page('first: 2'),
  page('first: 2, order: "quantity"'),
  page('first: 100, order: "quantity", descending: true'),
  page('first: 2, order: "item", after: "rubbish"'),
  page('first: 0'),
  page('first: 10, search: "ol"'),
  page('first: 10, search: "ÖLFILT"'),
  page('first: 10, search: "strasse"'),
  page('first: 10, search: "ball va 2"'),
  page('first: 10, search: "%"'),
  page('first: 10, search: "\\" OR bolt"'),
  page('first: 10, buyer: "ada", status: OPEN, order: "item"'),
  {
    query:
      'mutation { cancelSale(commandId: "x", id: "s3", basedOn: "nonsense.1") { problem { code message field } sale { id } } }',
  },
  { query: 'mutation { cancelSale(commandId: "x", id: "s3") { problem { code } position sale { id } } }' },
  { query: 'mutation { cancelSale(commandId: "y", id: "lost") { problem { code message field } } }' },
  page('first: 10'),
  { query: '{ sale(id: "constructor") { id } other: sale(id: "s1") { id label } }' },
  { query: '{ broken }' },
  { query: '{ nothing }' },
  { query: '{ nothing ' },
  { query: 'query ($id: ID!) { sale(id: $id) { id } }', variables: {} },
];

it('answers deep-equal', async () => {
  const silent = pino({ level: 'silent' });
  const folder = folders.make();
  const log = await openSqliteLog({ path: join(folder, 'log.db'), epoch: 'same' });
  const world = fixedWorld();
  const host = await startServiceHost(shop, { log, data: folder, token, world, logger: silent, policies: false });
  await host.whenReady;
  const client = httpClient(host.url);
  const { now, newId, random } = fixedWorld();
  const memory = createInMemoryHost(shop, {
    log: createMemoryLog({ epoch: 'same' }),
    clock: now,
    ids: newId,
    random,
    policies: false,
    onUnexpected() {},
  });

  const answers: [unknown, unknown][] = [];
  for (const [index, { query, variables = {}, user = ada }] of steps.entries()) {
    const correlationId = `cor-${index}`;
    const onNode = await client.graphql({ query, variables, user, headers: { 'x-correlation-id': correlationId } });
    const inMemory = await memory.execute({ query, variables, user, correlationId });
    expect({ step: query, answer: inMemory }).toEqual({ step: query, answer: onNode });
    answers.push([onNode, inMemory]);
  }
  expect(answers).toHaveLength(steps.length);

  const opened = async (args: Record<string, unknown>, user: User | null) => {
    const response = await client.post('/live/open', { field: 'sales', args }, user);
    const body = (await response.json()) as object;
    return response.ok ? { ok: true, ...body } : { ok: false, ...body };
  };
  for (const [args, user] of [
    [{ buyer: 'ada' }, ada],
    [{}, ada],
    [{}, staff],
    [{}, null],
    [{ lost: 1 }, ada],
  ] as const) {
    expect(await memory.liveOpen({ field: 'sales', args, user })).toEqual(await opened(args, user));
  }
  const all = await client.documents('sales');
  expect(await memory.documents({ projection: 'sales' })).toEqual(all);
  const [epoch, , generation] = all.cursor.split('.');
  for (const position of [0, 1, 3, 5, 6]) {
    const after = `${epoch}.${position.toString(36)}.${generation}`;
    for (const partition of ['*', 'ada', 'sam', 'nobody']) {
      expect(await memory.documents({ projection: 'sales', partition, after })).toEqual(
        await client.documents('sales', after, partition),
      );
    }
  }
  await memory.close();
  await host.close();
  await log.close();
});
