/** Copies of what is live, where the store fails in the middle of copying. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Manifest } from '@tessera/contracts';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createReleaseCopies, type ReleaseCopies } from './release-copies.ts';

let folder: string;
let copies: ReleaseCopies;
const releaseFolder = (module: string, version: string): string => join(folder, 'store', module, version);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tessera-copies-'));
  const log = pino({ level: 'silent' });
  copies = createReleaseCopies({ folder: join(folder, 'copies'), releaseFolder, log, retryMs: 5 });
});
afterEach(async () => {
  await copies.close();
  await rm(folder, { recursive: true, force: true });
});

it('what could not be copied is copied when the store is back, without anything else going live', async () => {
  copies.keep([{ module: 'orders', version: '1.0.0' } as Manifest]);
  await copies.settled();
  expect(copies.complete).toBe(false);
  await mkdir(releaseFolder('orders', '1.0.0'), { recursive: true });
  await writeFile(join(releaseFolder('orders', '1.0.0'), 'app.js'), 'code');
  await expect.poll(() => copies.complete).toBe(true);
  expect(await readFile(join(folder, 'copies', 'orders', '1.0.0', 'app.js'), 'utf8')).toBe('code');
});
