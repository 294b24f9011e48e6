/** Readers that are slow or gone cost nobody else anything. */
import { describe, expect, it } from 'vitest';
import { createFakeService } from '../testing/fake-service.ts';
import { all, createHubStage, gone, inPartition, order, type Change, type Full } from '../testing/hub-stage.ts';
import { createVirtualClock } from '../testing/virtual-clock.ts';
import type { FrameData } from '../protocol/frames.ts';

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
