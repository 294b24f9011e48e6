/** The hub as a whole: notices, the end of a process, and what is left of it. */
import { describe, expect, it } from 'vitest';
import { all, createHubStage, inPartition, order } from '../testing/hub-stage.ts';
import { createTestSink } from '../testing/test-sink.ts';
import { createVirtualClock } from '../testing/virtual-clock.ts';

it('a clock that is put back holds nothing up', async () => {
  const clock = createVirtualClock();
  let putBack = 0;
  const own = { ...clock, now: () => clock.now() - putBack };
  const { service, connect } = createHubStage({ clock }, { clock: own });
  const reader = connect([all()]);
  await clock.advance(50);
  service.commit(order('o1', 1));
  await clock.advance(20);
  expect(reader.take('change')).toHaveLength(1);
  putBack = 3_600_000;
  service.commit(order('o1', 2));
  await clock.advance(20);
  expect(reader.take('change')).toHaveLength(1);
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
