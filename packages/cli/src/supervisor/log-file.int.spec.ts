import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openLogFile } from './log-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'tessera-log-'));
beforeEach(() => void mkdirSync(folder, { recursive: true }));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('begins a new file by size and keeps the newest old ones, while a process goes on writing to it', () => {
  const path = join(folder, 'orders.log');
  const log = openLogFile(path, { maxBytes: 5, keep: 2 });
  for (const line of ['first\n', 'second\n', 'third\n', 'fourth\n']) {
    // As a process does with the descriptor it was given.
    execFileSync(process.execPath, ['-e', `process.stdout.write(${JSON.stringify(line)})`], {
      stdio: ['ignore', log.descriptor, 'inherit'],
    });
    log.rotate();
  }
  log.say('more');
  log.close();
  expect(readdirSync(folder).sort()).toEqual(['orders.log', 'orders.log.1', 'orders.log.2']);
  expect(readFileSync(path, 'utf8')).toBe('supervisor: more\n');
  expect(readFileSync(`${path}.1`, 'utf8')).toBe('fourth\n');
  expect(readFileSync(`${path}.2`, 'utf8')).toBe('third\n');
});

it('is left alone while it is small', () => {
  const log = openLogFile(join(folder, 'small.log'));
  log.say('a');
  log.rotate();
  log.close();
  expect(readFileSync(join(folder, 'small.log'), 'utf8')).toBe('supervisor: a\n');
});
