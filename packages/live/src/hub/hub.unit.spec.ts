import { describe, expect, it } from 'vitest';
import type { DocumentSource, DocumentsAnswer, FeedMessage } from './source.ts';
import { createChannel } from '../testing/channel.ts';
import { createFakeService } from '../testing/fake-service.ts';
import { ada, createHubStage, gone, order } from '../testing/hub-stage.ts';
import { orderOperation } from '../testing/order-operations.ts';
import { createTestSink } from '../testing/test-sink.ts';
import { createRandom } from '../testing/random.ts';
import { createVirtualClock } from '../testing/virtual-clock.ts';
import type { FrameData } from '../protocol/frames.ts';

type Change = FrameData['change'];
type Full = FrameData['reset'];
const keys = (documents: Full['documents']): string[] => documents.map(([key]) => key);
const all = (id = '1', after?: string) => ({ id, hash: 'all', ...(after === undefined ? {} : { after }) });
const inPartition = (partition: string, id = '1', after?: string) => ({ ...all(id, after), variables: { partition } });

describe('views', () => {
  it('starts with hello, then subscribed, then the snapshot (LIVE-5, LIVE-6, LIVE-10)', async () => {
    const { service, clock, connect } = createHubStage({ owner: { team: 'orders', contact: '#orders' } });
    service.commit(order('o1', 1), order('o2', 1, 'b'));
    const reader = connect([all()]);
    expect(reader.frames.map(({ name }) => name)).toEqual(['hello']);
    expect(reader.frames[0]!.data).toEqual({ protocol: 1, heartbeatMs: 15_000 });
    await clock.advance(50);
    expect(reader.frames.map(({ name }) => name)).toEqual(['hello', 'subscribed', 'snapshot']);
    const [subscribed] = reader.frames.flatMap((frame) => (frame.name === 'subscribed' ? [frame.data] : []));
    expect(subscribed).toMatchObject({ id: '1', service: 'orders', owner: { team: 'orders' } });
    const [snapshot] = reader.take('snapshot') as Full[];
    expect(snapshot!.group).toBe(subscribed!.group);
    // LIVE-8: the key is part of the frame, the document is what was selected.
    expect(snapshot!.documents).toEqual([
      ['o1', { id: 'o1', version: 1, text: 'o1 1', pair: 0, epoch: 'e1' }],
      ['o2', { id: 'o2', version: 1, text: 'o2 1', pair: 0, epoch: 'e1' }],
    ]);
  });

  it('sends what comes after the snapshot, without gap or duplicate, also when it comes while the snapshot is made (LIVE-10, LIVE-11)', async () => {
    const { service, clock, connect } = createHubStage({ latency: () => 20 });
    service.commit(order('o1', 1));
    const reader = connect([all()]);
    for (let version = 2; version < 40; version += 1) {
      service.commit(order('o1', version), order(`n${version}`, version));
      await clock.advance(3);
    }
    await clock.advance(200);
    const [snapshot] = reader.frames.flatMap((frame) => (frame.name === 'snapshot' ? [frame.data] : []));
    const changes = reader.take('change') as Change[];
    expect(changes.length).toBeGreaterThan(2);
    // Each begins where the one before ended, and versions of the hot document only grow.
    expect(changes.map(({ since }) => since)).toEqual(
      [snapshot!.cursor, ...changes.map(({ cursor }) => cursor)].slice(0, -1),
    );
    const seen = [...snapshot!.documents, ...changes.flatMap(({ put }) => put)];
    expect(seen.filter(([key]) => key === 'n20')).toHaveLength(1);
    const hot = seen.filter(([key]) => key === 'o1').map(([, { version }]) => Number(version));
    expect(hot).toEqual([...hot].sort((a, b) => a - b));
    expect(new Set(hot).size).toBe(hot.length);
    expect(hot.at(-1)).toBe(39);
    // A commit is whole: the hot document and the new one of its commit are in the same frame.
    for (const { put } of changes) {
      const newest = Math.max(...put.map(([, { version }]) => Number(version)));
      expect(keys(put)).toContain('o1');
      expect(keys(put)).toContain(`n${newest}`);
    }
  });

  it('takes a snapshot that is ahead of the feed, and nothing older after it (LIVE-10, LIVE-13)', async () => {
    const { service, clock, connect } = createHubStage();
    const lines = createChannel<FeedMessage>();
    let answer = (_: DocumentsAnswer): void => undefined;
    Object.assign(service.source, {
      feed: () => lines,
      documents: () => new Promise<DocumentsAnswer>((resolve) => (answer = resolve)),
    } satisfies Partial<DocumentSource>);
    const line = (position: number): FeedMessage => {
      const { key, partition, document } = order('o1', position);
      return { kind: 'changes', position, changes: [{ projection: 'orders', key, partition, document }] };
    };
    const reader = connect([all()]);
    lines.push({ kind: 'hello', epoch: 'e1', generations: { orders: 'g1' }, position: 5 });
    await clock.advance(20);
    lines.push(line(6));
    await clock.advance(20);
    const documents = [['o1', order('o1', 8).document] as const];
    answer({ cursor: 'e1.8.g1', reset: false, documents, gone: [] });
    await clock.advance(20);
    for (const position of [7, 8, 9]) {
      lines.push(line(position));
      await clock.advance(20);
    }
    const [snapshot] = reader.frames.flatMap((frame) => (frame.name === 'snapshot' ? [frame.data] : []));
    expect(snapshot).toMatchObject({ cursor: 'e1.8.g1', documents: [['o1', { version: 8 }]] });
    expect(reader.take('change')).toEqual([
      expect.objectContaining({
        since: 'e1.8.g1',
        cursor: 'e1.9.g1',
        put: [['o1', expect.objectContaining({ version: 9 })]],
      }),
    ]);
  });

  it('gathers a window into one frame with the newest state, and leaves out what did not change (LIVE-12)', async () => {
    const { service, clock, connect } = createHubStage();
    service.commit(order('o1', 1), order('o2', 1));
    const reader = connect([{ id: '1', hash: 'brief' }]);
    await clock.advance(100);
    reader.take();
    for (let version = 2; version <= 20; version += 1)
      service.commit(order('o1', version), order('o2', version, 'a', { text: 'o2 1' }));
    service.commit(order('passing', 1));
    service.commit(gone('passing'));
    await clock.advance(30);
    const changes = reader.take('change') as Change[];
    expect(changes).toHaveLength(1);
    expect(changes[0]!.put).toEqual([['o1', { text: 'o1 20' }]]);
    expect(changes[0]!.gone).toEqual([]);
  });

  it('sends the first change after a quiet time at once, and at most one frame per window', async () => {
    const { service, clock, connect } = createHubStage();
    const reader = connect([all()]);
    await clock.advance(100);
    reader.take();
    service.commit(order('o1', 1));
    await clock.advance(0);
    expect(reader.take('change')).toHaveLength(1);
    for (let n = 0; n < 50; n += 1) {
      service.commit(order('o1', n + 2));
      await clock.advance(1);
    }
    const frames = reader.take('change').length;
    expect(frames).toBeGreaterThanOrEqual(4);
    expect(frames).toBeLessThanOrEqual(6);
  });

  it('shows a document that moves as gone here and put there, at the same position (LIVE-15)', async () => {
    const { service, clock, connect } = createHubStage();
    service.commit(order('o1', 1, 'a'), order('o2', 1, 'a'));
    const reader = connect([inPartition('a', 'a'), inPartition('b', 'b'), all('all')]);
    await clock.advance(100);
    reader.take();
    service.commit(order('o1', 2, 'b'));
    await clock.advance(20);
    const changes = reader.take('change') as Change[];
    expect(changes).toHaveLength(3);
    const position = new Set(changes.map(({ cursor }) => cursor));
    expect(position.size).toBe(1);
    expect(changes.map(({ put, gone: left }) => [keys(put), left])).toEqual(
      expect.arrayContaining([
        [[], ['o1']],
        [['o1'], []],
        [['o1'], []],
      ]),
    );
  });

  it('encodes once for everybody who sees the same, whatever their operation is called (LIVE-7)', async () => {
    const { service, clock, connect, hub } = createHubStage();
    service.commit(order('o1', 1));
    const readers = [connect([all()]), connect([{ id: 'x', hash: 'same' }]), connect([all('y')])];
    await clock.advance(100);
    service.commit(order('o2', 1));
    await clock.advance(2);
    // Joined at another position than the others: from the next change on it is one of them.
    const late = connect([all('late')]);
    await clock.advance(100);
    for (const reader of [...readers, late]) reader.take();
    const before = hub.stats().encoded;
    service.commit(order('o1', 2));
    await clock.advance(20);
    expect(hub.stats().encoded).toBe(before + 1);
    const [first] = readers[0]!.writes;
    for (const reader of [...readers, late]) expect(reader.writes).toEqual([first]);
    expect(readers.every(({ writes }) => writes[0] === first)).toBe(true);
    expect(hub.stats().groups).toBe(1);
    expect(service.calls.feed).toBe(1);
  });

  it('sends several groups of one reader in one write', async () => {
    const { service, clock, connect } = createHubStage();
    const reader = connect([all('1'), inPartition('a', '2'), { id: '3', hash: 'brief' }]);
    await clock.advance(100);
    reader.take();
    service.commit(order('o1', 1));
    await clock.advance(20);
    expect(reader.writes).toHaveLength(1);
    expect(reader.frames).toHaveLength(3);
  });

  it('serves two subscriptions of one stream that lead to the same group, from the older of their cursors', async () => {
    const { service, clock, connect } = createHubStage();
    service.commit(order('o1', 1));
    const first = connect([all()]);
    await clock.advance(50);
    const [{ cursor: old }] = first.take('snapshot') as [Full];
    service.commit(order('o2', 1));
    await clock.advance(50);
    const [{ cursor: newer }] = first.take('change') as [Change];
    const both = connect([all('new', newer), { id: 'old', hash: 'same', after: old }]);
    await clock.advance(50);
    const changes = both.take('change') as Change[];
    expect(changes.at(-1)).toMatchObject({ since: old, put: [['o2', { id: 'o2' }]] });
    const mixed = connect([all('new', newer), { id: 'none', hash: 'same' }]);
    await clock.advance(50);
    expect(keys((mixed.take('snapshot') as [Full])[0].documents)).toEqual(['o1', 'o2']);
  });
});

