/** Over real sockets: a service's routes, a gateway's `/live`, and the npm `eventsource` client. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createLiveClient } from './client/live-client.ts';
import type { LiveClient, LiveClientOptions, LiveUpdate } from './client/types.ts';
import { systemClock } from './clock/clock.ts';
import { createLiveHandler } from './http/live-handler.ts';
import { createHub } from './hub/hub.ts';
import type { Hub } from './hub/hub-types.ts';
import type { LiveUser } from './hub/source.ts';
import { createHttpSource } from './source/http-source.ts';
import { createFakeService, type FakeService } from './testing/fake-service.ts';
import { ada, gone, order } from './testing/hub-stage.ts';
import { createTestSink } from './testing/test-sink.ts';
import { orderOperation } from './testing/order-operations.ts';
import { readFrames } from './testing/read-frames.ts';

const cleanups: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const token = 'internal';

/** Any web handler on node:http. */
async function listen(
  handle: (request: Request) => Response | Promise<Response>,
  port = 0,
): Promise<{ url: string; server: Server }> {
  const server = createServer((incoming: IncomingMessage, outgoing: ServerResponse) => {
    const gone = new AbortController();
    outgoing.on('close', () => gone.abort());
    const hasBody = incoming.method === 'POST';
    const request = new Request(`http://${incoming.headers.host}${incoming.url}`, {
      method: incoming.method!,
      headers: incoming.headers as Record<string, string>,
      signal: gone.signal,
      ...(hasBody ? { body: Readable.toWeb(incoming) as ReadableStream, duplex: 'half' } : {}),
    });
    Promise.resolve(handle(request))
      .then((response) => {
        outgoing.writeHead(response.status, Object.fromEntries(response.headers));
        if (response.body === null) return outgoing.end();
        return Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0])
          .on('error', () => outgoing.destroy())
          .pipe(outgoing);
      })
      .catch(() => outgoing.destroy());
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  cleanups.push(() => stop(server));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

async function stop(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
}

/** The routes of seams.md §3 over a fake service. */
function serviceRoutes(fake: FakeService): (request: Request) => Promise<Response> {
  return async (request) => {
    if (request.headers.get('authorization') !== `Bearer ${token}`) return new Response(null, { status: 401 });
    const url = new URL(request.url);
    const after = url.searchParams.get('after') ?? undefined;
    if (url.pathname === '/live/open') {
      const header = request.headers.get('x-tessera-user');
      const user = header === null ? null : (JSON.parse(Buffer.from(header, 'base64url').toString()) as LiveUser);
      const answer = fake.decide({
        ...((await request.json()) as { field: string; args: Record<string, unknown> }),
        user,
      });
      return Response.json(answer, { status: answer.ok ? 200 : 403 });
    }
    if (url.pathname === '/documents') {
      const { projection = '', partition = '' } = Object.fromEntries(url.searchParams);
      const query = { projection, partition, ...(after === undefined ? {} : { after }) };
      return Response.json(await fake.source.documents(query, request.signal));
    }
    const utf8 = new TextEncoder();
    const lines = fake.source.feed(after, request.signal);
    async function* encoded() {
      for await (const message of lines) yield utf8.encode(`${JSON.stringify(message)}\n\n`);
    }
    return new Response(Readable.toWeb(Readable.from(encoded())) as ReadableStream, {
      headers: { 'content-type': 'application/x-ndjson' },
    });
  };
}

async function createWorld() {
  const fake = createFakeService({ clock: systemClock, service: 'orders' });
  const service = await listen(serviceRoutes(fake));
  const source = createHttpSource({ service: 'orders', urls: [service.url], token });
  const requests: { headers: Headers; body: string }[] = [];
  let signedIn = true;

  async function openGateway(port = 0): Promise<{ url: string; kill: () => Promise<void>; hub: Hub }> {
    const hub = createHub({ source: () => source, heartbeatMs: 1_000 });
    cleanups.push(() => hub.close());
    const handler = createLiveHandler({
      hub,
      session: () => (signedIn ? { user: ada } : undefined),
      operation: orderOperation,
    });
    const { url, server } = await listen(async (request) => {
      requests.push({ headers: request.headers, body: await request.clone().text() });
      return handler(request);
    }, port);
    return { url, hub, kill: async () => (hub.close(), stop(server)) };
  }

  function createClient(url: string, options: Partial<LiveClientOptions> = {}): LiveClient {
    const client = createLiveClient({ url: `${url}/live`, app: () => 'orders@1.2.3', ...options });
    cleanups.push(() => client.close());
    return client;
  }
  return { fake, openGateway, createClient, requests, signOut: () => (signedIn = false) };
}

/** Remembers the updates and lets a test wait for one. */
function watch(client: LiveClient, variables = {}) {
  const updates: LiveUpdate[] = [];
  const waiting = new Set<() => void>();
  client.subscribe({ hash: 'all', name: 'All', variables }, (update) => {
    updates.push(update);
    for (const check of waiting) check();
  });
  const until = (holds: (update: LiveUpdate) => boolean): Promise<LiveUpdate> =>
    new Promise((resolve) => {
      const check = (): void => {
        const last = updates.at(-1);
        if (last === undefined || !holds(last)) return;
        waiting.delete(check);
        resolve(last);
      };
      waiting.add(check);
      check();
    });
  return { updates, until };
}

describe('live over HTTP', () => {
  it('shows, follows, and resumes after the gateway was killed and started again (LIVE-1, LIVE-20, LIVE-44)', async () => {
    const { fake, openGateway, createClient, requests } = await createWorld();
    fake.commit(order('o1', 1), order('o2', 1, 'b'));
    const gateway = await openGateway();
    const positions: string[] = [];
    const client = createClient(gateway.url, {
      backoff: { minMs: 20, maxMs: 200 },
      onPositions: (_, cursor) => positions.push(cursor),
    });
    const { updates, until } = watch(client);
    await until(({ documents, state }) => state === 'live' && documents.size === 2);
    fake.commit(order('o1', 2));
    const { documents } = await until((update) => update.documents.get('o1')?.['version'] === 2);
    const untouched = documents.get('o2');

    const port = Number(new URL(gateway.url).port);
    await gateway.kill();
    const first = requests.length;
    fake.commit(order('o3', 3), gone('o1'));
    await openGateway(port);
    const now = await until((update) => update.documents.has('o3') && !update.documents.has('o1'));
    // What did not change is the same object: it came as a change, not as a new view.
    expect(now.documents.get('o2')).toBe(untouched);
    expect(now).toMatchObject({ changed: ['o3'], removed: ['o1'] });
    expect(client.stats).toMatchObject({ resets: 0, gaps: 0 });
    expect(updates.every((update, n) => n < 2 || update.documents.size > 0)).toBe(true);

    const again = requests.slice(first).at(-1)!;
    expect(again.headers.get('x-tessera-app')).toBe('orders@1.2.3');
    expect(again.headers.get('last-event-id')).toMatch(/^[^:]+:e1\..+\.g1$/);
    expect(JSON.parse(again.body)).toEqual({
      subscriptions: [{ id: '1', hash: 'all', variables: {}, after: expect.stringMatching(/^e1\..+\.g1$/) }],
    });
    expect(positions.length).toBeGreaterThanOrEqual(2);
  });

  it('goes on at another replica of the service when the one it reads is gone, without a gap (LIVE-20, LIVE-31)', async () => {
    const fake = createFakeService({ clock: systemClock, service: 'orders' });
    const read: number[] = [];
    const replicas = await Promise.all(
      [0, 1].map((at) =>
        listen((request) => {
          if (request.url.includes('/feed')) read.push(at);
          return serviceRoutes(fake)(request);
        }),
      ),
    );
    const source = createHttpSource({ service: 'orders', urls: replicas.map(({ url }) => url), token });
    const hub = createHub({ source: () => source });
    cleanups.push(() => hub.close());
    const sink = createTestSink();
    const names = () => sink.frames.map(({ name }) => name);
    const versions = () =>
      sink.frames.flatMap((frame) => (frame.name === 'change' ? frame.data.put.map(([, row]) => row['version']) : []));
    fake.commit(order('o1', 1));
    hub.connect({ subscriptions: [{ id: '1', hash: 'all' }], user: ada, operation: orderOperation, sink });
    await expect.poll(names, { timeout: 20_000 }).toContain('snapshot');
    fake.commit(order('o1', 2));
    await expect.poll(versions, { timeout: 20_000 }).toContain(2);
    const asked = fake.calls.documents;
    const { server } = replicas[read.at(-1)!]!;
    server.closeAllConnections();
    server.close();
    fake.commit(order('o1', 3));
    await expect.poll(versions, { timeout: 20_000 }).toContain(3);
    expect(new Set(read).size).toBe(2);
    expect(names().filter((name) => name === 'reset' || name === 'snapshot')).toEqual(['snapshot']);
    // From where it was: nothing was missing that would have had to be asked for.
    expect(fake.calls.documents).toBe(asked);
  });

  it('goes over between replicas of two logs, back and forth, and says so each time (LIVE-21)', async () => {
    const fakes = ['former', 'restored'].map((epoch, at) => {
      const fake = createFakeService({ clock: systemClock, service: 'orders' });
      fake.restore(epoch, order('kept', 1, 'a', { epoch }), ...(at === 0 ? [order('lost', 1, 'a', { epoch })] : []));
      return fake;
    });
    const replicas = await Promise.all(fakes.map((fake) => listen(serviceRoutes(fake))));
    const source = createHttpSource({ service: 'orders', urls: [replicas[0]!.url], token });
    const hub = createHub({ source: () => source });
    cleanups.push(() => hub.close());
    const sink = createTestSink();
    const shown = () =>
      sink.frames.flatMap((frame) => {
        if (frame.name !== 'snapshot' && frame.name !== 'reset') return frame.name === 'change' ? ['change'] : [];
        const rows = frame.data.documents.map(([key, row]) => `${key} ${String(row['epoch'])}`);
        const how = frame.name === 'reset' ? `reset (${frame.data.reason}):` : 'snapshot:';
        return [`${how} ${rows.sort().join(', ')}`];
      });
    hub.connect({ subscriptions: [{ id: '1', hash: 'all' }], user: ada, operation: orderOperation, sink });
    const wanted = ['snapshot: kept former, lost former'];
    await expect.poll(shown, { timeout: 20_000 }).toEqual(wanted);
    for (const at of [1, 0, 1]) {
      source.readFrom([replicas[at]!.url]);
      wanted.push(at === 1 ? 'reset (epoch): kept restored' : 'reset (epoch): kept former, lost former');
      await expect.poll(shown, { timeout: 20_000 }).toEqual(wanted);
    }
  });

  it('takes a further subscription onto a new stream without losing anything (LIVE-24)', async () => {
    const { fake, openGateway, createClient } = await createWorld();
    fake.commit(order('o1', 1, 'a'), order('o2', 1, 'b'));
    const gateway = await openGateway();
    const client = createClient(gateway.url);
    const a = watch(client, { partition: 'a' });
    await a.until(({ state }) => state === 'live');
    const b = watch(client, { partition: 'b' });
    for (let version = 2; version < 30; version += 1) {
      fake.commit(order('o1', version, 'a'), order('o2', version, 'b'));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await Promise.all(
      [a, b].map((each, n) => each.until(({ documents }) => documents.get(`o${n + 1}`)?.['version'] === 29)),
    );
    expect(a.updates.filter(({ state }) => state === 'stale')).toEqual([]);
    expect(client.stats).toMatchObject({ gaps: 0, resets: 0 });
    expect(gateway.hub.stats().connections).toBe(1);
  });

  it('recovers by itself from a service that went away (LIVE-30, LIVE-31)', async () => {
    const { fake, openGateway, createClient } = await createWorld();
    fake.commit(order('o1', 1));
    const gateway = await openGateway();
    const { until } = watch(createClient(gateway.url));
    await until(({ state }) => state === 'live');
    fake.stop();
    await until(({ state, problem }) => state === 'stale' && problem?.service === 'orders');
    const asked = fake.calls.documents;
    fake.commit(order('o1', 2));
    fake.start();
    await until(({ state, documents }) => state === 'live' && documents.get('o1')?.['version'] === 2);
    // The feed went on from where it was: nothing had to be asked for.
    expect(fake.calls.documents).toBe(asked);
  });

  it('meets a refusal as a problem, and the end of the session as signed out (LIVE-3, LIVE-50)', async () => {
    const { fake, openGateway, createClient, signOut, requests } = await createWorld();
    fake.decide = ({ user }) => ({ ok: false, code: 'FORBIDDEN', message: `Not for ${user?.name}.` });
    const gateway = await openGateway();
    let tell = (): void => undefined;
    const signedOut = new Promise<void>((resolve) => (tell = resolve));
    const client = createClient(gateway.url, { onSignedOut: tell, backoff: { minMs: 5 } });
    const { until } = watch(client);
    await until(({ problem }) => problem?.code === 'FORBIDDEN' && problem.message === 'Not for Ada.');
    signOut();
    gateway.hub.endSession('ada');
    await signedOut;
    expect(client.status).toMatchObject({ state: 'signed-out', problem: { code: 'SESSION_EXPIRED' } });
    const attempts = requests.length;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(requests.length).toBe(attempts);
  });

  it('refuses what is no request (LIVE-2, LIVE-3)', async () => {
    const { openGateway, signOut } = await createWorld();
    const { url } = await openGateway();
    const post = (body: string): Promise<Response> => fetch(`${url}/live`, { method: 'POST', body });
    expect((await fetch(`${url}/live`)).status).toBe(405);
    expect((await post('nonsense')).status).toBe(400);
    const large = await post('x'.repeat(70_000));
    expect([large.status, await large.json()]).toEqual([413, expect.objectContaining({ code: 'TOO_LARGE' })]);
    signOut();
    const expired = await post('{"subscriptions":[]}');
    expect([expired.status, await expired.json()]).toEqual([401, expect.objectContaining({ code: 'SESSION_EXPIRED' })]);
  });

  it('sends an ordinary event stream, heartbeats as data, and lets go of a reader that leaves (LIVE-42, LIVE-5)', async () => {
    const { openGateway } = await createWorld();
    const { url, hub } = await openGateway();
    const leave = new AbortController();
    const response = await fetch(`${url}/live`, { method: 'POST', body: '{"subscriptions":[]}', signal: leave.signal });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    expect(response.headers.get('cache-control')).toContain('no-store');
    const names: string[] = [];
    const reader = response.body!.getReader();
    while (!names.includes('heartbeat'))
      names.push(...readFrames((await reader.read()).value!).map(({ name }) => name));
    expect(names[0]).toBe('hello');
    leave.abort();
    while (hub.stats().connections > 0) await new Promise((resolve) => setImmediate(resolve));
  });
});
