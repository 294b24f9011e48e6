/** What becomes of a service when it is published: one module that runs from anywhere, the same wherever it was built. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { releaseRunner } from '@tessera/service-kit/node/release';
import { afterEach, expect, it } from 'vitest';
import { createShopProduct } from '../testing/shop-product.ts';
import { until } from '../testing/until.ts';
import { buildService, serviceEntry } from './build-service.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'tessera-build-service-'));
  cleanups.push(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

it('the same sources give the same module, wherever they lie; it runs without packages beside it, its rebuilds too', async () => {
  const [one, two] = [createShopProduct(), createShopProduct()];
  cleanups.push(one.remove, two.remove);
  const out = folder();
  await buildService(join(one.root, 'services/shop'), join(out, 'one'));
  // Deeper, so that what is relative to something shows.
  const deep = join(two.root, 'a/b/services/shop');
  mkdirSync(join(two.root, 'a/b/services'), { recursive: true });
  cpSync(join(two.root, 'services/shop'), deep, { recursive: true });
  await buildService(deep, join(out, 'two'));
  const code = readFileSync(join(out, 'one', serviceEntry), 'utf8');
  expect(readFileSync(join(out, 'two', serviceEntry), 'utf8')).toBe(code);
  expect([...code.matchAll(/from "([^"]+)"/g)].map(([, name]) => name).sort()).toEqual([
    '@tessera/service-kit',
    '@tessera/service-kit/node',
    'zod',
  ]);

  const env = {
    TESSERA_LOG: `sqlite:${join(out, 'log.db')}`,
    TESSERA_DATA: join(out, 'data'),
    TESSERA_INTERNAL_TOKEN: 'token',
    TESSERA_RELEASE: 'shop-service@2.0.0',
  };
  const child = spawn(process.execPath, [releaseRunner, join(out, 'one', serviceEntry)], {
    cwd: out,
    env,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (piece) => (said += String(piece)));
  cleanups.push(async () => {
    const gone = once(child, 'exit');
    if (child.kill('SIGTERM')) await gone;
  });
  const [{ port }] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => Promise.reject(new Error(said))),
  ])) as [{ port: number }];
  const url = `http://127.0.0.1:${port}`;
  const headers = { authorization: 'Bearer token', 'content-type': 'application/json' };
  const generation = async () => {
    const response = await fetch(`${url}/documents?projection=sales&partition=*`, { headers });
    return response.ok && ((await response.json()) as { cursor: string }).cursor.split('.')[2];
  };
  const before = await until(generation);
  await fetch(`${url}/admin/rebuild`, { method: 'POST', headers, body: '{}' });
  await until(async () => {
    const now = await generation();
    if (said.includes('"level":50')) throw new Error(said);
    return now !== false && now !== before;
  });
  expect(await (await fetch(`${url}/readyz`)).json()).toMatchObject({ ready: true, release: 'shop-service@2.0.0' });
});
