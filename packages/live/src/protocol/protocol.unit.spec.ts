import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeCursor, encodeCursor, sameView } from './cursor.ts';
import { decodeLastEventId, encodeLastEventId } from './last-event-id.ts';
import { defaultLimits, parseRequest } from './request.ts';
import { encodeFrame } from './sse.ts';

const root = join(import.meta.dirname, '../..');

function specs(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.spec\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

describe('PROTOCOL.md', () => {
  it('has no rule that no test quotes, and no test quotes a rule it does not have', () => {
    const rules = new Set(readFileSync(join(root, 'PROTOCOL.md'), 'utf8').match(/(?<=^- \*\*)LIVE-\d+/gm));
    const titles = specs(join(root, 'src')).flatMap((file) => readFileSync(file, 'utf8').match(/\bLIVE-\d+/g) ?? []);
    const quoted = new Set(titles);
    expect(rules.size).toBeGreaterThan(30);
    expect([...rules].filter((rule) => !quoted.has(rule))).toEqual([]);
    expect([...quoted].filter((rule) => !rules.has(rule))).toEqual([]);
  });
});

describe('cursors', () => {
  it('are the text that the event log writes', () => {
    expect(encodeCursor({ epoch: 'Ab-9', position: 1234567, generation: 'g_1' })).toBe('Ab-9.qglj.g_1');
    expect(encodeCursor({ epoch: 'e', position: 0 })).toBe('e.0');
    expect(decodeCursor('Ab-9.qglj.g_1')).toEqual({ epoch: 'Ab-9', position: 1234567, generation: 'g_1' });
    expect(decodeCursor('e.0')).toEqual({ epoch: 'e', position: 0 });
  });

  it.each(['', 'e', 'e.', '.1', 'e.-1', 'e.1.', 'e.1.g.x', 'e.zzzzzzzzzzzzzz', 'e 1'])('does not read "%s"', (text) => {
    expect(decodeCursor(text)).toBeUndefined();
  });

  it('are compared only within a fold of a log', () => {
    const a = { epoch: 'e', position: 1, generation: 'g' };
    expect(sameView(a, { ...a, position: 9 })).toBe(true);
    expect(sameView(a, { ...a, epoch: 'f' })).toBe(false);
    expect(sameView(a, { epoch: 'e', position: 1 })).toBe(false);
  });

  it('are found in Last-Event-ID (LIVE-4)', () => {
    const id = { group: 'g1', cursor: 'e.1.g' };
    expect(decodeLastEventId(encodeLastEventId(id))).toEqual(id);
    for (const text of [null, undefined, '', 'nothing', ':e.1.g']) expect(decodeLastEventId(text)).toBeUndefined();
  });
});

describe('requests', () => {
  const one = { id: '1', hash: 'h' };
  const parse = (body: unknown) => parseRequest(JSON.stringify(body));

  it('are read with and without cursors (LIVE-1)', () => {
    const subscriptions = [
      one,
      { ...one, id: '2', variables: { a: [1] }, after: 'e.1.g' },
      { ...one, id: '3', after: null },
    ];
    expect(parse({ subscriptions })).toEqual({ ok: true, request: { subscriptions } });
    expect(parse({ subscriptions: [] })).toMatchObject({ ok: true });
  });

  it.each([
    ['no JSON', '{', 400, 'not JSON'],
    ['no object', '[]', 400, 'body'],
    ['no id', JSON.stringify({ subscriptions: [{ hash: 'h' }] }), 400, 'subscriptions.0.id'],
    ['an id twice', JSON.stringify({ subscriptions: [one, one] }), 400, 'Two subscriptions'],
    ['variables that are no object', JSON.stringify({ subscriptions: [{ ...one, variables: 'x' }] }), 400, 'variables'],
    ['a long id', JSON.stringify({ subscriptions: [{ ...one, id: 'x'.repeat(65) }] }), 400, 'id'],
    ['a long cursor', JSON.stringify({ subscriptions: [{ ...one, after: 'x'.repeat(257) }] }), 400, 'after'],
    [
      'large variables',
      JSON.stringify({ subscriptions: [{ ...one, variables: { a: 'x'.repeat(5000) } }] }),
      413,
      'variables',
    ],
    ['a large body', `"${'x'.repeat(defaultLimits.bodyBytes)}"`, 413, 'longer than'],
    [
      'many subscriptions',
      JSON.stringify({ subscriptions: Array.from({ length: 101 }, (_, n) => ({ id: String(n), hash: 'h' })) }),
      413,
      'at most 100',
    ],
  ])('are refused with %s (LIVE-2)', (_, text, status, words) => {
    expect(parseRequest(text)).toMatchObject({ ok: false, status, message: expect.stringContaining(words) });
  });
});

describe('frames', () => {
  it('are one event with one line of data, whatever it holds', () => {
    const bytes = encodeFrame('notice', { kind: 'x', text: 'a\nb\r\u2028ü' }, 'g1:e.1.g');
    expect(new TextDecoder().decode(bytes)).toBe(
      'id: g1:e.1.g\nevent: notice\ndata: {"kind":"x","text":"a\\nb\\r\u2028ü"}\n\n',
    );
  });
});
