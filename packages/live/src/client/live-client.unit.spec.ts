import { describe, expect, it } from 'vitest';
import { createRandom } from '../testing/random.ts';
import { createScriptTransport } from '../testing/script-transport.ts';
import { createVirtualClock } from '../testing/virtual-clock.ts';
import { createLiveClient } from './live-client.ts';
import type { LiveClientOptions, LiveUpdate, Network } from './types.ts';

const query = { hash: 'h1', name: 'Orders', variables: { partition: 'a' } };

function createStage(options: Partial<LiveClientOptions> = {}) {
  const clock = createVirtualClock();
  const transport = createScriptTransport();
  const seen: Record<string, string> = {};
  const client = createLiveClient({
    url: '/live',
    app: () => 'shell@1',
    transport,
    clock,
    random: createRandom(5),
    onPositions: (service, cursor) => (seen[service] = cursor),
    ...options,
  });
  const updates: LiveUpdate[] = [];
  const listen = (of: { hash: string; name: string; variables?: Record<string, unknown> } = query) =>
    client.subscribe(of, (update) => updates.push(update));
  return {
    clock,
    transport,
    client,
    updates,
    listen,
    seen,
    get last() {
      return updates.at(-1)!;
    },
  };
}

const documents = (...keys: string[]) => keys.map((key) => [key, { text: key }] as const);

/** A client that shows o1 and o2 as of position 5. */
async function createLiveStage(options: Partial<LiveClientOptions> = {}) {
  const stage = createStage(options);
  stage.listen();
  await stage.clock.advance(10);
  const stream = stage.transport.last;
  stream.hello();
  stream.accept();
  stream.send('snapshot', { group: 'g1', cursor: 'e1.5.g1', documents: documents('o1', 'o2') }, 'g1:e1.5.g1');
  return {
    ...stage,
    stream,
    get last() {
      return stage.last;
    },
  };
}

