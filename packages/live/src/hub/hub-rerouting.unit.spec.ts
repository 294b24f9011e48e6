/** Another release of a service serves a reader from now on. */
import { describe, expect, it } from 'vitest';
import { createFakeService } from '../testing/fake-service.ts';
import { all, createHubStage, order, type Change, type Full } from '../testing/hub-stage.ts';
import { orderOperation } from '../testing/order-operations.ts';
import { createVirtualClock } from '../testing/virtual-clock.ts';

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
