import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { CommitTooLargeError, isLogError, logErrors } from './errors.ts';

it('the reference lists exactly the codes there are, with their meanings', () => {
  const page = readFileSync(new URL('../../../docs/reference/event-log.md', import.meta.url), 'utf8');
  const section = page.split('\n## ').find((one) => one.startsWith('Errors')) ?? '';
  const listed = [...section.matchAll(/^\| `([A-Z_]+)` \| (.*) \|$/gm)].map(([, code, meaning]) => [code, meaning]);
  expect(Object.fromEntries(listed)).toEqual(logErrors);
});

it('an error is told by its code', () => {
  const error = new CommitTooLargeError('ev.a.b.1', 600_000, 524_288);
  expect(isLogError(error)).toBe(true);
  expect(isLogError(error, 'COMMIT_TOO_LARGE')).toBe(true);
  expect(isLogError(error, 'LOG_BUSY')).toBe(false);
  expect(isLogError(new Error('x'))).toBe(false);
});
