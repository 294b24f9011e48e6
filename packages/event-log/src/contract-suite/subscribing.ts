import { describe, expect, it } from 'vitest';
import type { LogItem } from '../port.ts';
import { everyoneWritesWhileOthersRead } from './everyone-writes.ts';
import { collect, event, positionsOf, progressTo, whatIsWrongWith, type Bench } from './engine.ts';

export function subscribing(bench: Bench): void {
  describe('subscribe', () => {
    it('an empty log: progress 0 at once, then what comes', async () => {
      const log = await bench.create();
      const items = await collect(log, {}, (item) => {
        if (item.kind === 'progress' && item.position === 0) void log.append('ev.a.b.1', [event('X')]);
        return progressTo(1)(item);
      });
      expect(items).toMatchObject([
        { kind: 'progress', position: 0 },
        { kind: 'commit', commit: { position: 1, stream: 'ev.a.b.1' } },
        { kind: 'progress', position: 1 },
      ]);
    });

    it('yields commits as they are read elsewhere', async () => {
      const log = await bench.create();
      const result = await log.append('ev.a.b.1', [event('X', { n: 1 }), event('Y')], {
        commandId: 'c',
        meta: { user: 'u' },
      });
      const [first] = await collect(log, {}, progressTo(1));
      expect(first).toEqual({ kind: 'commit', commit: result.ok && result.commit });
    });

    it('after a position: everything later, nothing earlier', async () => {
      const log = await bench.create();
      for (let i = 0; i < 20; i++) await log.append('ev.a.b.1', [event('X')]);
      expect(positionsOf(await collect(log, { after: 17 }, progressTo(20)))).toEqual([18, 19, 20]);
      expect(await collect(log, { after: 20 }, progressTo(20))).toEqual([{ kind: 'progress', position: 20 }]);
    });

    it('after a position the log has not reached: silence until it has', async () => {
      const log = await bench.create();
      await log.append('ev.a.b.1', [event('X')]);
      const items: LogItem[] = [];
      const stop = new AbortController();
      const done = (async () => {
        for await (const item of log.subscribe({ after: 3 }, stop.signal)) {
          items.push(item);
          if (progressTo(4)(item)) stop.abort();
        }
      })();
      for (let i = 0; i < 3; i++) await log.append('ev.a.b.1', [event('X')]);
      await done;
      expect(positionsOf(items)).toEqual([4]);
      expect(items.filter((item) => item.kind === 'progress' && item.position < 3)).toEqual([]);
    });

    const filters: readonly [filter: string[], ids: string[]][] = [
      [['ev.orders.order.1'], ['ev.orders.order.1']],
      [['ev.orders.order.*'], ['ev.orders.order.1', 'ev.orders.order.10']],
      [['ev.orders.>'], ['ev.orders.order.1', 'ev.orders.order.10', 'ev.orders.policy.p']],
      [['ev.*.order.*'], ['ev.orders.order.1', 'ev.orders.order.10', 'ev.orders-2.order.1']],
      [['ev.*.*.1'], ['ev.orders.order.1', 'ev.orders-2.order.1']],
      [['ev.order.>', 'ev.none.a.b'], ['ev.order.s.1x']],
      [
        ['ev.orders.order.10', 'ev.orders.policy.*'],
        ['ev.orders.order.10', 'ev.orders.policy.p'],
      ],
      [
        ['ev.orders.order.*', 'ev.*.*.1', 'ev.orders.>'],
        ['ev.orders.order.1', 'ev.orders.order.10', 'ev.orders.policy.p', 'ev.orders-2.order.1'],
      ],
      [['ev.orders.order'], []],
      [
        ['>'],
        ['ev.orders.order.1', 'ev.orders.order.10', 'ev.orders.policy.p', 'ev.orders-2.order.1', 'ev.order.s.1x'],
      ],
    ];
    it.each(filters)('filter %j', async (filter, streams) => {
      const log = await bench.create();
      const all = [
        'ev.orders.order.1',
        'ev.orders.order.10',
        'ev.orders.policy.p',
        'ev.orders-2.order.1',
        'ev.order.s.1x',
      ];
      for (const stream of all) await log.append(stream, [event('X')]);
      const items = await collect(log, { filter }, progressTo(all.length));
      expect(items.flatMap((item) => (item.kind === 'commit' ? [item.commit.stream] : []))).toEqual(streams);
    });

    it('progress reaches the head past commits that do not match: while catching up and live', async () => {
      const log = await bench.create();
      for (let i = 0; i < 50; i++) await log.append(i === 7 ? 'ev.rare.b.1' : 'ev.common.b.1', [event('X')]);
      const items = await collect(log, { filter: ['ev.rare.>'] }, (item, soFar) => {
        // Only once caught up do the live ones come, none of which matches either.
        if (item.kind === 'progress' && item.position === 50) void log.append('ev.common.b.1', [event('X')]);
        return soFar.length > 0 && progressTo(51)(item);
      });
      expect(positionsOf(items)).toEqual([8]);
      expect(items.at(-1)).toEqual({ kind: 'progress', position: 51 });
      expect(whatIsWrongWith(items)).toBeUndefined();
    });

    it('catch-up and live meet without a gap or a repetition while others write', async () => {
      const log = await bench.create();
      await everyoneWritesWhileOthersRead(log, log);
    });

    it('a slow reader gets everything, in order, and holds nobody up', async () => {
      const log = await bench.create();
      const stop = new AbortController();
      const reader = log.subscribe({}, stop.signal)[Symbol.asyncIterator]();
      const first = reader.next();
      for (let i = 0; i < 1500; i += 100) {
        await Promise.all(Array.from({ length: 100 }, () => log.append('ev.a.b.1', [event('X')])));
      }
      const items = [(await first).value as LogItem];
      while (!progressTo(1500)(items.at(-1)!)) items.push((await reader.next()).value as LogItem);
      stop.abort();
      expect(positionsOf(items)).toEqual(Array.from({ length: 1500 }, (_, i) => i + 1));
      expect((await reader.next()).done).toBe(true);
    });

    it('abort ends a waiting reader by returning', async () => {
      const log = await bench.create();
      const stop = new AbortController();
      const reader = log.subscribe({}, stop.signal)[Symbol.asyncIterator]();
      expect((await reader.next()).value).toEqual({ kind: 'progress', position: 0 });
      const pending = reader.next();
      stop.abort();
      expect(await pending).toEqual({ done: true, value: undefined });
    });

    it('abort in the middle of a catch-up ends it; one that was aborted before never begins', async () => {
      const log = await bench.create();
      for (let i = 0; i < 10; i++) await log.append('ev.a.b.1', [event('X')]);
      expect(
        positionsOf(await collect(log, {}, (item) => item.kind === 'commit' && item.commit.position === 3)),
      ).toEqual([1, 2, 3]);
      const items: LogItem[] = [];
      for await (const item of log.subscribe({}, AbortSignal.abort())) items.push(item);
      expect(items).toEqual([]);
    });

    it('closing the log ends its readers by returning', async () => {
      const log = await bench.create();
      const ends = Array.from({ length: 3 }, async () => {
        for await (const item of log.subscribe({}, new AbortController().signal)) if (progressTo(0)(item)) void 0;
        return 'ended';
      });
      await collect(log, {}, progressTo(0));
      await log.close();
      expect(await Promise.all(ends)).toEqual(['ended', 'ended', 'ended']);
    });

    it('leaves nothing behind: 500 readers come and go', async () => {
      const log = await bench.create();
      await log.append('ev.a.b.1', [event('X')]);
      const stop = new AbortController();
      let listeners = 0;
      const { signal } = stop;
      const add = signal.addEventListener.bind(signal);
      const remove = signal.removeEventListener.bind(signal);
      signal.addEventListener = (...all: Parameters<typeof add>) => (listeners++, add(...all));
      signal.removeEventListener = (...all: Parameters<typeof remove>) => (listeners--, remove(...all));
      for (let round = 1; round <= 10; round++) {
        const readers = Array.from({ length: 50 }, async () => {
          // Caught up at `round`, they wait, and leave with the next commit.
          for await (const item of log.subscribe({}, signal)) if (progressTo(round + 1)(item)) break;
        });
        await collect(log, {}, progressTo(round));
        await log.append('ev.a.b.1', [event('X')]);
        await Promise.all(readers);
      }
      expect(listeners).toBe(0);
      expect(await log.append('ev.a.b.1', [event('X')])).toMatchObject({ ok: true });
    });
  });
}