describe('resuming', () => {
  async function shown() {
    const stage = createHubStage({}, { lingerMs: 100 });
    stage.service.commit(order('o1', 1), order('o2', 1), order('o3', 1));
    const reader = stage.connect([all()]);
    await stage.clock.advance(50);
    const [{ cursor, group }] = reader.take('snapshot') as [Full];
    reader.connection.close();
    return { ...stage, cursor, group };
  }

  it('says at once that nothing changed (LIVE-16)', async () => {
    const { connect, clock, cursor } = await shown();
    const reader = connect([all('1', cursor)]);
    await clock.advance(50);
    expect(reader.take('change', 'snapshot', 'reset')).toEqual([expect.objectContaining({ put: [], gone: [] })]);
  });

  it.each([
    ['while the group is still held', 50],
    ['after the group was let go, by asking the service', 5_000],
  ])('sends what changed since, and nothing else, %s (LIVE-20)', async (_, pause) => {
    const { service, connect, clock, cursor } = await shown();
    service.commit(order('o1', 2));
    service.commit(gone('o2'), order('o4', 1));
    await clock.advance(pause);
    // Another reader has brought the group back meanwhile: its view starts after the cursor.
    connect([all('other')]);
    await clock.advance(50);
    const reader = connect([all('1', cursor)]);
    await clock.advance(50);
    expect(reader.take('snapshot', 'reset', 'change')).toEqual([
      expect.objectContaining({
        since: cursor,
        put: [
          ['o1', expect.objectContaining({ version: 2 })],
          ['o4', expect.anything()],
        ],
        gone: ['o2'],
      }),
    ]);
    service.commit(order('o5', 1));
    await clock.advance(50);
    expect((reader.take('change') as Change[]).map(({ put }) => keys(put))).toEqual([['o5']]);
  });

  it('asks the service once for a thousand readers that come back from the same position', async () => {
    const { service, connect, clock, cursor } = await shown();
    service.commit(order('o1', 2));
    await clock.advance(5_000);
    const before = service.calls.documents;
    const readers = Array.from({ length: 1_000 }, () => connect([all('1', cursor)]));
    await clock.advance(50);
    expect(service.calls.documents - before).toBeLessThanOrEqual(2);
    for (const reader of readers) expect(reader.take('change')).toHaveLength(1);
  });

  it.each([
    ['another epoch', 'epoch', (cursor: string) => cursor.replace(/^e1/, 'e0')],
    ['another generation', 'generation', (cursor: string) => cursor.replace(/g1$/, 'g0')],
    ['something unreadable', 'cursor', () => 'nonsense'],
    ['no generation', 'cursor', (cursor: string) => cursor.replace(/\.g1$/, '')],
  ])('resets when the cursor is of %s (LIVE-21)', async (_, reason, change) => {
    const { connect, clock, cursor } = await shown();
    const reader = connect([all('1', change(cursor))]);
    await clock.advance(50);
    const [reset] = reader.take('reset', 'snapshot', 'change') as [Full];
    expect(reset).toMatchObject({ reason });
    expect(keys(reset.documents)).toEqual(['o1', 'o2', 'o3']);
  });

  it('resets when the tombstones do not reach back (LIVE-21)', async () => {
    const { service, connect, clock, cursor } = await shown();
    service.commit(gone('o1'));
    service.forget();
    await clock.advance(5_000);
    const reader = connect([all('1', cursor)]);
    await clock.advance(50);
    const [reset] = reader.take('reset', 'snapshot', 'change') as [Full];
    expect(reset).toMatchObject({ reason: 'floor' });
    expect(keys(reset.documents)).toEqual(['o2', 'o3']);
  });

  it('understands Last-Event-ID for the group it is of, and for no other (LIVE-4)', async () => {
    const { connect, clock, cursor, group } = await shown();
    const lastEventId = `${group}:${cursor}`;
    const same = connect([all()], { lastEventId });
    const other = connect([inPartition('a')], { lastEventId });
    const fresh = connect([{ ...all(), after: null }], { lastEventId });
    await clock.advance(50);
    expect(same.take('snapshot', 'change')).toEqual([expect.objectContaining({ put: [] })]);
    for (const each of [other, fresh])
      expect(each.take('snapshot', 'change')).toEqual([expect.objectContaining({ documents: expect.anything() })]);
  });

  it('waits until it has reached a cursor that is ahead of it (LIVE-22)', async () => {
    const { service, connect, clock, cursor } = await shown();
    const ahead = cursor.replace(/\.[0-9a-z]+\./, '.2s.'); // position 100
    const behind = connect([all('1', ahead)]);
    const reset = connect([all('2', ahead.replace('g1', 'g0'))]);
    await clock.advance(1_000);
    expect([...behind.take('change', 'snapshot', 'reset'), ...reset.take('change', 'snapshot', 'reset')]).toEqual([]);
    while (service.position < 95) service.commit(order('o1', service.position + 1));
    await clock.advance(1_000);
    expect(behind.take('change', 'snapshot', 'reset')).toEqual([]);
    while (service.position < 100) service.commit(order('o9', service.position + 1));
    await clock.advance(1_000);
    expect(behind.take('change', 'snapshot', 'reset')).toHaveLength(1);
    expect(reset.take('change', 'snapshot', 'reset')).toEqual([expect.objectContaining({ reason: 'generation' })]);
  });

  it('lets a waiting reader go on when the service only reports progress (LIVE-22)', async () => {
    const { service, connect, clock, cursor } = await shown();
    const reader = connect([all('1', cursor.replace(/\.[0-9a-z]+\./, '.a.'))]);
    await clock.advance(100);
    expect(reader.take('change')).toEqual([]);
    while (service.position < 10) service.commit();
    await clock.advance(100);
    expect(reader.take('change')).toHaveLength(1);
  });

  it('brings a rebuilt projection as one reset with the full new view (LIVE-23)', async () => {
    const { service, connect, clock } = await shown();
    const reader = connect([all()]);
    await clock.advance(50);
    reader.take();
    service.rebuild('g2', (write) =>
      write.document === null ? write : { ...write, document: { ...write.document, text: 'rebuilt' } },
    );
    await clock.advance(5_000);
    const [reset, ...rest] = reader.take('reset', 'snapshot', 'change') as [Full];
    expect(rest).toEqual([]);
    expect(reset).toMatchObject({ reason: 'generation' });
    expect(reset.documents.map(([key, { text }]) => [key, text])).toEqual([
      ['o1', 'rebuilt'],
      ['o2', 'rebuilt'],
      ['o3', 'rebuilt'],
    ]);
  });

  it('keeps the old view until a rebuilt projection has caught up with it (LIVE-22, LIVE-23)', async () => {
    const clock = createVirtualClock();
    // Two replicas, one of them two seconds behind: whichever is asked, nobody is sent back.
    const slow = { lag: 0 };
    const stage = createHubStage({ clock, replicas: 2, lag: () => slow.lag });
    stage.service.commit(order('o1', 1));
    const reader = stage.connect([all()]);
    await clock.advance(100);
    slow.lag = 2_000;
    const versions: number[] = [];
    for (let version = 2; version < 30; version += 1) {
      stage.service.commit(order('o1', version));
      await clock.advance(200);
      if (version % 5 === 0) stage.service.stop();
      if (version % 5 === 1) stage.service.start();
    }
    await clock.advance(20_000);
    for (const frame of reader.frames) {
      if (frame.name === 'change') versions.push(...frame.data.put.map(([, { version }]) => Number(version)));
      if (frame.name === 'reset') versions.push(...frame.data.documents.map(([, { version }]) => Number(version)));
    }
    expect(versions).toEqual([...versions].sort((a, b) => a - b));
    expect(versions.at(-1)).toBe(29);
  });

  it('shows a view that is being rebuilt as of where it stands, and says nothing of it in heartbeats (LIVE-25)', async () => {
    const clock = createVirtualClock();
    const feed = createChannel<FeedMessage>();
    const asked: (string | undefined)[] = [];
    let answer: DocumentsAnswer = {
      cursor: 'e1.5.g1',
      reset: true,
      documents: [['o1', order('o1', 5).document]],
      gone: [],
    };
    const source: DocumentSource = {
      service: 'orders',
      open: () => Promise.resolve({ ok: true, projection: 'orders', partition: '*', type: 'Order' }),
      documents({ after }) {
        asked.push(after);
        return Promise.resolve(answer);
      },
      feed: () => feed,
    };
    const stage = createHubStage({ clock }, { source: () => source, heartbeatMs: 800, feedSilenceMs: 60_000 });
    const reader = stage.connect([all()]);
    feed.push({ kind: 'hello', epoch: 'e1', generations: { orders: 'g1' }, former: { orders: 5 }, position: 9 });
    await clock.advance(50);
    expect(reader.take('snapshot')).toMatchObject([{ cursor: 'e1.5.g1' }]);
    feed.push({ kind: 'progress', position: 12 });
    await clock.advance(1_000);
    const positions = (frames: unknown[]) => (frames as FrameData['heartbeat'][]).map((frame) => frame.positions);
    expect(positions(reader.take('heartbeat'))).toContainEqual({});

    // Who has seen more elsewhere keeps it, and is not sent back.
    const ahead = stage.connect([{ ...all(), after: 'e1.8.g1' }]);
    await clock.advance(1_000);
    expect(ahead.take('snapshot', 'reset', 'change')).toEqual([]);

    answer = { cursor: 'e1.c.g2', reset: true, documents: [['o1', order('o1', 12).document]], gone: [] };
    reader.take();
    feed.push({ kind: 'hello', epoch: 'e1', generations: { orders: 'g2' }, position: 12 });
    await clock.advance(1_000);
    for (const each of [reader, ahead]) {
      const [reset, ...beats] = each.take('reset', 'heartbeat');
      expect(reset).toMatchObject({ cursor: 'e1.c.g2', reason: 'generation' });
      expect(positions(beats).at(-1)).toEqual({ orders: 'e1.c' });
    }
    expect(asked).toEqual([undefined, undefined]);
  });
});