describe('subscribing', () => {
  it("gathers a page's subscriptions into one stream, and shares equal ones (LIVE-1)", async () => {
    const { listen, clock, transport } = createStage();
    listen();
    listen({ ...query, variables: { partition: 'a' } });
    listen({ hash: 'h2', name: 'Other', variables: { b: 1, a: [1] } });
    listen({ hash: 'h2', name: 'Other', variables: { a: [1], b: 1 } });
    await clock.advance(10);
    expect(transport.attempts).toHaveLength(1);
    expect(transport.last.request.subscriptions).toEqual([
      { id: '1', hash: 'h1', variables: { partition: 'a' }, after: null },
      { id: '2', hash: 'h2', variables: { b: 1, a: [1] }, after: null },
    ]);
  });

  it('tells loading, then the view, then what changed in it', async () => {
    const { updates, stream, last, clock } = await createLiveStage();
    expect(updates[0]).toMatchObject({ state: 'loading', asOf: null, problem: null });
    expect(last).toMatchObject({ state: 'live', changed: ['o1', 'o2'], removed: [], asOf: clock.now() });
    const before = updates.at(-1)!.documents;
    stream.send('change', {
      group: 'g1',
      since: 'e1.5.g1',
      cursor: 'e1.8.g1',
      put: [['o3', { text: 'new' }]],
      gone: ['o1', 'never'],
    });
    const now = updates.at(-1)!;
    expect(now).toMatchObject({ changed: ['o3'], removed: ['o1'] });
    expect([...now.documents.keys()]).toEqual(['o2', 'o3']);
    // What was handed out is never changed.
    expect([...before.keys()]).toEqual(['o1', 'o2']);
    expect(now.documents.get('o2')).toBe(before.get('o2'));
  });

  it('gives a later subscriber what is there at once', async () => {
    const { client, transport, clock } = await createLiveStage();
    const late: LiveUpdate[] = [];
    client.subscribe(query, (update) => late.push(update));
    expect(late).toEqual([expect.objectContaining({ state: 'live', changed: [], removed: [] })]);
    expect(late[0]!.documents.size).toBe(2);
    await clock.advance(100);
    expect(transport.attempts).toHaveLength(1);
  });

  it('opens the new stream from the newest cursors, then closes the old (LIVE-24)', async () => {
    const { listen, clock, transport, stream, updates } = await createLiveStage();
    stream.send('change', { group: 'g1', since: 'e1.5.g1', cursor: 'e1.9.g1', put: [], gone: [] }, 'g1:e1.9.g1');
    const before = updates.length;
    listen({ hash: 'h2', name: 'Other' });
    await clock.advance(10);
    const second = transport.last;
    expect(second.request).toEqual({
      subscriptions: [
        { id: '1', hash: 'h1', variables: { partition: 'a' }, after: 'e1.9.g1' },
        { id: '2', hash: 'h2', after: null },
      ],
      lastEventId: 'g1:e1.9.g1',
    });
    // Until the new one speaks the old one serves.
    expect(stream.closed).toBe(false);
    stream.send('change', { group: 'g1', since: 'e1.9.g1', cursor: 'e1.a.g1', put: [['o4', {}]], gone: [] });
    second.hello();
    expect(stream.closed).toBe(true);
    second.accept();
    second.send('change', {
      group: 'g1',
      since: 'e1.9.g1',
      cursor: 'e1.b.g1',
      put: [
        ['o4', {}],
        ['o5', {}],
      ],
      gone: [],
    });
    second.send('snapshot', { group: 'g2', cursor: 'e1.b.g1', documents: [] });
    await clock.advance(20_000);
    const states = updates.slice(before).map(({ state }) => state);
    expect(states.filter((state) => state === 'stale')).toEqual([]);
    expect(transport.unclosed).toHaveLength(1);
  });

  it('keeps a subscription for a moment after its last subscriber has gone', async () => {
    const { client, clock, transport } = createStage({ graceMs: 1_000 });
    const first = client.subscribe(query, () => undefined);
    await clock.advance(10);
    transport.last.hello();
    first();
    first();
    await clock.advance(900);
    const second = client.subscribe(query, () => undefined);
    await clock.advance(5_000);
    expect(transport.attempts).toHaveLength(1);
    second();
    await clock.advance(1_100);
    expect(transport.attempts).toHaveLength(2);
    expect(transport.last.request.subscriptions).toEqual([]);
  });

  it('can hold a stream for notices alone (LIVE-60, LIVE-5)', async () => {
    const notices: unknown[] = [];
    const { client, clock, transport } = createStage({ onNotice: (notice) => notices.push(notice) });
    client.connect();
    await clock.advance(10);
    transport.last.hello();
    transport.last.send('notice', { kind: 'composition', revision: 'r1' });
    // From a newer server.
    transport.last.send('weather' as 'notice', { kind: 'rain' });
    expect(notices).toEqual([{ kind: 'composition', revision: 'r1' }]);
    expect(client.status.state).toBe('live');
  });
});

