/** Requests sent twice: to a gateway over services on HTTP and disk, and to a virtual platform. The answers are the same. */
import { createMemoryLog, type EventLog } from '@tessera/event-log';
import { createLog, startGateway } from '@tessera/gateway';
import type { ServiceDefinition, User } from '@tessera/service-kit';
import { startServiceHost, type ServiceHost } from '@tessera/service-kit/node';
import { createVirtualPlatform, type VirtualPlatform } from '@tessera/virtual';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseTeams } from '@tessera/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { scenarios as catalogScenarios } from '../catalog/scenarios/index.ts';
import { catalog } from '../catalog/src/service.ts';
import { scenarios as fulfilmentScenarios } from '../fulfilment/scenarios/index.ts';
import { fulfilment } from '../fulfilment/src/service.ts';
import { scenarios as ordersScenarios } from '../orders/scenarios/index.ts';
import { orders } from '../orders/src/service.ts';

const ada: User = { id: 'ada', name: 'Ada Marsh', roles: ['customer'] };
const services: readonly ServiceDefinition[] = [catalog, orders, fulfilment];
const scenarios = [catalogScenarios, ordersScenarios, fulfilmentScenarios];
const given = scenarios.flatMap((list) => list.find(({ name }) => name === 'busy-morning')?.events ?? []);
/** A command's event would be dated differently on each side. */
const time = '2026-01-05T08:00:00.000Z';
const token = 'internal-token-of-the-tests';

let virtual: VirtualPlatform;
let real: (path: string, init: RequestInit) => Promise<Response>;
/** Called by the last test. */
let stopFulfilment: () => Promise<void>;
const closing: (() => unknown)[] = [];

beforeAll(async () => {
  const teams = parseTeams(JSON.parse(await readFile(new URL('../../teams.json', import.meta.url), 'utf8')));
  const data = await mkdtemp(join(tmpdir(), 'tessera-parity-'));
  closing.push(() => rm(data, { recursive: true, force: true }));
  const logger = createLog('silent');
  const log: EventLog = createMemoryLog({ now: () => time });
  for (const { stream, type, data: facts } of given) await log.append(stream, [{ type, data: facts as never }]);
  const world = { now: () => time, newId: (prefix: string) => `${prefix}_0`, random: () => 0.5 };
  const hosts = new Map<string, ServiceHost>();
  for (const service of services) {
    // History is not reacted to, and what is compared here is what the gateway answers.
    const host = await startServiceHost(service, { log, data, token, logger, world, policies: false });
    hosts.set(service.name, host);
    if (service !== fulfilment) closing.push(() => host.close());
  }
  const gateway = await startGateway({
    port: 0,
    dataFolder: data,
    services: Object.fromEntries([...hosts].map(([name, { url }]) => [name, url])),
    internalToken: token,
    sessionSecret: 'a-session-secret-of-at-least-32-characters',
    teams,
    environment: 'development',
    developmentIdentities: true,
    log: logger,
  });
  closing.push(() => gateway.close());
  await gateway.ready();
  const signedIn = await fetch(`${gateway.url}/auth/sign-in`, {
    method: 'POST',
    body: new URLSearchParams({ identity: 'ada' }),
    redirect: 'manual',
  });
  const cookie = signedIn.headers.get('set-cookie')!.split(';')[0]!;
  real = (path, { headers, ...init }) => {
    const { anonymous, ...rest } = headers as Record<string, string>;
    return fetch(`${gateway.url}${path}`, {
      ...init,
      headers: { ...rest, ...(anonymous === undefined ? { cookie } : {}) },
    });
  };
  stopFulfilment = () => hosts.get('fulfilment')!.close();
  virtual = createVirtualPlatform({
    services,
    given,
    user: ada,
    clock: { now: () => Date.parse(time), after: () => () => undefined },
    ids: world.newId,
    random: world.random,
    owners: Object.fromEntries(
      services.map(({ name }) => [name, { team: teams.teams[name]!.name, contact: teams.teams[name]!.contact }]),
    ),
    onUnexpected: () => undefined,
  });
  closing.push(() => virtual.close());
});
afterAll(async () => {
  for (const close of closing.reverse()) await close();
});

interface Sent {
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly anonymous?: true;
}

/** Of an answer: everything but what names the log or the moment. */
async function shown(response: Response): Promise<unknown> {
  const text = await response.text();
  const body = text
    .replaceAll(/"[0-9A-Za-z_-]{8,}\.([0-9a-z]+)"/g, '"epoch.$1"')
    .replace(/"expires":"[^"]*"/, '"expires":"-"')
    // The engine's own words for broken JSON.
    .replace(/,"originalError":\{.*?\}/, '');
  return {
    status: response.status,
    type: response.headers.get('content-type')?.toLowerCase().replaceAll(' ', ''),
    cache: response.headers.get('cache-control'),
    allow: response.headers.get('allow'),
    body: body === '' ? '' : (JSON.parse(body) as unknown),
  };
}