describe('services that fail', () => {
  it('tells whose service it is, keeps the rest going, and recovers with what changed (LIVE-30, LIVE-31)', async () => {
    const clock = createVirtualClock();
    const stock = createFakeService({ clock, service: 'stock', random: createRandom(3) });
    const { service, connect } = createHubStage({ clock, owner: { team: 'orders', contact: '#orders' } }, {}, [stock]);
    service.commit(order('o1', 1));
    const reader = connect([all('1'), { id: '2', hash: 'stock/all' }]);
    const other = connect([{ id: '3', hash: 'stock/all' }]);
    await clock.advance(100);
    reader.take();
    other.take();
    const lostAt = clock.now();
    service.stop();
    await clock.advance(1_000);
    expect(reader.take('status')).toEqual([
      {
        service: 'orders',
        state: 'stale',
        since: expect.any(Number),
        ids: ['1'],
        owner: { team: 'orders', contact: '#orders' },
      },
    ]);
    stock.commit(order('s1', 1));
    service.commit(order('o1', 2));
    await clock.advance(100);
    expect(reader.take('change', 'snapshot', 'reset', 'problem')).toHaveLength(1);
    expect(other.take('status')).toEqual([]);
    service.start();
    await clock.advance(10_000);
    const back = reader.frames.filter(({ name }) => name !== 'heartbeat');
    expect(back.map(({ name }) => name)).toEqual(['status', 'change']);
    expect(back[0]!.data).toMatchObject({ state: 'live' });
    expect((back[1]!.data as Change).put).toEqual([['o1', expect.objectContaining({ version: 2 })]]);
    expect(clock.now() - lostAt).toBeLessThan(20_000);
  });

  it('takes a feed that says nothing for dead (LIVE-30)', async () => {
    const { service, clock, connect, errors } = createHubStage();
    const reader = connect([all()]);
    await clock.advance(100);
    reader.take();
    service.freeze();
    service.commit(order('o1', 1));
    await clock.advance(12_000);
    expect(reader.take('change', 'status')).toEqual([]);
    await clock.advance(2_000);
    expect(reader.frames.map(({ name }) => name)).toEqual(['status', 'status', 'change']);
    expect(String(errors[0]?.error)).toContain('said nothing for 12500 ms');
  });

  it('asks the service for what is missing when its feed cannot go back (LIVE-31)', async () => {
    const { service, clock, connect } = createHubStage();
    service.commit(order('o1', 1), order('o2', 1));
    const reader = connect([all()]);
    await clock.advance(100);
    reader.take();
    service.stop();
    service.commit(gone('o1'), order('o3', 1));
    service.forget();
    service.start();
    await clock.advance(10_000);
    const [reset] = reader.take('change', 'reset', 'snapshot') as [Full];
    expect(reset).toMatchObject({ reason: 'floor' });
    expect(keys(reset.documents)).toEqual(['o2', 'o3']);
  });

  it('opens what came while the service was down, once it is back (LIVE-32)', async () => {
    const { service, clock, connect } = createHubStage();
    service.stop();
    service.commit(order('o1', 1));
    const reader = connect([all()]);
    await clock.advance(30_000);
    expect(reader.take('status', 'snapshot', 'problem')).toEqual([
      expect.objectContaining({ state: 'stale', ids: ['1'] }),
    ]);
    const late = connect([all('late')]);
    await clock.advance(1_000);
    expect(late.take('status')).toEqual([expect.objectContaining({ state: 'stale', ids: ['late'] })]);
    service.start();
    await clock.advance(10_000);
    for (const each of [reader, late]) expect((each.take('snapshot') as [Full])[0].documents).toHaveLength(1);
  });

  it('says so when a service that is up cannot open something, rather than let people wait for ever (LIVE-32)', async () => {
    const { service, clock, connect } = createHubStage();
    Object.assign(service.source, { open: () => Promise.reject(new Error('500')) });
    const reader = connect([all()]);
    await clock.advance(1_000);
    expect(reader.take('problem')).toEqual([]);
    await clock.advance(60_000);
    expect(reader.take('problem')).toEqual([
      expect.objectContaining({ code: 'SERVICE_UNAVAILABLE', service: 'orders' }),
    ]);
  });

  it('pauses longer and longer between attempts, and never stops trying (LIVE-31)', async () => {
    const { service, clock, connect } = createHubStage();
    connect([all()]);
    await clock.advance(100);
    service.stop();
    const attempts: number[] = [];
    for (let second = 0; second < 120; second += 1) {
      const before = service.calls.feed;
      await clock.advance(1_000);
      attempts.push(service.calls.feed - before);
    }
    const sum = (from: number, to: number): number => attempts.slice(from, to).reduce((a, b) => a + b, 0);
    expect(sum(0, 5)).toBeGreaterThan(3);
    expect(sum(100, 120)).toBeGreaterThanOrEqual(4);
    expect(sum(100, 120)).toBeLessThanOrEqual(18);
  });

  it('lets a feed that breaks the rules hurt nobody: it is reported and read anew', async () => {
    const clock = createVirtualClock();
    const broken = createFakeService({ clock, service: 'broken' });
    let first = true;
    const feed = broken.source.feed;
    Object.assign(broken.source, {
      async *feed(after: string | undefined, signal: AbortSignal) {
        if (first) {
          first = false;
          yield { kind: 'changes', position: 1, changes: [] };
        }
        yield* feed(after, signal);
      },
    });
    const { connect, errors } = createHubStage({ clock }, {}, [broken]);
    const reader = connect([{ id: '1', hash: 'broken/all' }]);
    await clock.advance(5_000);
    expect(String(errors[0]?.error)).toContain('must start with hello');
    expect(reader.take('snapshot')).toHaveLength(1);
  });
});

