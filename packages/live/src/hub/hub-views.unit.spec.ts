/** What is sent to whoever watches: a snapshot, then what comes after it. */
import { describe, expect, it } from 'vitest';
import type { DocumentSource, DocumentsAnswer, FeedMessage } from './source.ts';
import { createChannel } from '../testing/channel.ts';
import { all, createHubStage, gone, inPartition, keys, order, type Change, type Full } from '../testing/hub-stage.ts';

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
