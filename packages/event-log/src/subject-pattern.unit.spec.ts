import { expect, it } from 'vitest';
import { compileFilter } from './subject-pattern.ts';

it('no patterns: everything', () => {
  expect(compileFilter()).toMatchObject({ patterns: [], prefixes: [] });
  expect(compileFilter(['ev.a.>', '>'])).toMatchObject({ patterns: [], prefixes: [] });
});

it('`*` is one token, `>` at least one', () => {
  const { matches } = compileFilter(['a.*.c', 'x.>']);
  for (const subject of ['a.b.c', 'x.y', 'x.y.z']) expect(matches(subject)).toBe(true);
  for (const subject of ['a.c', 'a.b.b.c', 'a.b.c.d', 'x', 'xx.y', 'a-b-c', 'A.b.c'])
    expect(matches(subject)).toBe(false);
});

it('patterns that others cover are dropped', () => {
  expect(compileFilter(['a.b', 'a.b', 'a.*', 'a.>', 'b.*.c', 'b.x.c', 'b.x.d']).patterns).toEqual([
    'a.>',
    'b.*.c',
    'b.x.d',
  ]);
  expect(compileFilter(['a.*.c', 'a.b.*']).patterns).toEqual(['a.*.c', 'a.b.*']);
});

it('prefixes end before the first wildcard', () => {
  expect(compileFilter(['ev.a.b.1', 'ev.c.*.1', 'ev.d.>']).prefixes).toEqual([
    { text: 'ev.a.b.1', exact: true },
    { text: 'ev.c.', exact: false },
    { text: 'ev.d.', exact: false },
  ]);
});
