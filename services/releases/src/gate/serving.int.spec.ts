/** What requests still go to is judged, whatever the composition names by now: between "promoted" and "serves" is a time. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createConsole, dana, deploys, type Console, type Outcome } from '../../testing/console.ts';
import { appContract, ordersSdl, serviceContract } from '../../testing/small-product.ts';

const start = Date.parse('2026-11-23T08:00:00.000Z');
let passed: number;
let desk: Console;
beforeEach(() => {
  passed = 0;
  desk = createConsole({ clock: () => new Date(start + passed * 1000).toISOString() });
});
afterEach(() => desk.close());

const service = (schema: string) =>
  ({ kind: 'service', team: 'orders', contract: serviceContract('orders', schema) }) as const;
const promote = (module: string, version: string) => desk.mutate('promote', { module, version });
const finalize = (user = deploys('orders')) => desk.mutate('finalize', { module: 'orders-service' }, user);
const serves = (version: string, gateway = 'gateway-1') =>
  desk.report('Serving', { gateway, services: [{ module: 'orders-service', version }] });
const ends = (gateway = 'gateway-1') => desk.report('Serving', { gateway, services: [] });
const code = ({ problem, verdict }: Outcome) => [problem?.code, ...(verdict?.refusals.map((each) => each.code) ?? [])];
const refused = ['REFUSED_BY_GATE', 'FIELD_MISSING'];
const app = () => promote('orders', '1.0.0');

/** 1.0.0 of the service, without what the app asks for, serves; 1.1.0 and 1.2.0 have it. */
beforeEach(async () => {
  await desk.publish('orders-service', '1.0.0', service(ordersSdl.replace('total: Int!', '')));
  for (const version of ['1.1.0', '1.2.0']) await desk.publish('orders-service', version, service(ordersSdl));
  await desk.publish('orders', '1.0.0', {
    contract: await appContract('query Order($id: ID!) { order(id: $id) { number total } }'),
  });
  await promote('orders-service', '1.0.0');
  await serves('1.0.0');
});

describe('a release that requests go to', () => {
  test('counts after two promotions in a row, however long ago it was named; the reason says what to wait for', async () => {
    passed += 3 * 86_400;
    await promote('orders-service', '1.1.0');
    await promote('orders-service', '1.2.0');
    const outcome = await app();
    expect(code(outcome)).toEqual(refused);
    expect(outcome.problem?.message).toContain('orders-service@1.0.0 (serving)');
    expect(outcome.problem?.message).toContain(
      'either wait until requests no longer go to orders-service@1.0.0 (tessera status says what keeps them there; a gateway that was killed is believed for five minutes)',
    );
    await serves('1.2.0');
    expect(await app()).toMatchObject({ problem: null });
  });

  test('counts at any gateway, and no longer at one that has ended', async () => {
    await serves('1.0.0', 'gateway-2');
    await promote('orders-service', '1.1.0');
    await promote('orders-service', '1.2.0');
    await serves('1.2.0');
    expect(code(await app())).toEqual(refused);
    await ends('gateway-2');
    expect(await app()).toMatchObject({ problem: null });
    const { documents } = await desk.host.documents({ projection: 'serving' });
    expect(documents.map(([key]) => key)).toEqual(['production/gateway-1']);
    // A word that was on its way when it ended is believed like any other.
    await serves('1.0.0', 'gateway-2');
    expect(await desk.mutate('retire', { module: 'orders' })).toMatchObject({ problem: null });
    expect(code(await app())).toEqual(refused);
  });

  test('counts as long as its gateway repeats it; one that is silent for five minutes has ended', async () => {
    await promote('orders-service', '1.1.0');
    await promote('orders-service', '1.2.0');
    passed += 240;
    await serves('1.0.0');
    passed += 299;
    expect(code(await app())).toEqual(refused);
    passed += 1;
    expect(await app()).toMatchObject({ problem: null });
  });

  test('counts although it was killed: it answers until its process has ended', async () => {
    await promote('orders-service', '1.1.0');
    await desk.mutate('kill', { module: 'orders-service', version: '1.0.0' });
    expect(code(await app())).toEqual(refused);
    await serves('1.1.0');
    expect(await app()).toMatchObject({ problem: null });
  });

  test('is what the composition names, as a rule, and is then spoken of as live only', async () => {
    const outcome = await app();
    expect(code(outcome)).toEqual(refused);
    expect(outcome.problem?.message).toContain('orders-service@1.0.0 (stable)');
  });

  test('does not count where its module is not live', async () => {
    await desk.mutate('retire', { module: 'orders-service' });
    await desk.publish('catalog', '1.0.0');
    expect(await desk.mutate('promote', { module: 'catalog', version: '1.0.0' })).toMatchObject({ problem: null });
    expect(await app()).toMatchObject({ problem: { message: expect.not.stringContaining('serving') } });
  });
});

describe('a way back', () => {
  test('is given up when what is live serves everywhere, and not before', async () => {
    await serves('1.0.0', 'gateway-2');
    await promote('orders-service', '1.1.0');
    const outcome = await app();
    expect(outcome.problem?.message).toContain(
      'orders-service@1.0.0 (tessera status says what keeps them there; a gateway that was killed is believed for five minutes), then tessera finalize orders-service',
    );
    await serves('1.1.0');
    const early = await finalize();
    expect(early).toMatchObject({
      problem: {
        code: 'NOT_SERVED',
        message: expect.stringMatching(/requests to gateway-2 go to orders-service@1\.0\.0.*believed for five minutes/),
      },
      live: { version: '1.1.0', previousVersion: '1.0.0' },
    });
    expect(code(await finalize(deploys('catalog')))).toEqual(['FORBIDDEN']);
    await serves('1.1.0', 'gateway-2');
    expect(await finalize()).toMatchObject({ problem: null, live: { previousVersion: null } });
    expect(await app()).toMatchObject({ problem: null });
  });

  test('is not asked for again by a command that was sent twice, whatever serves since', async () => {
    await promote('orders-service', '1.1.0');
    await serves('1.1.0');
    const command = { commandId: 'once', module: 'orders-service' };
    expect(await desk.mutate('finalize', command)).toMatchObject({ problem: null });
    await serves('1.0.0');
    expect(await desk.mutate('finalize', command)).toMatchObject({ problem: null });
  });
});

test('only gateways say whom they ask; what is repeated is recorded twice a minute at most', async () => {
  expect(
    await desk.report('Serving', { services: [{ module: 'orders-service', version: '1.2.0' }] }, dana),
  ).toMatchObject({ problem: { code: 'FORBIDDEN' } });
  const head = await desk.host.log.head();
  passed += 29;
  await serves('1.0.0');
  expect(await desk.host.log.head()).toBe(head);
  passed += 1;
  await serves('1.0.0');
  expect(await desk.host.log.head()).not.toBe(head);
});
