import { describe, expect, it } from 'vitest';
import { LogError } from '../errors.ts';
import type { AppendOptions, NewEvent } from '../port.ts';
import { collect, event, progressTo, type Bench } from './engine.ts';

export function badInput(bench: Bench): void {
  const badStreams = [
    '',
    'ev',
    'ev.a.b',
    'ev.a.b.',
    'ev.a.b.c.d',
    'xx.a.b.c',
    'ev.a.b.c d',
    'ev.a.b.*',
    'ev.a.>',
    'ev.a.b.é',
    'ev..b.c',
    `ev.a.b.${'x'.repeat(300)}`,
  ];
  const cyclic: Record<string, unknown> = {};
  cyclic.self = { cyclic };
  const badData: readonly [string, unknown, string][] = [
    ['a Date', { at: { day: new Date(0) } }, 'events[0].data.at.day is a Date'],
    ['undefined in an array', { list: [1, undefined] }, 'events[0].data.list[1] is undefined'],
    ['NaN', { n: Number.NaN }, 'events[0].data.n is NaN'],
    ['Infinity', { n: -Infinity }, 'events[0].data.n is -Infinity'],
    ['a bigint', { n: 1n }, 'events[0].data.n is a bigint'],
    ['a function', { toJSON: () => 1 }, 'events[0].data.toJSON is a function'],
    ['a symbol', { s: Symbol('s') }, 'events[0].data.s is a symbol'],
    ['a Map', { m: new Map() }, 'events[0].data.m is a Map'],
    ['a cycle', cyclic, 'contains itself'],
    ['an array', [], 'events[0].data (X) is not an object'],
    ['nothing', undefined, 'events[0].data (X) is not an object'],
  ];
  const badOptions: readonly [string, AppendOptions, string][] = [
    ['a negative expectation', { expect: -1 }, 'expect'],
    ['a fractional expectation', { expect: 1.5 }, 'expect'],
    ['an unknown expectation', { expect: 'some' as 'any' }, 'expect'],
    ['an empty commandId', { commandId: '' }, 'commandId'],
    ['a commandId with a line break', { commandId: 'a\nb' }, 'commandId'],
    ['a commandId that is too long', { commandId: 'x'.repeat(201) }, 'commandId'],
    ['a time that is none', { time: 'yesterday' }, 'time'],
    ['metadata that is no text', { meta: { user: 7 as unknown as string } }, 'meta.user'],
    ['metadata nobody knows', { meta: { email: 'a@b.c' } as object }, 'meta.email'],
  ];

  describe('bad input is refused with its name, and nothing is stored', () => {
    async function refusal(stream: string, events: unknown, options?: AppendOptions): Promise<LogError> {
      const log = await bench.create();
      const error = await log.append(stream, events as NewEvent[], options).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      expect(await log.head()).toBe(0);
      expect(error).toBeInstanceOf(LogError);
      return error as LogError;
    }

    it.each(badStreams)('stream %j', async (stream) => {
      const error = await refusal(stream, [event('X')]);
      expect(error.code).toBe('INVALID_STREAM');
      expect(error.message).toContain(JSON.stringify(stream));
      const log = await bench.create();
      await expect(log.read(stream)).rejects.toMatchObject({ code: 'INVALID_STREAM' });
      await expect(log.findCommand(stream, 'c')).rejects.toMatchObject({ code: 'INVALID_STREAM' });
    });

    it('no events', async () => {
      expect(await refusal('ev.a.b.1', [])).toMatchObject({ code: 'INVALID_EVENTS' });
    });

    it.each(['', '1X', 'a b', 'x'.repeat(200), undefined])('event type %j', async (type) => {
      expect(await refusal('ev.a.b.1', [{ type, data: {} }])).toMatchObject({ code: 'INVALID_EVENTS' });
    });

    it.each([0, -1, 1.5, '2'])('event version %j', async (version) => {
      expect(await refusal('ev.a.b.1', [{ type: 'X', version, data: {} }])).toMatchObject({ code: 'INVALID_EVENTS' });
    });

    it.each(badData)('data with %s', async (_, data, message) => {
      const error = await refusal('ev.a.b.1', [{ type: 'X', data }]);
      expect(error).toMatchObject({ code: 'INVALID_EVENTS', details: { stream: 'ev.a.b.1', event: 0 } });
      expect(error.message).toContain(message);
    });

    it.each(badOptions)('%s', async (_, options, named) => {
      const error = await refusal('ev.a.b.1', [event('X')], options);
      expect(error.code).toBe('INVALID_OPTIONS');
      expect(error.message).toContain(named);
    });

    it('one bad event refuses the whole commit', async () => {
      expect(await refusal('ev.a.b.1', [event('X'), { type: 'Y', data: { n: Number.NaN } }])).toMatchObject({
        code: 'INVALID_EVENTS',
        details: { event: 1 },
      });
    });

    it('a commit over the size limit names its stream and size; one just below is stored', async () => {
      const error = await refusal('ev.a.b.1', [event('X', { text: 'é'.repeat(262_144) })]);
      expect(error).toMatchObject({ code: 'COMMIT_TOO_LARGE', details: { stream: 'ev.a.b.1', limit: 524_288 } });
      expect(error.details.bytes).toBeGreaterThan(524_288);
      expect(error.message).toMatch(/ev\.a\.b\.1.*524288/);
      const log = await bench.create();
      const text = 'é'.repeat(262_100);
      expect(await log.append('ev.a.b.1', [event('X', { text })])).toMatchObject({ ok: true });
      expect((await log.read('ev.a.b.1')).commits[0]!.events[0]!.data.text).toBe(text);
      expect(await collect(log, {}, progressTo(1))).toHaveLength(2);
    });

    it('one bad append among good ones at the same instant refuses only itself', async () => {
      const log = await bench.create();
      const results = await Promise.allSettled([
        log.append('ev.a.b.1', [event('X')]),
        log.append('ev.a.b.1', [event('X', { text: 'x'.repeat(600_000) })]),
        log.append('ev.a.b.1', [event('X')]),
      ]);
      expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
      expect(await log.head()).toBe(2);
    });

    it.each([[[]], [['']], [['ev..a']], [['ev.>.a']], [['ev.a*']], [['ev a']]])('filter %j', async (filter) => {
      const log = await bench.create();
      expect(() => log.subscribe({ filter }, new AbortController().signal)).toThrow(
        expect.objectContaining({ code: 'INVALID_FILTER' }),
      );
    });

    it.each([-1, 0.5, Number.NaN])('after %d', async (after) => {
      const log = await bench.create();
      expect(() => log.subscribe({ after }, new AbortController().signal)).toThrow(
        expect.objectContaining({ code: 'INVALID_OPTIONS' }),
      );
      await expect(log.read('ev.a.b.1', { after })).rejects.toMatchObject({ code: 'INVALID_OPTIONS' });
    });

    it('properties that are undefined are left out, as JSON does', async () => {
      const log = await bench.create();
      await log.append('ev.a.b.1', [{ type: 'X', data: { kept: 1, gone: undefined } as unknown as NewEvent['data'] }]);
      expect(Object.keys((await log.read('ev.a.b.1')).commits[0]!.events[0]!.data)).toEqual(['kept']);
    });

    it('a closed log says so', async () => {
      const log = await bench.create();
      await log.close();
      await log.close();
      await expect(log.append('ev.a.b.1', [event('X')])).rejects.toMatchObject({ code: 'LOG_CLOSED' });
      await expect(log.read('ev.a.b.1')).rejects.toMatchObject({ code: 'LOG_CLOSED' });
      await expect(log.head()).rejects.toMatchObject({ code: 'LOG_CLOSED' });
      expect(() => log.subscribe({}, new AbortController().signal)).toThrow(
        expect.objectContaining({ code: 'LOG_CLOSED' }),
      );
    });
  });
}
