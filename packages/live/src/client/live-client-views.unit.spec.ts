/** What an app is shown, frame by frame, and when it counts as stale. */
import { describe, expect, it } from 'vitest';
import { createClientStage, createLiveStage, documents } from '../testing/client-stage.ts';

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
    const { listen, clock, transport, updates } = createClientStage();
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
