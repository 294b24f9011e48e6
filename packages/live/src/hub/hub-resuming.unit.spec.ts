/** Who comes back with a cursor gets what is missing, and nothing else. */
import { describe, expect, it } from 'vitest';
import type { DocumentSource, DocumentsAnswer, FeedMessage } from './source.ts';
import { createChannel } from '../testing/channel.ts';
import { all, createHubStage, gone, inPartition, keys, order, type Change, type Full } from '../testing/hub-stage.ts';
import { createVirtualClock } from '../testing/virtual-clock.ts';
import type { FrameData } from '../protocol/frames.ts';

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