describe('views', () => {
  it('never goes back, and counts what it ignored (LIVE-13)', async () => {
    const { stream, updates, client } = await createLiveStage();
    const before = updates.length;
    stream.send('change', {
      group: 'g1',
      since: 'e1.1.g1',
      cursor: 'e1.4.g1',
      put: [['o1', { text: 'old' }]],
      gone: [],
    });
    stream.send('snapshot', { group: 'g1', cursor: 'e1.3.g1', documents: [] });
    stream.send('reset', { group: 'g1', cursor: 'e1.4.g1', reason: 'floor', documents: [] });
    expect(updates).toHaveLength(before);
    expect(client.stats).toMatchObject({ ignored: 3, gaps: 0 });
  });

  it('asks anew from its cursor when a stream goes on from before it, and applies none of its changes (LIVE-17)', async () => {
    const { stream, updates, client, clock, transport, listen } = await createLiveStage();
    listen({ hash: 'h2', name: 'Other' });
    await clock.advance(10);
    const second = transport.last;
    // The old stream brings o9 after the new one was asked for; there it came and went before anybody was told.
    stream.send('change', { group: 'g1', since: 'e1.5.g1', cursor: 'e1.7.g1', put: [['o9', {}]], gone: [] });
    second.hello();
    second.accept();
    second.send('change', { group: 'g1', since: 'e1.5.g1', cursor: 'e1.5.g1', put: [], gone: [] });
    second.send('change', {
      group: 'g1',
      since: 'e1.5.g1',
      cursor: 'e1.9.g1',
      put: [['o1', { text: 'new' }]],
      gone: [],
    });
    second.send('change', {
      group: 'g1',
      since: 'e1.9.g1',
      cursor: 'e1.a.g1',
      put: [['o2', { text: 'new' }]],
      gone: [],
    });
    await clock.advance(300);
    expect(client.stats.gaps).toBe(0);
    expect(transport.last).not.toBe(second);
    expect(transport.last.request.subscriptions[0]).toMatchObject({ after: 'e1.7.g1' });
    transport.last.hello();
    transport.last.accept();
    const put = [['o1', { text: 'new' }]] as const;
    transport.last.send('change', { group: 'g1', since: 'e1.7.g1', cursor: 'e1.a.g1', put, gone: ['o9'] });
    expect([...updates.findLast(({ documents }) => documents.size > 0)!.documents.keys()]).toEqual(['o1', 'o2']);
  });

  it('does not apply a change after a gap, and asks anew without a cursor (LIVE-14)', async () => {
    const { stream, updates, client, clock, transport } = await createLiveStage();
    const before = updates.length;
    stream.send('change', { group: 'g1', since: 'e1.7.g1', cursor: 'e1.8.g1', put: [['o9', {}]], gone: [] });
    expect(updates).toHaveLength(before);
    expect(client.stats.gaps).toBe(1);
    await clock.advance(6_000);
    expect(transport.attempts).toHaveLength(2);
    expect(transport.last.request.subscriptions[0]).toMatchObject({ after: null });
    // Even then nothing goes back.
    transport.last.hello();
    transport.last.accept();
    transport.last.send('snapshot', { group: 'g1', cursor: 'e1.4.g1', documents: [] });
    expect(updates.at(-1)!.documents.size).toBe(2);
    transport.last.send('snapshot', { group: 'g1', cursor: 'e1.9.g1', documents: documents('o9') });
    expect(updates.at(-1)).toMatchObject({ changed: ['o9'], removed: ['o1', 'o2'] });
  });

  it('waits for the reset when a gateway goes on from a fold that another has left behind (LIVE-23)', async () => {
    const { stream, updates, client, clock, transport } = await createLiveStage();
    const before = updates.length;
    const foreign = { group: 'g1', since: 'e1.2.g0', cursor: 'e1.8.g0', put: [['o9', {}]], gone: [] } as const;
    stream.send('change', foreign);
    expect(updates).toHaveLength(before);
    stream.send('reset', { group: 'g1', cursor: 'e1.9.g1', reason: 'generation', documents: documents('o3') });
    await clock.advance(10_000);
    expect(client.stats).toMatchObject({ gaps: 0, ignored: 1, attempts: 1 });
    // None comes: this server's fold is the one that counts now (a rollback); it is asked from where the view is.
    stream.send('change', foreign);
    stream.send('snapshot', { group: 'g1', cursor: 'e1.8.g0', documents: [] });
    await clock.advance(6_000);
    expect(client.stats.attempts).toBe(2);
    expect(transport.last.request.subscriptions[0]).toMatchObject({ after: 'e1.9.g1' });
    expect(updates.at(-1)!.documents.size).toBe(1);
  });

  it('replaces the view at once on reset, and says what really differs (LIVE-21, LIVE-23)', async () => {
    const { stream, updates, client } = await createLiveStage();
    const before = updates.at(-1)!;
    const count = updates.length;
    stream.send('reset', {
      group: 'g1',
      cursor: 'e1.6.g2',
      reason: 'generation',
      documents: [
        ['o3', { text: 'o3' }],
        ['o2', { text: 'o2' }],
      ],
    });
    expect(updates).toHaveLength(count + 1);
    expect(updates.at(-1)).toMatchObject({ changed: ['o3'], removed: ['o1'] });
    expect(updates.at(-1)!.documents.get('o2')).toBe(before.documents.get('o2'));
    expect(client.stats.resets).toBe(1);
  });

  it('replaces what may no longer be seen even by something older, and drops what was refused (LIVE-51, LIVE-50)', async () => {
    const { stream, updates } = await createLiveStage();
    stream.send('reset', { group: 'g1', cursor: 'e1.4.g1', reason: 'authorization', documents: documents('o2') });
    expect([...updates.at(-1)!.documents.keys()]).toEqual(['o2']);
    stream.send('problem', {
      id: '1',
      code: 'FORBIDDEN',
      message: 'No.',
      service: 'orders',
      owner: { team: 'orders', contact: '#orders' },
    });
    expect(updates.at(-1)).toMatchObject({
      state: 'stale',
      removed: ['o2'],
      problem: { code: 'FORBIDDEN', owner: { team: 'orders' } },
    });
    expect(updates.at(-1)!.documents.size).toBe(0);
  });

  it('may resume from a heartbeat, and tells the newest position of each service (LIVE-42)', async () => {
    const { stream, transport, clock, seen, updates } = await createLiveStage();
    expect(seen).toEqual({ orders: 'e1.5' });
    const count = updates.length;
    stream.send('heartbeat', { at: 1, positions: { orders: 'e1.k', stock: 'e1.3' } });
    stream.send('heartbeat', { at: 1, positions: { orders: 'e1.7' } });
    expect(seen).toEqual({ orders: 'e1.k', stock: 'e1.3' });
    expect(updates).toHaveLength(count);
    stream.fail();
    await clock.advance(1_000);
    expect(transport.last.request.subscriptions[0]).toMatchObject({ after: 'e1.k.g1' });
  });

  it('does not take a heartbeat for a view that this stream has not confirmed', async () => {
    const { stream, transport, clock } = await createLiveStage();
    stream.fail();
    await clock.advance(1_000);
    const second = transport.last;
    second.hello();
    second.accept();
    second.send('heartbeat', { at: 1, positions: { orders: 'e1.k' } });
    second.fail();
    await clock.advance(5_000);
    expect(transport.last.request.subscriptions[0]).toMatchObject({ after: 'e1.5.g1' });
  });
});

