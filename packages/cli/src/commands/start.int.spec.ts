/** `tessera start`, `status` and `stop` as processes, on a product of tiny processes. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readState } from '../data-folder/state.ts';
import { choosePorts } from '../supervisor/ports.ts';
import { createFixtureProduct, type FixtureProduct } from '../testing/fixture-product.ts';
import { isAlive, until } from '../testing/until.ts';

const bin = fileURLToPath(new URL('../../bin/tessera.mjs', import.meta.url));
let product: FixtureProduct;
let port: number;
const started: ChildProcess[] = [];

beforeEach(async () => {
  product = createFixtureProduct(['alpha']);
  [port] = (await choosePorts([undefined])) as [number];
});
afterEach(async () => {
  const pids = readState(product.data.state)?.processes.map(({ pid }) => pid) ?? [];
  for (const child of started.splice(0)) child.kill('SIGKILL');
  await until(() => pids.every((pid) => pid === null || !isAlive(pid)));
  product.remove();
});

interface Running {
  readonly child: ChildProcess;
  readonly printed: () => string;
  readonly ended: Promise<number | null>;
}

function tessera(args: readonly string[], { ipc = false } = {}): Running {
  const env = { ...process.env, TESSERA_ROOT: product.root, TESSERA_DATA: product.data.root };
  const child = spawn(process.execPath, [bin, ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe', ...(ipc ? (['ipc'] as const) : [])],
  });
  started.push(child);
  let text = '';
  child.stdout!.on('data', (chunk: Buffer) => (text += chunk.toString()));
  child.stderr!.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return { child, printed: () => text, ended: once(child, 'close').then(([code]) => code as number | null) };
}

async function startedProduct(options?: { ipc: boolean }): Promise<Running> {
  const running = tessera(['start', '--port', String(port)], options);
  await until(() => running.printed().includes(`http://127.0.0.1:${port}  is up`) || running.child.exitCode !== null);
  expect(running.printed()).toContain('is up');
  return running;
}

describe('tessera start', () => {
  it('says each step with its time, and names the URL when everything runs, not before', async () => {
    const running = await startedProduct();
    expect(running.printed()).toMatch(
      /^✓ data folder .*\n✓ 1 services and the gateway [\d.]+ m?s\n\nhttp:\/\/127.* is up after [\d.]+ m?s/,
    );
    expect(readState(product.data.state)).toMatchObject({ ready: true, pid: running.child.pid });
    expect(await (await fetch(`http://127.0.0.1:${port}/healthz`)).text()).toBe('ok');
  });

  it('drains and ends with 0 at a signal, also when it comes twice', async () => {
    const running = await startedProduct();
    running.child.kill('SIGINT');
    running.child.kill('SIGINT');
    expect(await running.ended).toBe(0);
    expect(running.printed()).toMatch(/draining\n✓ stopped\n$/);
    expect(readFileSync(join(product.data.logs, 'gateway.log'), 'utf8')).toContain('drained');
  });

  it('drains when what started it is gone', async () => {
    const running = await startedProduct({ ipc: true });
    // Not `close`: Node never emits that after the parent itself has closed the channel.
    const gone = once(running.child, 'exit');
    running.child.disconnect();
    expect(await gone).toEqual([0, null]);
  });

  it('refuses a second start and says who holds the folder; status and stop find the first', async () => {
    const running = await startedProduct();
    const second = tessera(['start', '--port', String(port + 1)]);
    expect(await second.ended).toBe(3);
    expect(second.printed()).toContain(`process ${running.child.pid} holds it`);

    const status = tessera(['status', '--json']);
    expect(await status.ended).toBe(0);
    const names = (JSON.parse(status.printed()) as { processes: { name: string; state: string }[] }).processes.map(
      ({ name, state }) => `${name} ${state}`,
    );
    expect(names).toEqual(['alpha-service ready', 'gateway ready']);

    const stop = tessera(['stop']);
    expect(await stop.ended).toBe(0);
    expect(await running.ended).toBe(0);
    const after = tessera(['status']);
    expect(await after.ended).toBe(3);
    expect(after.printed()).toContain('[NOT_RUNNING]');
  });

  it('ends with the reason, and stops the rest, when a process does not start', async () => {
    product.write('services/alpha', "throw new Error('no such table');");
    // As `npm start` runs it: an open channel must not keep it.
    const running = tessera(['start', '--port', String(port)], { ipc: true });
    expect(await running.ended).toBe(6);
    expect(running.printed()).toMatch(
      /alpha-service does not start \[START_FAILED\][\s\S]*no such table[\s\S]*alpha-service\.log/,
    );
    expect(readState(product.data.state)!.processes.every(({ state }) => state === 'stopped')).toBe(true);
  });

  it('refuses a port that is taken, when it was asked for exactly', async () => {
    await startedProduct();
    const other = tessera(['start', '--port', String(port), '--data', join(product.root, 'other')]);
    expect(await other.ended).toBe(6);
    expect(other.printed()).toContain(`Port ${port} is in use`);
  });

  it('sends the seed once per data folder', async () => {
    mkdirSync(join(product.root, 'services/alpha/scenarios'), { recursive: true });
    writeFileSync(
      join(product.root, 'services/alpha/scenarios/seed.ts'),
      "export const seedMutations = () => [{ operation: 'mutation { x }', variables: {}, as: { id: 'a', name: 'A', roles: [] } }];",
    );
    product.write(
      'services/alpha',
      `import { createServer } from 'node:http';
       createServer((request, response) => {
         if (request.url === '/graphql') console.log('seeded by', Buffer.from(String(request.headers['x-tessera-user']), 'base64url').toString());
         response.end(JSON.stringify({ data: { x: { position: 'e.1', problem: null } } }));
       }).listen(Number(process.env.PORT), '127.0.0.1');
       process.on('SIGTERM', () => process.exit(0));`,
    );
    for (let round = 0; round < 2; round++) {
      const running = await startedProduct();
      running.child.kill('SIGTERM');
      await running.ended;
    }
    const log = readFileSync(join(product.data.logs, 'alpha-service.log'), 'utf8');
    expect(log.match(/seeded by .*/g)).toEqual(['seeded by {"id":"a","name":"A","roles":[]}']);
  });
});