async function both({ path = '/graphql', method = 'POST', headers = {}, body, anonymous }: Sent) {
  const init: RequestInit = {
    method,
    headers: { 'content-type': 'application/json', 'x-correlation-id': 'a-click-of-ada', ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  };
  const browser = anonymous === undefined ? virtual : virtual.as(null);
  const theirs = { ...init, headers: { ...init.headers, ...(anonymous === undefined ? {} : { anonymous: 'yes' }) } };
  return { theirs: await shown(await real(path, theirs)), ours: await shown(await browser.fetch(path, init)) };
}

const joined = `query One($id: ID!) { order(id: $id) { number status total shipment { status } lines { quantity product { name availability { free } } } } }`;
const place = (sku: string, commandId = 'click-1') => ({
  query:
    'mutation Place($input: PlaceOrderInput!) { placeOrder(input: $input) { order { id number status total } position problem { code message field } } }',
  variables: { input: { commandId, lines: [{ sku, quantity: 2 }] } },
});
const modern = { accept: 'application/graphql-response+json, application/json' };
const one = { query: joined, variables: { id: 'o-morning-4' } };
const cases: Readonly<Record<string, Sent>> = {
  'a query over three services': { body: one },
  'the same, for clients that speak the newer media type': { body: one, headers: modern },
  "somebody else's order": { body: { query: joined, variables: { id: 'o-morning-2' } } },
  'one of several operations': {
    body: { query: 'query A { orders { total } } query B { stock(first: 1) { total } }', operationName: 'B' },
  },
  'a command': { body: place('VLV-BAL-25') },
  'the same command again': { body: place('VLV-BAL-25') },
  'a command that is refused': { body: place('NOPE', 'click-2') },
  'two commands in one operation': {
    body: {
      query:
        'mutation Two($a: PlaceOrderInput!, $b: PlaceOrderInput!) { a: placeOrder(input: $a) { position } b: placeOrder(input: $b) { position } }',
      variables: Object.fromEntries(
        ['a', 'b'].map((name) => [name, { commandId: `click-${name}`, lines: [{ sku: 'VLV-BAL-25', quantity: 1 }] }]),
      ),
    },
  },
  'text that is not GraphQL': { body: { query: '{ orders {' } },
  'text that is not GraphQL, newer media type': { body: { query: '{ orders {' }, headers: modern },
  'a field there is not': { body: { query: '{ orders { xyzzy } }' } },
  'a field there is not, newer media type': { body: { query: '{ orders { xyzzy } }' }, headers: modern },
  'the entry points of services': { body: { query: '{ _orders(ids: []) { id } }' } },
  'variables that do not fit': { body: { query: joined } },
  'variables that do not fit, newer media type': { body: { query: joined }, headers: modern },
  'a hash nobody published': {
    body: { extensions: { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } } },
  },
  'no operation': { body: { variables: {} } },
  'a body that is no JSON': { body: '{"query": ' },
  'a body that is a list': { body: [one] },
  'a body that is a text': { body: '"query"' },
  'variables that are a list': { body: { query: joined, variables: [1] } },
  'several operations and no name': {
    body: { query: 'query A { orders { total } } query B { stock(first: 1) { total } }' },
  },
  'a live operation as a query': { body: { query: 'subscription { shipmentBoard { id } }' } },
  'a position that is no position': { body: one, headers: { 'x-tessera-at-least': 'orders' } },
  'no session': { body: one, anonymous: true },
  'no JSON by its type': { body: '{}', headers: { 'content-type': 'text/plain' } },
  'a body over the limit': { body: { query: 'x'.repeat(300 * 1024) } },
  'who is signed in': { path: '/auth/session', method: 'GET' },
  'nobody signed in': { path: '/auth/session', method: 'GET', anonymous: true },
  'a session asked for wrongly': { path: '/auth/session', method: 'PUT' },
  'a stream nobody may open': { path: '/live', body: { subscriptions: [] }, anonymous: true },
  'a stream that is no JSON by its type': { path: '/live', body: '{}', headers: { 'content-type': 'text/plain' } },
  'a stream whose set is malformed': { path: '/live', body: { subscriptions: [{ id: 7 }] } },
  'a stream with too many subscriptions': {
    path: '/live',
    body: { subscriptions: Array.from({ length: 101 }, (_, id) => ({ id: String(id), hash: 'h' })) },
  },
};

describe('the virtual gateway answers as the gateway does', () => {
  test.each(Object.entries(cases))('%s', async (_name, sent) => {
    const { theirs, ours } = await both(sent);
    expect(ours).toEqual(theirs);
  });

  test('and when a service is dead', async () => {
    await stopFulfilment();
    virtual.faults.down('fulfilment');
    const { theirs, ours } = await both({ body: one });
    expect(JSON.stringify(theirs)).toContain('SERVICE_UNAVAILABLE');
    expect(ours).toEqual(theirs);
  });
});
