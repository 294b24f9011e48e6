import { EventSource } from 'eventsource';
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { appRelease, shellRelease } from '../testing/test-release.ts';
import type { TestRelease } from '../testing/test-release.ts';
import { startWorld, until } from '../testing/test-world.ts';
import type { World } from '../testing/test-world.ts';

let world: World;
let release: TestRelease;
let ada: string;
const opened: EventSource[] = [];
let now = Date.parse('2026-11-23T08:00:00Z');

beforeEach(async () => {
  now = Date.now();
  world = await startWorld({ now: () => now, limits: { heartbeatMs: 200, stallMs: 1_500 } });
  release = await appRelease({
    operations: [
      'subscription Orders($customer: ID) { orderList(customer: $customer) { id number total } }',
      'subscription Products { productList { sku name } }',
      'query Me { whoami }',
    ],
  });
  await world.goLive(await shellRelease());
  await world.goLive(release);
  ada = await world.signIn('ada');
});
afterEach(async () => {
  for (const source of opened.splice(0)) source.close();
  await world.close();
});

const hashOf = (name: string): string =>
  (release.manifest.kind === 'app' ? release.manifest.contract.operations : []).find((each) => each.name === name)!
    .hash;
const order = (id: string, total = 1, customer = 'ada') => ({
  id,
  number: `BW-${id}`,
  total,
  customer,
  secret: 'never selected',
});

interface Frame {
  readonly event: string;
  readonly id: string;
  readonly data: Record<string, unknown>;
}

/** The npm client, as the app-kit uses it: set and cursors in the body. */
function open(
  subscriptions: object[],
  cookie = ada,
  headers: Record<string, string> = {},
): { frames: Frame[]; source: EventSource; of(event: string): Frame[] } {
  const frames: Frame[] = [];
  const source = new EventSource(`${world.gateway.url}/live`, {
    fetch: (url, init) =>
      fetch(url, {
        ...init,
        method: 'POST',
        headers: {
          ...(init.headers as Record<string, string>),
          'content-type': 'application/json',
          cookie,
          'x-tessera-app': 'orders@1.0.0',
          ...headers,
        },
        body: JSON.stringify({ subscriptions }),
      } as RequestInit),
  });
  opened.push(source);
  for (const event of [
    'hello',
    'subscribed',
    'snapshot',
    'change',
    'reset',
    'status',
    'problem',
    'heartbeat',
    'notice',
    'close',
  ]) {
    source.addEventListener(
      event,
      (message: MessageEvent<string>) =>
        void frames.push({
          event,
          id: message.lastEventId,
          data: JSON.parse(message.data) as Record<string, unknown>,
        }),
    );
  }
  return { frames, source, of: (event) => frames.filter((frame) => frame.event === event) };
}

const totals = (frame: Frame): unknown[] =>
  ((frame.data['put'] ?? frame.data['documents']) as [string, { total: number }][]).map(([key, document]) => [
    key,
    document.total,
  ]);

