import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { openLogFile } from './log-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'tessera-log-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('begins a new file by size and keeps the newest old ones', () => {
  const path = join(folder, 'orders.log');
  const log = openLogFile(path, { maxBytes: 10, keep: 2 });
  for (const line of ['first....\n', 'second...\n', 'third....\n', 'fourth...\n', 'more']) log.write(line);
  log.close();
  expect(readdirSync(folder).sort()).toEqual(['orders.log', 'orders.log.1', 'orders.log.2']);
  expect(readFileSync(path, 'utf8')).toBe('more');
  expect(readFileSync(`${path}.1`, 'utf8')).toBe('fourth...\n');
  expect(readFileSync(`${path}.2`, 'utf8')).toBe('third....\n');
});
