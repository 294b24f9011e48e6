import { describe, expect, it } from 'vitest';
import { event, type Bench } from './engine.ts';

export function reading(bench: Bench): void {
  describe('read', () => {
    it('a stream that does not exist is empty at version 0', async () => {
      const log = await bench.create();
      await log.append('ev.a.b.1', [event('X')]);
      expect(await log.read('ev.a.b.2')).toEqual({ version: 0, commits: [] });
    });

    it('reads one stream, oldest first, and nobody else’s', async () => {
      const log = await bench.create();
      for (let i = 0; i < 30; i++) await log.append(`ev.a.b.${i % 3}`, [event('X', { i })]);
      const { commits, version } = await log.read('ev.a.b.1');
      expect(commits.map(({ position }) => position)).toEqual([2, 5, 8, 11, 14, 17, 20, 23, 26, 29]);
      expect(version).toBe(29);
    });

    it('names that only begin alike are other streams', async () => {
      const log = await bench.create();
      for (const id of ['1', '10', '1-a', '1_a', 'A', 'a']) await log.append(`ev.a.b.${id}`, [event('X', { id })]);
      for (const id of ['1', '10', '1-a', '1_a', 'A', 'a']) {
        expect((await log.read(`ev.a.b.${id}`)).commits.map(({ events }) => events[0]!.data.id)).toEqual([id]);
      }
    });

    it('after a position: what came later, with the stream’s version all the same', async () => {
      const log = await bench.create();
      for (let i = 0; i < 6; i++) await log.append(`ev.a.b.${i % 2}`, [event('X')]);
      expect((await log.read('ev.a.b.0', { after: 1 })).commits.map(({ position }) => position)).toEqual([3, 5]);
      expect((await log.read('ev.a.b.0', { after: 2 })).commits.map(({ position }) => position)).toEqual([3, 5]);
      expect(await log.read('ev.a.b.0', { after: 5 })).toEqual({ version: 5, commits: [] });
      expect(await log.read('ev.a.b.0', { after: 999 })).toEqual({ version: 5, commits: [] });
    });

    it('what a reader does to what it got does not change the log', async () => {
      const log = await bench.create();
      const data = { lines: [{ n: 1 }] };
      const result = await log.append('ev.a.b.1', [event('X', data)]);
      data.lines.push({ n: 2 });
      if (result.ok) (result.commit.events[0]!.data.lines as unknown[]).length = 0;
      ((await log.read('ev.a.b.1')).commits[0]!.events[0]!.data.lines as unknown[]).length = 0;
      expect((await log.read('ev.a.b.1')).commits[0]!.events[0]!.data).toEqual({ lines: [{ n: 1 }] });
    });

    it('a large stream comes back whole', async () => {
      const log = await bench.create();
      const filler = 'x'.repeat(5_000);
      await Promise.all(Array.from({ length: 700 }, (_, i) => log.append('ev.a.b.1', [event('X', { i, filler })])));
      const { commits } = await log.read('ev.a.b.1');
      expect(commits.map(({ events }) => events[0]!.data.i)).toEqual(Array.from({ length: 700 }, (_, i) => i));
    });
  });
}
