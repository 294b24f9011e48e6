/** A service that is away, slow or folds anew. */
import { describe, expect, it } from 'vitest';
import { createFakeService } from '../testing/fake-service.ts';
import { all, createHubStage, gone, keys, order, type Change, type Full } from '../testing/hub-stage.ts';
import { createRandom } from '../testing/random.ts';
import { createVirtualClock } from '../testing/virtual-clock.ts';

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