describe('readers that are slow or gone', () => {
  it('holds nothing for a reader that takes no more, and brings it to the newest state on drain (LIVE-40)', async () => {
    const { service, clock, connect, hub } = createHubStage();
    service.commit(order('o1', 1), order('o2', 1));
    const slow = connect([all()]);
    const fast = connect([all()]);
    await clock.advance(50);
    slow.block();
    service.commit(order('o1', 2));
    await clock.advance(20);
    slow.take();
    for (let version = 3; version <= 500; version += 1) {
      service.commit(
        order('o1', version),
        ...(version === 250 ? [gone('o2')] : []),
        ...(version > 490 ? [order('o7', version)] : []),
      );
      await clock.advance(12);
    }
    expect(slow.writes).toHaveLength(0);
    expect(hub.stats().blocked).toBe(1);
    expect(fast.take('change').length).toBeGreaterThan(400);
    slow.drain();
    await clock.advance(20);
    const changes = slow.take('change') as Change[];
    expect(changes).toHaveLength(1);
    expect(changes[0]!.put.map(([key, { version }]) => [key, version])).toEqual([
      ['o1', 500],
      ['o7', 500],
    ]);
    expect(changes[0]!.gone).toEqual(['o2']);
    service.commit(order('o1', 501));
    await clock.advance(20);
    expect((slow.take('change') as Change[])[0]!.put).toHaveLength(1);
  });

  it('gives the whole view to a slow reader whose tombstones were let go (LIVE-40, LIVE-21)', async () => {
    const { service, clock, connect } = createHubStage({}, { tombstones: 5 });
    service.commit(...Array.from({ length: 20 }, (_, n) => order(`o${n}`, 1)));
    const slow = connect([all()]);
    await clock.advance(50);
    slow.block();
    service.commit(gone('o0'));
    await clock.advance(20);
    for (let n = 1; n < 15; n += 1) {
      service.commit(gone(`o${n}`));
      await clock.advance(20);
    }
    slow.take();
    slow.drain();
    await clock.advance(20);
    const [reset] = slow.take('reset', 'change') as [Full];
    expect(reset).toMatchObject({ reason: 'floor' });
    expect(reset.documents).toHaveLength(5);
  });

  it('keeps control frames for a slow reader, the newest of each, and closes it after 60 s (LIVE-41)', async () => {
    const { service, clock, connect, hub } = createHubStage();
    const slow = connect([all()]);
    await clock.advance(50);
    slow.block();
    hub.notify({ kind: 'composition', revision: 'r0' });
    slow.take();
    hub.notify({ kind: 'composition', revision: 'r1' });
    hub.notify({ kind: 'composition', revision: 'r2' });
    service.commit(order('o1', 1));
    await clock.advance(59_000);
    expect(slow.frames).toEqual([]);
    slow.drain();
    expect(slow.frames.map(({ name, data }) => [name, 'revision' in data ? data.revision : ''])).toEqual([
      ['notice', 'r2'],
      ['change', ''],
    ]);
    slow.block();
    service.commit(order('o1', 2));
    await clock.advance(59_000);
    expect(slow.ended).toBeUndefined();
    await clock.advance(2_000);
    expect(slow.ended).toBe('stalled');
    expect(hub.stats()).toMatchObject({ connections: 0, subscriptions: 0 });
  });

  it('survives a sink that throws', async () => {
    const { service, clock, connect, hub, errors } = createHubStage();
    const bad = connect([all()]);
    const good = connect([all()]);
    await clock.advance(50);
    good.take();
    bad.write = () => {
      throw new Error('socket gone');
    };
    service.commit(order('o1', 1));
    await clock.advance(50);
    expect(good.take('change')).toHaveLength(1);
    expect(hub.stats().connections).toBe(1);
    expect(String(errors[0]?.error)).toContain('socket gone');
  });

  it('sends heartbeats as data, with positions only of what is up to date (LIVE-42)', async () => {
    const clock = createVirtualClock();
    const stock = createFakeService({ clock, service: 'stock' });
    const { service, connect } = createHubStage({ clock }, {}, [stock]);
    service.commit(order('o1', 1));
    const reader = connect([inPartition('a'), { id: '2', hash: 'stock/all' }]);
    await clock.advance(100);
    const [first] = reader.take('snapshot') as [Full];
    // Nothing for this reader, but the service has moved on.
    const position = service.commit(order('x', 1, 'b'));
    await clock.advance(15_000);
    const [heartbeat] = reader.take('heartbeat') as [FrameData['heartbeat']];
    expect(heartbeat.at).toBeGreaterThan(0);
    expect(heartbeat.positions).toEqual({ orders: `e1.${position.toString(36)}`, stock: 'e1.0' });
    // Resumed from there nothing is missing, and nothing comes twice.
    const again = connect([inPartition('a', '1', `e1.${position.toString(36)}.g1`)]);
    await clock.advance(100);
    expect(again.take('change', 'snapshot', 'reset')).toEqual([
      expect.objectContaining({ put: [], since: expect.any(String) }),
    ]);
    expect(first.cursor).not.toBe('');
    // One subscription that waits keeps its whole service out.
    const waiting = connect([inPartition('a', '1'), all('2', 'e1.zz.g1')]);
    await clock.advance(16_000);
    expect((waiting.take('heartbeat') as FrameData['heartbeat'][]).at(-1)!.positions).toEqual({});
  });

  it('spreads heartbeats: each reader gets one per interval, the first within one', async () => {
    const { clock, connect } = createHubStage();
    const readers = Array.from({ length: 20 }, () => connect([]));
    await clock.advance(15_000);
    for (const reader of readers) expect(reader.take('heartbeat')).toHaveLength(1);
    await clock.advance(30_000);
    for (const reader of readers) expect(reader.take('heartbeat')).toHaveLength(2);
  });
});