describe('staleness', () => {
  it('says whose service does not answer and since when, and recovers (LIVE-30, LIVE-31)', async () => {
    const { stream, updates, clock } = await createLiveStage();
    const since = clock.now() - 500;
    const owner = { team: 'orders', contact: '#orders' };
    stream.send('status', { service: 'orders', state: 'stale', since, ids: ['1'], owner });
    expect(updates.at(-1)).toMatchObject({
      state: 'stale',
      asOf: since,
      problem: { code: 'SERVICE_UNAVAILABLE', service: 'orders', owner },
    });
    expect(updates.at(-1)!.documents.size).toBe(2);
    await clock.advance(1_000);
    stream.send('status', { service: 'orders', state: 'live', since: clock.now(), ids: ['1'], owner });
    expect(updates.at(-1)).toMatchObject({ state: 'live', problem: null, asOf: clock.now() });
  });

  it('shows why nothing comes while a service is down from the start (LIVE-32)', async () => {
    const { listen, clock, transport, updates } = createStage();
    listen();
    await clock.advance(10);
    transport.last.hello();
    transport.last.send('status', { service: 'orders', state: 'stale', since: 1, ids: ['1'] });
    expect(updates.at(-1)).toMatchObject({
      state: 'loading',
      problem: { code: 'SERVICE_UNAVAILABLE', service: 'orders' },
    });
    transport.last.accept();
    transport.last.send('status', { service: 'orders', state: 'live', since: 1, ids: ['1'] });
    transport.last.send('snapshot', { group: 'g1', cursor: 'e1.1.g1', documents: [] });
    expect(updates.at(-1)).toMatchObject({ state: 'live', problem: null });
  });

  it('makes no fuss of a stream that is back at once, and says so when it is not', async () => {
    const { stream, transport, updates, clock } = await createLiveStage();
    const before = updates.length;
    stream.fail();
    await clock.advance(400);
    transport.last.hello();
    transport.last.accept();
    transport.last.send('change', { group: 'g1', since: 'e1.5.g1', cursor: 'e1.5.g1', put: [], gone: [] });
    await clock.advance(10_000);
    expect(updates).toHaveLength(before);
    const asOf = updates.at(-1)!.asOf!;
    transport.last.fail();
    await clock.advance(2_000);
    expect(updates.at(-1)).toMatchObject({ state: 'stale', problem: { code: 'DISCONNECTED' } });
    expect(updates.at(-1)!.asOf).toBeGreaterThanOrEqual(asOf);
    transport.last.hello();
    transport.last.accept();
    transport.last.send('change', { group: 'g1', since: 'e1.5.g1', cursor: 'e1.5.g1', put: [], gone: [] });
    expect(updates.at(-1)).toMatchObject({ state: 'live', problem: null });
  });

  it('does not call current what a new stream does not confirm (LIVE-16)', async () => {
    const { client, clock, transport, updates } = await createLiveStage();
    client.reconnect();
    transport.last.hello();
    transport.last.accept();
    await clock.advance(4_000);
    expect(updates.at(-1)!.state).toBe('live');
    await clock.advance(2_000);
    expect(updates.at(-1)).toMatchObject({ state: 'stale', problem: { code: 'NOT_CAUGHT_UP' } });
  });
});

