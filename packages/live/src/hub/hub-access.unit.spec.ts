/** Who may see what, and what happens when that changes. */
import { describe, expect, it } from 'vitest';
import { ada, all, createHubStage, inPartition, keys, order, type Change, type Full } from '../testing/hub-stage.ts';

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