describe('who may see what', () => {
  const forbidden = { ok: false, code: 'FORBIDDEN', message: 'Not yours.' } as const;

  it('answers a refusal and what cannot be opened with a problem, and serves the rest (LIVE-50, LIVE-2)', async () => {
    const { service, clock, connect } = createHubStage();
    const allow = service.decide;
    service.decide = (request) => (request.args['partition'] === 'b' ? forbidden : allow(request));
    service.commit(order('o1', 1));
    const reader = connect([
      inPartition('a', 'fine'),
      inPartition('b', 'no'),
      { id: 'unknown', hash: 'f00' },
      { id: 'bad', hash: 'all', variables: { partition: { not: 'text' } } },
      { id: 'service', hash: 'nowhere/all' },
    ]);
    await clock.advance(100);
    const problems = reader.frames.flatMap(({ name, data }) => (name === 'problem' ? [data] : []));
    expect(problems.map((data) => ('code' in data && 'id' in data ? [data.id, data.code] : []))).toEqual([
      ['unknown', 'UNKNOWN_OPERATION'],
      ['bad', 'BAD_VARIABLES'],
      ['service', 'UNKNOWN_SERVICE'],
      ['no', 'FORBIDDEN'],
    ]);
    expect(reader.take('snapshot')).toHaveLength(1);
  });

  it('sends nothing from the moment grants change until the service has answered (LIVE-51)', async () => {
    let latency = 0;
    const { service, clock, connect, hub } = createHubStage({ latency: () => latency });
    const reader = connect([inPartition('a')]);
    await clock.advance(100);
    reader.take();
    latency = 50;
    const done = hub.recheck(ada);
    service.commit(order('o1', 1));
    await clock.advance(90);
    expect(reader.take('change')).toEqual([]);
    await clock.advance(60);
    await done;
    expect((reader.take('change') as Change[]).map(({ put }) => keys(put))).toEqual([['o1']]);
  });

  it('ends what may no longer be seen, and moves to other documents with a reset (LIVE-51)', async () => {
    const { service, clock, connect, hub } = createHubStage();
    service.commit(order('o1', 1, 'a'), order('o2', 1, 'b'));
    const reader = connect([inPartition('a', 'stays'), inPartition('b', 'goes'), all('narrows')]);
    const bystander = connect([all()], { user: { id: 'bob', name: 'Bob', roles: [] } });
    await clock.advance(100);
    reader.take();
    bystander.take();
    const opens = service.calls.open;
    service.decide = ({ args, user }) => {
      if (args['partition'] === 'b') return forbidden;
      expect(user?.roles).toEqual(['fewer']);
      return { ok: true, projection: 'orders', type: 'Order', partition: 'a' };
    };
    await hub.recheck({ ...ada, roles: ['fewer'] });
    await clock.advance(100);
    expect(service.calls.open - opens).toBe(3);
    expect(reader.frames.find(({ name }) => name === 'problem')!.data).toMatchObject({ id: 'goes', code: 'FORBIDDEN' });
    const reset = reader.frames.find(({ name }) => name === 'reset')!.data as Full;
    expect(reset).toMatchObject({ reason: 'authorization' });
    expect(keys(reset.documents)).toEqual(['o1']);
    reader.take();
    service.commit(order('o3', 1, 'b'));
    service.commit(order('o4', 1, 'a'));
    await clock.advance(100);
    expect(new Set((reader.take('change') as Change[]).flatMap(({ put }) => keys(put)))).toEqual(new Set(['o4']));
    expect((bystander.take('change') as Change[]).flatMap(({ put }) => keys(put))).toContain('o3');
  });

  it('stays closed while the service cannot be asked (LIVE-51)', async () => {
    const { service, clock, connect, hub } = createHubStage();
    const reader = connect([inPartition('a')]);
    await clock.advance(100);
    reader.take();
    const open = service.source.open;
    Object.assign(service.source, { open: () => Promise.reject(new Error('no answer')) });
    const done = hub.recheck();
    service.commit(order('o1', 1));
    await clock.advance(2_000);
    expect(reader.take('change', 'reset')).toEqual([]);
    Object.assign(service.source, { open });
    await clock.advance(10_000);
    await done;
    expect(reader.take('change')).toHaveLength(1);
  });

  it('drops an answer that was given before the grants changed (LIVE-51)', async () => {
    let latency = 50;
    const { service, clock, connect, hub } = createHubStage({ latency: () => latency });
    service.commit(order('o1', 1));
    const reader = connect([all()]);
    await clock.advance(70);
    service.decide = () => forbidden;
    const done = hub.recheck(ada);
    // The first answer is on its way; what it would lead to comes faster than the second.
    latency = 0;
    await clock.advance(1_000);
    await done;
    expect(reader.take('snapshot', 'problem')).toEqual([expect.objectContaining({ code: 'FORBIDDEN' })]);
  });

  describe('a reader whose operations lead to another feed', () => {
    /** Two releases of one service over the same log: `beside` folds it otherwise, `asBefore` the same way. */
    function stage() {
      const clock = createVirtualClock();
      let latency = 0;
      const others = {
        beside: createFakeService({ clock, random: () => 0, latency: () => latency }),
        asBefore: createFakeService({ clock, random: () => 0 }),
      };
      others.beside.rebuild('g2', (write) => ({ ...write, document: { ...write.document, text: 'beside' } }));
      const hub = createHubStage(
        { clock, random: () => 0 },
        {
          source: (name) => (name === 'orders' ? hub.service.source : others[name as keyof typeof others].source),
        },
      );
      return {
        ...hub,
        ...others,
        take: (ms: number) => (latency = ms),
        commit: (...writes: ReturnType<typeof order>[]) =>
          [hub.service, others.beside, others.asBefore].forEach((each) => each.commit(...writes)),
        to: (service: string) => () => ({ ...orderOperation('all')!, service }),
      };
    }

    it('is served by the first until the other has answered, then from where it is, never older; and so back', async () => {
      const { clock, connect, commit, beside, take, to } = stage();
      commit(order('o1', 1));
      const reader = connect([all()]);
      const bystander = connect([all()]);
      await clock.advance(100);
      reader.take();
      bystander.take();
      take(50);
      reader.connection.reroute(to('beside'));
      commit(order('o1', 2));
      await clock.advance(40);
      expect(reader.take('change')).toMatchObject([{ put: [['o1', { version: 2, text: 'o1 2' }]] }]);
      await clock.advance(1_000);
      const [first, ...more] = reader.take('reset') as Full[];
      expect([first, more]).toMatchObject([
        { reason: 'generation', documents: [['o1', { version: 2, text: 'beside' }]] },
        [],
      ]);
      commit(order('o1', 3));
      await clock.advance(200);
      expect(reader.take('change')).toMatchObject([{ put: [['o1', { version: 3, text: 'beside' }]] }]);

      reader.connection.reroute(to('orders'));
      await clock.advance(200);
      expect(reader.take('reset')).toMatchObject([{ documents: [['o1', { version: 3, text: 'o1 3' }]] }]);
      const { feed } = beside.calls;
      beside.stop();
      await clock.advance(20_000);
      expect(reader.take('status', 'problem')).toEqual([]);
      expect(beside.calls.feed).toBeGreaterThan(feed);
      expect((bystander.take('change', 'reset') as Change[]).flatMap(({ put }) => put)).toMatchObject([
        ['o1', { version: 2 }],
        ['o1', { version: 3 }],
      ]);
    });

    it('goes on without a reset where the fold is the same; a feed that is forgotten is read no more', async () => {
      const { clock, connect, commit, hub, asBefore, to } = stage();
      commit(order('o1', 1));
      const reader = connect([all()]);
      await clock.advance(100);
      reader.take();
      reader.connection.reroute(to('asBefore'));
      await clock.advance(100);
      commit(order('o1', 2));
      await clock.advance(100);
      const frames = reader.take('reset', 'snapshot', 'change') as Change[];
      expect(frames.flatMap(({ put }) => put)).toMatchObject([['o1', { version: 2 }]]);
      reader.connection.reroute(to('orders'));
      await clock.advance(100);
      hub.forget('asBefore');
      const { feed } = asBefore.calls;
      asBefore.stop();
      await clock.advance(30_000);
      expect(asBefore.calls.feed).toBe(feed);
      expect(reader.take('status', 'problem', 'reset')).toEqual([]);
    });
  });

  it('closes the streams of a session that ends or expires (LIVE-52)', async () => {
    const { clock, connect, hub } = createHubStage();
    const expiring = connect([all()], { expiresAt: clock.now() + 5_000 });
    const ending = connect([all()]);
    const other = connect([all()], { user: { id: 'bob', name: 'Bob', roles: [] } });
    await clock.advance(4_000);
    hub.endSession('ada');
    expect(expiring.take('close')).toEqual([{ code: 'SESSION_EXPIRED', message: expect.any(String) }]);
    expect(ending.ended).toBe('ended');
    expect(other.ended).toBeUndefined();
    const timed = connect([all()], { expiresAt: clock.now() + 5_000 });
    await clock.advance(5_001);
    expect(timed.take('close')).toHaveLength(1);
    expect(timed.ended).toBe('ended');
  });

  it('gives nobody more for knowing a cursor (LIVE-53)', async () => {
    const { service, clock, connect } = createHubStage();
    service.commit(order('o1', 1, 'a'), order('o2', 1, 'b'));
    const ofAll = connect([all()]);
    await clock.advance(50);
    const [{ cursor, group }] = ofAll.take('snapshot') as [Full];
    service.commit(order('o2', 2, 'b'));
    const thief = connect([inPartition('a', '1', cursor)], { lastEventId: `${group}:${cursor}` });
    await clock.advance(50);
    expect(JSON.stringify(thief.frames)).not.toContain('o2');
  });
});

