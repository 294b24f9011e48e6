/** What only shows when a log is opened more than once: by several processes, or again after a restart. */
import { describe, expect, it } from 'vitest';
import { collect, event, positionsOf, progressTo, type Bench } from './engine.ts';
import { everyoneWritesWhileOthersRead } from './everyone-writes.ts';

export function betweenProcesses(bench: Bench): void {
  describe('between processes', () => {
    it('a race between two processes has one winner per version too', async () => {
      const one = await bench.create();
      const two = await bench.another(one);
      const stream = 'ev.a.race.2';
      async function climb(log: typeof one, name: string): Promise<void> {
        for (let won = 0; won < 20;) {
          const { version } = await log.read(stream);
          const result = await log.append(stream, [event('Step', { name })], {
            expect: version === 0 ? 'none' : version,
          });
          if (result.ok) won++;
        }
      }
      await Promise.all([climb(one, 'one'), climb(two, 'two'), climb(one, 'three')]);
      const { commits, version } = await two.read(stream);
      expect(commits).toHaveLength(60);
      expect(version).toBe(await one.head());
    });

    it('of those who follow on one version at the same moment, one does', async () => {
      const first = await bench.create();
      const others = await Promise.all([0, 1, 2].map(() => bench.another(first)));
      const stream = 'ev.a.race.3';
      for (let round = 0, version = 0; round < 40; round++) {
        const results = await Promise.all(
          [first, ...others].map((log, at) =>
            log.append(stream, [event('Step')], {
              expect: version === 0 ? 'none' : version,
              // With a name of its own, and without.
              ...(at % 2 === 0 ? { commandId: `c${round}-${at}` } : {}),
            }),
          ),
        );
        const won = results.filter((result) => result.ok);
        expect(won).toHaveLength(1);
        version = won[0]!.commit.position;
      }
      expect((await first.read(stream)).commits).toHaveLength(40);
    });

    it('what was acknowledged is there after a restart, under the same epoch', async () => {
      const log = await bench.create();
      const result = await log.append('ev.a.b.1', [event('X', { n: 1 })], { commandId: 'c1' });
      const again = await bench.reopen(log);
      expect(again.epoch).toBe(log.epoch);
      expect(await again.read('ev.a.b.1')).toEqual({ version: 1, commits: [result.ok && result.commit] });
      expect(await again.append('ev.a.b.1', [event('X')])).toMatchObject({ ok: true, commit: { position: 2 } });
    });

    it('is remembered after a restart', async () => {
      const log = await bench.create();
      const first = await log.append('ev.a.b.1', [event('X')], { commandId: 'c1' });
      const later = await bench.reopen(log);
      expect(await later.append('ev.a.b.1', [event('X')], { commandId: 'c1' })).toEqual({ ...first, duplicate: true });
      expect(await later.findCommand('ev.a.b.1', 'c1')).toEqual(first.ok && first.commit);
    });

    it('sent by two processes at once it is stored once', async () => {
      const one = await bench.create();
      const two = await bench.another(one);
      for (let i = 0; i < 20; i++) {
        const results = await Promise.all(
          [one, two].map((log) => log.append(`ev.a.b.${i}`, [event('X')], { commandId: `c${i}` })),
        );
        expect(results.filter((result) => result.ok && !result.duplicate)).toHaveLength(1);
      }
      expect(await one.head()).toBe(20);
    });

    it('what one process was acknowledged, another reads', async () => {
      const one = await bench.create();
      const two = await bench.another(one);
      expect(two.epoch).toBe(one.epoch);
      for (let i = 1; i <= 20; i++) {
        const [from, to] = i % 2 ? [one, two] : [two, one];
        await from.append('ev.a.b.1', [event('X', { i })]);
        expect(await to.head()).toBe(i);
        expect((await to.read('ev.a.b.1')).version).toBe(i);
      }
    });

    it('the same between two processes', async () => {
      const log = await bench.create();
      await everyoneWritesWhileOthersRead(log, await bench.another(log));
    });

    it('the first progress is not behind what another process was acknowledged before', async () => {
      const one = await bench.create();
      const two = await bench.another(one);
      const stop = new AbortController();
      const already = (async () => {
        for await (const item of two.subscribe({ filter: ['ev.none.>'] }, stop.signal)) void item;
      })();
      for (let i = 1; i <= 30; i++) {
        await one.append('ev.a.b.1', [event('X')]);
        const items = await collect(two, { after: Math.max(0, i - 2) }, (item) => item.kind === 'progress');
        expect(items.at(-1)).toEqual({ kind: 'progress', position: i });
      }
      stop.abort();
      await already;
    });

    it('a reader resumes after a restart from the position it had', async () => {
      const log = await bench.create();
      for (let i = 0; i < 10; i++) await log.append('ev.a.b.1', [event('X')]);
      const before = await collect(log, {}, (item) => item.kind === 'commit' && item.commit.position === 4);
      const again = await bench.reopen(log);
      const rest = await collect(again, { after: positionsOf(before).at(-1)! }, progressTo(10));
      expect([...positionsOf(before), ...positionsOf(rest)]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    });
  });
}
