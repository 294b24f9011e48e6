/** On a product of tiny processes, a real log file, and what people do to both. */
import { openSqliteLog } from '@tessera/event-log/sqlite';
import { spawnSync } from 'node:child_process';
import { chmodSync, closeSync, mkdirSync, openSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { choosePorts } from '../supervisor/ports.ts';
import { startSupervisor, type Supervisor } from '../supervisor/supervisor.ts';
import { createFixtureProduct, type FixtureProduct } from '../testing/fixture-product.ts';
import { checkNode } from './check-node.ts';
import { examine } from './examine.ts';
import type { Finding } from './finding.ts';

const bin = fileURLToPath(new URL('../../bin/tessera.mjs', import.meta.url));
let product: FixtureProduct;
let supervisor: Supervisor | undefined;

beforeEach(() => {
  product = createFixtureProduct(['alpha']);
});
afterEach(async () => {
  await supervisor?.stop();
  supervisor = undefined;
  product.remove();
});

async function start(): Promise<void> {
  const [port] = await choosePorts([undefined]);
  supervisor = await startSupervisor({ root: product.root, data: product.data, port: port!, env: {} });
  await supervisor.whenReady();
}

async function found(level: Finding['level']): Promise<string[]> {
  const findings = await examine(product.data, `sqlite:${product.data.log}`);
  for (const { level: one, advice } of findings) if (one !== 'ok') expect(advice).toMatch(/\w/);
  return findings.filter((one) => one.level === level).map(({ check, what }) => `${check}: ${what}`);
}

it('before the first start there is nothing wrong', async () => {
  expect(await found('problem')).toEqual([]);
  expect((await found('ok')).join('\n')).toContain('does not exist yet');
});

it('an old Node is a problem', () => {
  expect(checkNode('20.11.0')).toMatchObject([
    { level: 'problem', what: expect.stringContaining('20.11.0') as string },
  ]);
});

it('a running product is sound, also as the command tells it', async () => {
  await start();
  expect(await found('problem')).toEqual([]);
  const ok = (await found('ok')).join('\n');
  expect(ok).toContain('in use by a running product');
  expect(ok).toContain('0 commits');
  expect(ok).toContain('synchronous=FULL');
  expect(ok).toContain('alpha-service is ready');
  expect(ok).toContain('gateway is ready');
  const told = spawnSync(process.execPath, [bin, 'doctor', '--json'], {
    env: { ...process.env, TESSERA_ROOT: product.root, TESSERA_DATA: product.data.root },
    encoding: 'utf8',
  });
  expect(told.status).toBe(0);
  expect(JSON.parse(told.stdout)).toMatchObject({ ok: true, problems: 0, log: `sqlite:${product.data.log}` });
});

it('a process that is not ready, one that says what fails, and parked events', async () => {
  product.write(
    'services/alpha',
    `import { createServer } from 'node:http';
     import { existsSync } from 'node:fs';
     createServer((_, response) => {
       const sick = existsSync(process.env.TESSERA_DATA + '/sick');
       response.statusCode = sick ? 503 : 200;
       response.end(sick ? '{"ready":false,"position":3}' : JSON.stringify({ ready: true, failing: 'writing the read store: disk full', parked: [{}], policies: { parked: [{}] }, effects: { parked: [{}] } }));
     }).listen(Number(process.env.PORT), '127.0.0.1');
     process.on('SIGTERM', () => process.exit(0));`,
  );
  await start();
  expect(await found('problem')).toEqual([
    'alpha-service: alpha-service has trouble: writing the read store: disk full',
  ]);
  expect(await found('warning')).toContain(
    'alpha-service: alpha-service has parked 3 events it could not handle; later ones of the same keys wait',
  );
  writeFileSync(join(product.data.root, 'sick'), '');
  expect((await found('problem')).join()).toContain('not ready: {"ready":false,"position":3}');
});

it.skipIf(process.platform === 'win32')('secrets and a data folder that others may read', async () => {
  await start();
  await supervisor!.stop();
  chmodSync(product.data.root, 0o755);
  chmodSync(join(product.data.secrets, 'internal-token'), 0o644);
  const problems = await found('problem');
  expect(problems).toEqual([
    `data folder: ${product.data.root} is open to other users of this machine (mode 755)`,
    `secrets: ${join(product.data.secrets, 'internal-token')} is open to other users of this machine (mode 644)`,
  ]);
  const told = spawnSync(process.execPath, [bin, 'doctor', '--data', product.data.root], { encoding: 'utf8' });
  expect(told.status).toBe(1);
  expect(told.stdout).toMatch(/✗ .*mode 644[\s\S]*chmod 600[\s\S]*2 problems/);
});

it('a log file of another mode, a damaged one, and one that is none', async () => {
  mkdirSync(product.data.root, { recursive: true, mode: 0o700 });
  const path = product.data.log;
  const log = await openSqliteLog({ path });
  for (let i = 0; i < 400; i++) await log.append(`ev.a.b.${i}`, [{ type: 'X', data: { filler: 'x'.repeat(900) } }]);
  await log.close();
  const database = new DatabaseSync(path);
  database.exec('PRAGMA journal_mode = DELETE');
  database.close();
  expect((await found('problem')).join()).toContain('journal mode "delete"');
  const descriptor = openSync(path, 'r+');
  writeSync(descriptor, Buffer.alloc(4096, 0x5a), 0, 4096, Math.floor(statSync(path).size / 8192) * 4096);
  closeSync(descriptor);
  expect((await found('problem')).join()).toMatch(/log\.db is damaged/);
  writeFileSync(path, 'somebody’s notes, long enough to be looked at as a database header. '.repeat(20));
  expect((await found('problem')).join()).toContain(`${path} is not an SQLite database`);
});