describe('POST /live', () => {
  it('shows what there is, then what changes, selected as the operation says', async () => {
    world.services.orders.put('orders', '1', order('1'));
    const stream = open([{ id: 'a', hash: hashOf('Orders'), variables: {} }]);
    await until(() => stream.of('snapshot').length === 1, 'the snapshot');
    expect(stream.frames[0]!.event).toBe('hello');
    expect(stream.of('subscribed')[0]!.data).toMatchObject({
      id: 'a',
      service: 'orders',
      owner: { team: 'Orders', contact: '#team-orders' },
    });
    expect(stream.of('snapshot')[0]!.data['documents']).toEqual([['1', { id: '1', number: 'BW-1', total: 1 }]]);
    world.services.orders.put('orders', '2', order('2'));
    await until(() => stream.of('change').length > 0, 'the change');
    expect(totals(stream.of('change')[0]!)).toEqual([['2', 1]]);
    expect(JSON.stringify(stream.frames)).not.toContain('never selected');
  });

  it('resumes by cursor or by Last-Event-ID with what changed in between, and nothing else', async () => {
    world.services.orders.put('orders', '1', order('1'));
    const first = open([{ id: 'a', hash: hashOf('Orders') }]);
    await until(() => first.of('snapshot').length === 1, 'the snapshot');
    first.source.close();
    const { id, data } = first.of('snapshot')[0]!;
    world.services.orders.put('orders', '2', order('2', 7));

    const byCursor = open([{ id: 'a', hash: hashOf('Orders'), after: data['cursor'] }]);
    const byId = open([{ id: 'a', hash: hashOf('Orders') }], ada, { 'last-event-id': id });
    for (const stream of [byCursor, byId]) {
      await until(() => stream.of('change').length > 0, 'the change since');
      expect(totals(stream.of('change')[0]!)).toEqual([['2', 7]]);
      expect(stream.of('snapshot')).toEqual([]);
    }
  });

  it('reconnects by itself when the gateway restarts, and goes on where it was', async () => {
    const stream = open([{ id: 'a', hash: hashOf('Orders') }]);
    await until(() => stream.of('snapshot').length === 1, 'the snapshot');
    const { port } = world.gateway;
    await world.restartGateway({ port });
    world.services.orders.put('orders', '3', order('3', 9));
    await until(() => stream.of('hello').length === 2, 'the second hello', 20_000);
    await until(
      () =>
        stream.frames.some(
          (frame) => ['change', 'snapshot'].includes(frame.event) && JSON.stringify(frame.data).includes('BW-3'),
        ),
      'the order placed meanwhile',
    );
  });

  it('lets the service decide who may see what, and refuses what was never published, one subscription at a time', async () => {
    const stream = open([
      { id: 'mine', hash: hashOf('Orders'), variables: { customer: 'ada' } },
      { id: 'others', hash: hashOf('Orders'), variables: { customer: 'emil' } },
      { id: 'unknown', hash: 'f'.repeat(64) },
      { id: 'query', hash: hashOf('Me') },
    ]);
    await until(
      () => stream.of('problem').length === 3 && stream.of('snapshot').length === 1,
      'three refusals and a view',
    );
    expect(stream.of('problem').find((frame) => frame.data['id'] === 'others')!.data).toMatchObject({
      code: 'FORBIDDEN',
      service: 'orders',
    });
    expect(
      stream
        .of('problem')
        .map((frame) => frame.data['id'])
        .sort(),
    ).toEqual(['others', 'query', 'unknown']);
    world.services.orders.put('orders', 'e', order('e', 1, 'emil'));
    world.services.orders.put('orders', 'a', order('a', 1, 'ada'));
    await until(() => stream.of('change').some((frame) => JSON.stringify(frame.data).includes('BW-a')), "ada's order");
    expect(JSON.stringify(stream.frames)).not.toContain('BW-e');
  });

  it('needs a session, the same origin, and a body it understands', async () => {
    const post = async (headers: Record<string, string>, body: object = { subscriptions: [] }) => {
      const response = await world.fetch('/live', {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      });
      return [response.status, ((await response.json()) as { code: string }).code];
    };
    expect(await post({})).toEqual([401, 'SESSION_EXPIRED']);
    expect(await post({ cookie: ada, 'sec-fetch-site': 'cross-site' })).toEqual([403, 'CROSS_ORIGIN']);
    expect(await post({ cookie: ada, 'content-type': 'text/plain' })).toEqual([415, 'JSON_ONLY']);
    expect((await post({ cookie: ada }, { subscriptions: 7 }))[0]).toBe(400);
    expect((await post({ cookie: ada }, { subscriptions: [{ id: 'x'.repeat(70_000), hash: 'h' }] }))[0]).toBe(413);
  });

  it('ends with the session: when its time is over, and when the person signs out', async () => {
    const leaving = open([{ id: 'a', hash: hashOf('Orders') }]);
    const emil = await world.signIn('emil');
    const staying = open([{ id: 'a', hash: hashOf('Products') }], emil);
    await until(() => leaving.of('snapshot').length === 1 && staying.of('snapshot').length === 1, 'both views');
    await world.fetch('/auth/sign-out', { method: 'POST', headers: { cookie: ada } });
    await until(() => leaving.of('close').length === 1, 'the stream to be closed');
    expect(leaving.of('close')[0]!.data['code']).toBe('SESSION_EXPIRED');
    expect(staying.of('close')).toEqual([]);

    await world.restartGateway({ limits: { sessionMs: 1_000, heartbeatMs: 200 } });
    const short = open([{ id: 'a', hash: hashOf('Products') }], await world.signIn('ben'));
    await until(() => short.of('close').length === 1, 'the session to be over');
    expect(short.of('close')[0]!.data['code']).toBe('SESSION_EXPIRED');
  });

  it('is not opened for somebody who signed out while it was asked for', async () => {
    const body = JSON.stringify({ subscriptions: [{ id: 'a', hash: hashOf('Orders') }] });
    const headers = { 'content-type': 'application/json', 'content-length': body.length, expect: '100-continue' };
    const asking = request(`${world.gateway.url}/live`, { method: 'POST', headers: { cookie: ada, ...headers } });
    const answered = once(asking, 'response') as Promise<[IncomingMessage]>;
    asking.flushHeaders();
    await once(asking, 'continue');
    await world.fetch('/auth/sign-out', { method: 'POST', headers: { cookie: ada } });
    asking.end(body);
    const [answer] = await answered;
    answer.resume();
    asking.destroy();
    expect(answer.statusCode).toBe(401);
  });

  it('says which service is stale and whose it is, and goes on when it is back; the others are untouched', async () => {
    const stream = open([
      { id: 'o', hash: hashOf('Orders') },
      { id: 'p', hash: hashOf('Products') },
    ]);
    await until(() => stream.of('snapshot').length === 2, 'both views');
    await world.services.orders.stop();
    await until(() => stream.of('status').some((frame) => frame.data['state'] === 'stale'), 'the stale status');
    expect(stream.of('status')[0]!.data).toMatchObject({ service: 'orders', owner: { team: 'Orders' } });
    world.services.catalog.put('products', 'p9', { sku: 'p9', name: 'Nine' });
    await until(
      () => stream.of('change').some((frame) => JSON.stringify(frame.data).includes('Nine')),
      "the neighbour's change",
    );
    await world.services.orders.start();
    world.services.orders.put('orders', '5', order('5'));
    await until(
      () => stream.frames.some((frame) => JSON.stringify(frame.data).includes('BW-5')),
      'the order after the restart',
    );
    expect(stream.of('status').at(-1)!.data['state']).toBe('live');
  });

  it('tells open tabs when another release is live', async () => {
    const stream = open([]);
    await until(() => stream.of('hello').length === 1, 'hello');
    await world.goLive(await appRelease({ version: '1.1.0' }));
    await until(() => stream.of('notice').length > 0, 'the notice');
    expect(stream.of('notice').at(-1)!.data).toMatchObject({
      kind: 'composition',
      revision: expect.any(String) as string,
    });
  });
});

