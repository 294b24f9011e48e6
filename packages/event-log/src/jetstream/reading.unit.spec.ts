import { expect, it } from 'vitest';
import { compileFilter } from '../subject-pattern.ts';
import { covering } from './reading.ts';

it.each([
  [[], '>'],
  [['ev.a.*.1'], 'ev.a.*.1'],
  [['ev.a.b.1', 'ev.a.b.2'], 'ev.a.b.>'],
  [['ev.a.>', 'ev.b.>'], 'ev.>'],
  [['ev.*.b.1', 'ev.*.b.2'], 'ev.*.b.>'],
  [['ev.a.b', 'ev.a.b.c'], 'ev.a.>'],
  [['x.y', 'ev.a'], '>'],
])('%j is covered by %s', (patterns, expected) => {
  const wide = covering(patterns);
  expect(wide).toBe(expected);
  for (const pattern of patterns) {
    const subject = pattern.replaceAll('*', 't').replace('>', 'u.v');
    expect(compileFilter([wide]).matches(subject)).toBe(true);
  }
});
