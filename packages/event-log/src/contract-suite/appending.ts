import { describe, expect, it } from 'vitest';
import { collect, event, positionsOf, progressTo, type Bench } from './engine.ts';

export function appending(bench: Bench): void {
  describe('append', () => {
    it('answers the commit as it was recorded, and reads it back the same', async () => {
      const log = await bench.create({ now: () => '2026-11-23T10:00:00.000Z' });
      const meta = { correlationId: 'k1', causationId: 'c1', user: 'u1', traceparent: '00-a-b-01' };
      const result = await log.append(
        'ev.orders.order.o1',
        [
          event('OrderPlaced', { lines: [{ sku: 'A', quantity: 2 }], note: 'Grüße 🙂 \u2028 "x"' }),
          { type: 'Priced', version: 3, data: {} },
        ],
        { expect: 'none', commandId: 'place-1', meta },
      );
      const position = await log.head();
      const commit = {
        position,
        stream: 'ev.orders.order.o1',
        commandId: 'place-1',
        time: '2026-11-23T10:00:00.000Z',
        events: [
          {
            id: `${position}-0`,
            type: 'OrderPlaced',
            version: 1,
            data: { lines: [{ sku: 'A', quantity: 2 }], note: 'Grüße 🙂 \u2028 "x"' },
          },
          { id: `${position}-1`, type: 'Priced', version: 3, data: {} },
        ],
        meta,
      };
      expect(result).toEqual({ ok: true, duplicate: false, commit });
      expect(await log.read('ev.orders.order.o1')).toEqual({ version: position, commits: [commit] });
    });

    it('what was given and what was answered are the caller’s: altering them alters nothing that is recorded', async () => {
      const log = await bench.create();
      const data = { lines: [{ sku: 'A' }] };
      const appending = log.append('ev.a.b.1', [event('X', data)], { commandId: 'c' });
      data.lines[0]!.sku = 'later';
      const result = await appending;
      expect(result).toMatchObject({ commit: { events: [{ data: { lines: [{ sku: 'A' }] } }] } });
      if (!result.ok) return;
      (result.commit.events[0]!.data as typeof data).lines[0]!.sku = 'altered';
      expect(data.lines[0]!.sku).toBe('later');
      const stored = [(await log.read('ev.a.b.1')).commits[0], await log.findCommand('ev.a.b.1', 'c')];
      for (const commit of stored) expect(commit?.events[0]?.data).toEqual({ lines: [{ sku: 'A' }] });
    });

    it('a time that is handed over is kept, in UTC', async () => {
      const log = await bench.create();
      const result = await log.append('ev.a.b.1', [event('X')], { time: '2020-01-01T02:00:00+01:00' });
      expect(result).toMatchObject({ ok: true, commit: { time: '2020-01-01T01:00:00.000Z' } });
    });

    it('positions start at 1, grow by one, and a stream’s version is the position of its last commit', async () => {
      const log = await bench.create();
      expect(await log.head()).toBe(0);
      for (const [at, id] of ['1', '2', '1', '2', '2'].entries()) {
        expect(await log.append(`ev.a.b.${id}`, [event('X')])).toMatchObject({
          ok: true,
          commit: { position: at + 1 },
        });
      }
      expect((await log.read('ev.a.b.1')).version).toBe(3);
      expect((await log.read('ev.a.b.2')).version).toBe(5);
      expect((await log.read('ev.a.b.3')).version).toBe(0);
      expect(await log.head()).toBe(5);
    });

    it('expect none: only the first commit of a stream', async () => {
      const log = await bench.create();
      expect(await log.append('ev.a.b.1', [event('X')], { expect: 'none' })).toMatchObject({ ok: true });
      expect(await log.append('ev.a.b.1', [event('X')], { expect: 'none' })).toEqual({
        ok: false,
        conflict: { expected: 'none', actual: 1 },
      });
      expect(await log.append('ev.a.b.2', [event('X')], { expect: 'none' })).toMatchObject({ ok: true });
    });

    it('expect a position: only on exactly that version', async () => {
      const log = await bench.create();
      await log.append('ev.a.b.1', [event('X')]);
      await log.append('ev.a.b.2', [event('X')]);
      expect(await log.append('ev.a.b.1', [event('X')], { expect: 2 })).toEqual({
        ok: false,
        conflict: { expected: 2, actual: 1 },
      });
      expect(await log.append('ev.a.b.1', [event('X')], { expect: 1 })).toMatchObject({
        ok: true,
        commit: { position: 3 },
      });
      expect(await log.append('ev.a.b.1', [event('X')], { expect: 1 })).toMatchObject({ conflict: { actual: 3 } });
      expect(await log.append('ev.a.b.9', [event('X')], { expect: 0 })).toMatchObject({ ok: true });
      expect(await log.head()).toBe(4);
    });

    it('expect any: whatever the version', async () => {
      const log = await bench.create();
      for (let i = 0; i < 3; i++)
        expect(await log.append('ev.a.b.1', [event('X')], { expect: 'any' })).toMatchObject({ ok: true });
      expect((await log.read('ev.a.b.1')).commits).toHaveLength(3);
    });

    it('of 50 that race for one version exactly one wins, and the others learn who did', async () => {
      const log = await bench.create();
      await log.append('ev.a.race.1', [event('Start')]);
      const results = await Promise.all(
        Array.from({ length: 50 }, (_, i) => log.append('ev.a.race.1', [event('Won', { by: i })], { expect: 1 })),
      );
      const won = results.filter((result) => result.ok);
      expect(won).toHaveLength(1);
      for (const result of results) {
        if (!result.ok) expect(result.conflict).toEqual({ expected: 1, actual: 2 });
      }
      expect((await log.read('ev.a.race.1')).commits.map(({ events }) => events[0]!.type)).toEqual(['Start', 'Won']);
    });

    it('a commit of many events is read and pushed as a whole', async () => {
      const log = await bench.create();
      const events = Array.from({ length: 200 }, (_, i) => event('Part', { i }));
      await log.append('ev.a.b.1', events);
      await log.append('ev.a.b.1', events, { expect: 7 });
      const { commits } = await log.read('ev.a.b.1');
      expect(commits.map((commit) => commit.events.map(({ data }) => data.i))).toEqual([events.map((_, i) => i)]);
      const items = await collect(log, {}, progressTo(1));
      expect(positionsOf(items)).toEqual([1]);
    });

    it('many appends at once all count, each with its own position, in order per caller', async () => {
      const log = await bench.create();
      const results = await Promise.all(
        Array.from({ length: 200 }, (_, i) => log.append(`ev.a.b.${i % 7}`, [event('X', { i })])),
      );
      const positions = results.map((result) => (result.ok ? result.commit.position : 0));
      expect(positions).toEqual(Array.from({ length: 200 }, (_, i) => i + 1));
      expect((await log.read('ev.a.b.3')).commits.map(({ events }) => events[0]!.data.i)).toEqual(
        Array.from({ length: 200 }, (_, i) => i).filter((i) => i % 7 === 3),
      );
    });
  });
}