describe('I4: a reader that does not read', () => {
  const frozen: Socket[] = [];
  afterEach(() => {
    for (const socket of frozen.splice(0)) socket.destroy();
  });

  /** A browser that opens the stream and never takes a byte. */
  async function freeze(): Promise<Socket> {
    const body = JSON.stringify({ subscriptions: [{ id: 'a', hash: hashOf('Orders') }] });
    const socket = connect({ port: world.gateway.port, host: '127.0.0.1' });
    socket.on('error', () => undefined);
    frozen.push(socket);
    await new Promise((resolve) => socket.once('connect', resolve));
    socket.pause();
    socket.write(
      `POST /live HTTP/1.1\r\nhost: x\r\ncookie: ${ada}\r\ncontent-type: application/json\r\nx-tessera-app: orders@1.0.0\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    );
    return socket;
  }

  it('costs the others nothing, is not queued for without bound, and is closed in the end', async () => {
    const reading = open([{ id: 'a', hash: hashOf('Orders') }]);
    await until(() => reading.of('snapshot').length === 1, 'the view');
    const figures = async () => {
      const text = await (await world.fetch('/metrics')).text();
      const read = (name: string): number => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
      return { connections: read('tessera_live_connections'), blocked: read('tessera_live_blocked') };
    };
    await freeze();
    await until(async () => (await figures()).connections === 2, 'the frozen reader to be connected');
    const long = 'x'.repeat(200_000);
    let round = 0;
    // More than any socket buffer holds, until the hub has noticed that nobody takes it.
    await until(
      async () => {
        round += 1;
        world.services.orders.put('orders', String(round % 5), {
          ...order(String(round % 5), round),
          number: `${round} ${long}`,
        });
        await until(
          () =>
            reading.of('change').some((frame) => totals(frame).some((each) => (each as [string, number])[1] === round)),
          `round ${round} to reach the one who reads`,
        );
        return (await figures()).blocked === 1;
      },
      'the frozen reader to be blocked',
      30_000,
    );
    world.services.orders.put('orders', 'last', order('last', 12345));
    await until(
      () =>
        JSON.stringify(reading.frames.at(-1)).includes('12345') ||
        reading.of('change').some((frame) => JSON.stringify(totals(frame)).includes('12345')),
      'the last change',
    );
    await until(async () => (await figures()).connections === 1, 'the frozen reader to be closed');
    expect(reading.of('close')).toEqual([]);
  });
});