describe('the platform moves', () => {
  it('tells of a new composition without dropping a stream (LIVE-60)', async () => {
    const { clock, connect, hub } = createHubStage();
    const ofAda = connect([all()]);
    const ofBob = connect([], { user: { id: 'bob', name: 'Bob', roles: [] } });
    await clock.advance(50);
    hub.notify({ kind: 'composition', revision: 'r1' });
    hub.notify({ kind: 'composition', revision: 'r2' }, 'bob');
    expect(ofAda.take('notice')).toEqual([{ kind: 'composition', revision: 'r1' }]);
    expect(ofBob.take('notice')).toHaveLength(2);
    expect(ofAda.ended ?? ofBob.ended).toBeUndefined();
  });

  it('asks clients to move, then closes what is left (LIVE-61)', async () => {
    const { clock, connect, hub } = createHubStage();
    const stays = connect([all()]);
    const moves = connect([all()]);
    await clock.advance(50);
    let done = false;
    const draining = hub.drain(10_000).then(() => (done = true));
    expect(stays.take('drain')).toEqual([{ withinMs: 10_000 }]);
    moves.connection.close();
    await clock.advance(9_000);
    expect(connect([]).take('drain')).toEqual([{ withinMs: 1_000 }]);
    expect(done).toBe(false);
    await clock.advance(1_001);
    await draining;
    expect(stays.take('close')).toEqual([expect.objectContaining({ code: 'SHUTTING_DOWN' })]);
    expect(stays.ended).toBe('ended');
  });

  it('releases everything when it is closed (LIVE-62)', async () => {
    const { clock, service, connect, hub } = createHubStage();
    const reader = connect([all(), inPartition('a', '2')]);
    const slow = connect([all()], { expiresAt: clock.now() + 1e9 });
    await clock.advance(100);
    slow.block();
    service.commit(order('o1', 1));
    await clock.advance(20);
    reader.connection.close();
    hub.close();
    await clock.advance(0);
    expect(clock.pending).toBe(0);
    expect(slow.ended).toBe('ended');
    expect(hub.stats()).toMatchObject({ connections: 0, groups: 0, documents: 0, services: {} });
    const late = connect([all()]);
    expect(late.ended).toBe('ended');
    await clock.advance(60_000);
    expect(clock.pending).toBe(0);
  });

  it('lets go of what nobody watches any more', async () => {
    const { clock, service, connect, hub } = createHubStage();
    service.commit(order('o1', 1));
    for (let n = 0; n < 50; n += 1) {
      const reader = connect([inPartition(`p${n}`), all('2')], { sink: createTestSink() });
      await clock.advance(20);
      reader.connection.close();
    }
    expect(hub.stats().groups).toBe(51);
    await clock.advance(11_000);
    expect(hub.stats()).toMatchObject({ connections: 0, subscriptions: 0, groups: 0, documents: 0 });
  });
});