describe('the connection', () => {
  it('pauses longer and longer, jittered, and starts over after a hello (LIVE-44)', async () => {
    const { listen, clock, transport } = createStage();
    listen();
    await clock.advance(10);
    const pauses: number[] = [];
    for (let n = 0; n < 12; n += 1) {
      const failedAt = clock.now();
      const attempt = transport.last;
      attempt.fail();
      while (transport.last === attempt) await clock.advance(20);
      pauses.push(clock.now() - failedAt);
    }
    expect(pauses[0]).toBeLessThanOrEqual(300);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(15_020);
    expect(pauses.slice(8).every((pause) => pause > 3_000)).toBe(true);
    expect(new Set(pauses.slice(7)).size).toBeGreaterThan(1);
    transport.last.hello();
    const attempt = transport.last;
    attempt.fail();
    await clock.advance(300);
    expect(transport.last).not.toBe(attempt);
  });

  it('respects Retry-After, and does not hammer where it is refused (LIVE-44)', async () => {
    const { listen, clock, transport, client } = createStage();
    listen();
    await clock.advance(10);
    transport.last.fail({ status: 503, retryAfterMs: 20_000 });
    await clock.advance(19_000);
    expect(transport.attempts).toHaveLength(1);
    await clock.advance(2_000);
    expect(transport.attempts).toHaveLength(2);
    transport.last.fail({ status: 413, code: 'TOO_LARGE', message: 'Too many.' });
    await clock.advance(7_000);
    expect(transport.attempts).toHaveLength(2);
    expect(client.status).toMatchObject({ problem: { code: 'TOO_LARGE' } });
    await clock.advance(9_000);
    expect(transport.attempts).toHaveLength(3);
  });

  it('gives up on a stream that does not say hello, and on one that falls silent (LIVE-43)', async () => {
    const { listen, clock, transport, client } = createStage();
    listen();
    await clock.advance(10);
    await clock.advance(11_000);
    expect(transport.attempts).toHaveLength(2);
    expect(transport.attempts[0]!.closed).toBe(true);
    const stream = transport.last;
    stream.hello(2_000);
    for (let n = 0; n < 5; n += 1) {
      await clock.advance(4_900);
      stream.send('heartbeat', { at: 1, positions: {} });
    }
    expect(client.status.state).toBe('live');
    await clock.advance(5_001);
    expect(stream.closed).toBe(true);
    expect(client.status).toMatchObject({ state: 'reconnecting' });
    await clock.advance(300);
    expect(transport.attempts).toHaveLength(3);
  });

  it('is signed out by a 401 and stays so until it is asked to try again (LIVE-3, LIVE-52)', async () => {
    let signedOut = 0;
    const { stream, transport, client, clock, updates, listen } = await createLiveStage({
      onSignedOut: () => (signedOut += 1),
    });
    stream.send('close', { code: 'SESSION_EXPIRED', message: 'Over.' });
    await clock.advance(1_000);
    transport.last.fail({ status: 401, code: 'SESSION_EXPIRED', message: 'Over.' });
    listen({ hash: 'h2', name: 'Other' });
    await clock.advance(600_000);
    expect(transport.attempts).toHaveLength(2);
    expect(signedOut).toBe(1);
    expect(client.status).toMatchObject({ state: 'signed-out', problem: { code: 'SESSION_EXPIRED' } });
    expect(updates.some(({ state }) => state === 'stale')).toBe(true);
    client.reconnect();
    transport.last.hello();
    expect(client.status.state).toBe('live');
    expect(transport.last.request.subscriptions).toHaveLength(2);
  });

  it('moves to another gateway when asked to, without losing the stream meanwhile (LIVE-61)', async () => {
    const { stream, transport, client, clock, updates } = await createLiveStage();
    const before = updates.length;
    stream.send('drain', { withinMs: 10_000 });
    await clock.advance(8_000);
    expect(transport.attempts).toHaveLength(2);
    expect(stream.closed).toBe(false);
    transport.last.hello();
    expect(stream.closed).toBe(true);
    expect(client.status.state).toBe('live');
    await clock.advance(2_000);
    expect(updates).toHaveLength(before);
  });

  it('keeps the stream it has when the one that was to replace it fails', async () => {
    const { stream, transport, client, clock, listen } = await createLiveStage();
    listen({ hash: 'h2', name: 'Other' });
    await clock.advance(10);
    transport.last.fail();
    expect(client.status.state).toBe('live');
    expect(stream.closed).toBe(false);
    await clock.advance(300);
    expect(transport.attempts).toHaveLength(3);
  });

  it('tries at once when the network is back, and says when there is none (LIVE-44)', async () => {
    let online = true;
    let changed = (): void => undefined;
    const network: Network = { online: () => online, onChange: (listener) => ((changed = listener), () => undefined) };
    const { stream, transport, client, clock } = await createLiveStage({ network });
    online = false;
    changed();
    expect(client.status.state).toBe('live');
    stream.fail();
    expect(client.status.state).toBe('offline');
    for (let n = 0; n < 8; n += 1) {
      if (!transport.last.closed) transport.last.fail();
      await clock.advance(4_000);
    }
    const before = transport.attempts.length;
    if (!transport.last.closed) transport.last.fail();
    online = true;
    changed();
    expect(transport.attempts.length).toBe(before + 1);
    transport.last.hello();
    expect(client.status.state).toBe('live');
  });

  it('leaves nothing behind when it is closed', async () => {
    const { stream, client, clock, listen, transport } = await createLiveStage();
    listen({ hash: 'h2', name: 'Other' })();
    stream.send('drain', { withinMs: 10_000 });
    client.close();
    expect(clock.pending).toBe(0);
    expect(transport.unclosed).toHaveLength(0);
    client.reconnect();
    expect(transport.unclosed).toHaveLength(0);
  });
});
