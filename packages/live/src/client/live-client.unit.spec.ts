/** One stream for all that a page watches. */
import { describe, expect, it } from 'vitest';
import { createClientStage, createLiveStage, query } from '../testing/client-stage.ts';
import type { LiveUpdate } from './types.ts';

describe('subscribing', () => {
  it("gathers a page's subscriptions into one stream, and shares equal ones (LIVE-1)", async () => {
    const { listen, clock, transport } = createClientStage();
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
    const { client, clock, transport } = createClientStage({ graceMs: 1_000 });
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
    const { client, clock, transport } = createClientStage({ onNotice: (notice) => notices.push(notice) });
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
