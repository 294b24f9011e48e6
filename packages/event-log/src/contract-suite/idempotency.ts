import { describe, expect, it } from 'vitest';
import { event, type Bench } from './engine.ts';

export function idempotency(bench: Bench): void {
  describe('commandId', () => {
    it('repeated, it answers the first commit and stores nothing, whatever else is handed over', async () => {
      const log = await bench.create();
      const first = await log.append('ev.a.b.1', [event('X', { n: 1 })], { commandId: 'c1', expect: 'none' });
      const again = await log.append('ev.a.b.1', [event('Y', { n: 2 })], { commandId: 'c1', expect: 'none' });
      expect(first).toMatchObject({ ok: true, duplicate: false });
      expect(again).toEqual({ ...first, duplicate: true });
      expect(await log.head()).toBe(1);
    });

    it('is remembered long after, with any expectation', async () => {
      const log = await bench.create();
      const first = await log.append('ev.a.b.1', [event('X')], { commandId: 'c1' });
      for (let i = 0; i < 300; i++)
        await Promise.all([log.append('ev.a.b.1', [event('Y')]), log.append('ev.a.b.2', [event('Y')])]);
      for (const expectation of ['any', 'none', 1, 600] as const) {
        const again = await log.append('ev.a.b.1', [event('X')], { commandId: 'c1', expect: expectation });
        expect(again).toEqual({ ...first, duplicate: true });
      }
      expect(await log.head()).toBe(601);
    });

    it('on another stream it is another command', async () => {
      const log = await bench.create();
      await log.append('ev.a.b.1', [event('X', { n: 1 })], { commandId: 'c1' });
      const other = await log.append('ev.a.b.2', [event('X', { n: 2 })], { commandId: 'c1' });
      expect(other).toMatchObject({
        ok: true,
        duplicate: false,
        commit: { position: 2, events: [{ data: { n: 2 } }] },
      });
      expect(await log.findCommand('ev.a.b.2', 'c1')).toMatchObject({ position: 2 });
    });

    it('sent 20 times at once it is stored once', async () => {
      const log = await bench.create();
      const results = await Promise.all(
        Array.from({ length: 20 }, () => log.append('ev.a.b.1', [event('X')], { commandId: 'c1', expect: 'none' })),
      );
      expect(results.filter((result) => result.ok && !result.duplicate)).toHaveLength(1);
      expect(results.every((result) => result.ok && result.commit.position === 1)).toBe(true);
      expect(await log.head()).toBe(1);
    });

    it('a command that lost the race for a version left no trace of its id', async () => {
      const log = await bench.create();
      await log.append('ev.a.b.1', [event('X')]);
      const lost = await log.append('ev.a.b.1', [event('Y')], { commandId: 'c1', expect: 'none' });
      expect(lost.ok).toBe(false);
      expect(await log.findCommand('ev.a.b.1', 'c1')).toBeUndefined();
      const retried = await log.append('ev.a.b.1', [event('Y')], { commandId: 'c1', expect: 1 });
      expect(retried).toMatchObject({ ok: true, duplicate: false });
    });

    it('findCommand finds it on its stream only', async () => {
      const log = await bench.create();
      await log.append('ev.a.b.1', [event('X')], { commandId: 'c0' });
      const result = await log.append('ev.a.b.1', [event('X', { n: 1 }), event('Y')], { commandId: 'c1' });
      expect(await log.findCommand('ev.a.b.1', 'c1')).toEqual(result.ok && result.commit);
      expect(await log.findCommand('ev.a.b.1', 'c2')).toBeUndefined();
      expect(await log.findCommand('ev.a.b.2', 'c1')).toBeUndefined();
    });
  });
}
