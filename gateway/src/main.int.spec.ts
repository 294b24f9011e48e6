import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { internalToken } from './testing/test-service.ts';
import { teams } from './testing/test-world.ts';

let folder: string;
const children: ChildProcess[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tessera-gateway-main-'));
  await writeFile(join(folder, 'teams.json'), JSON.stringify(teams));
  await writeFile(join(folder, 'session-secret'), 's'.repeat(43));
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

function start(more: Record<string, string> = {}): {
  child: ChildProcess;
  output: () => string;
  ended: Promise<number | null>;
} {
  const child = fork(fileURLToPath(new URL('./main.ts', import.meta.url)), {
    silent: true,
    env: {
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
      PORT: '0',
      TESSERA_DATA: folder,
      // Nothing listens there: a gateway starts all the same.
      TESSERA_SERVICES: 'orders=http://127.0.0.1:9',
      TESSERA_INTERNAL_TOKEN: internalToken,
      TESSERA_SESSION_SECRET: join(folder, 'session-secret'),
      TESSERA_TEAMS: join(folder, 'teams.json'),
      TESSERA_ENV: 'development',
      TESSERA_COMPOSITION_KEYS: join(folder, 'composition-keys.json'),
      ...more,
    },
  });
  children.push(child);
  let text = '';
  child.stdout!.on('data', (chunk) => (text += String(chunk)));
  child.stderr!.on('data', (chunk) => (text += String(chunk)));
  return { child, output: () => text, ended: new Promise((resolve) => child.once('exit', (code) => resolve(code))) };
}

const listening = (child: ChildProcess) =>
  new Promise<number>((resolve) => child.once('message', (message) => resolve((message as { port: number }).port)));

it('says where it listens, is alive but not ready without its services, and ends when told to', async () => {
  const { child, ended } = start();
  const port = await listening(child);
  expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
  const readiness = await fetch(`http://127.0.0.1:${port}/readyz`);
  expect(readiness.status).toBe(503);
  expect(await readiness.json()).toMatchObject({
    ready: false,
    graph: { problem: 'the contracts of orders are not known yet' },
  });
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
});

it('serves the environment it is told, production without a word; its pages say so', async () => {
  for (const [more, expected, title, cookie] of [
    [{}, 'production', 'Brightwater Supply', 'tessera_session'],
    [{ TESSERA_COMPOSITION: 'staging' }, 'staging', 'staging · Brightwater Supply', 'tessera_session_staging'],
  ] as const) {
    const { child, ended } = start(more);
    const url = `http://127.0.0.1:${await listening(child)}`;
    const answer = await fetch(`${url}/_services`, { headers: { authorization: `Bearer ${internalToken}` } });
    expect(await answer.json()).toMatchObject({ environment: expected });
    expect(await (await fetch(`${url}/auth/sign-in`)).text()).toContain(`· ${title}</title>`);
    // Of its own name: on one host browsers would give either environment's to both.
    const body = new URLSearchParams({ identity: 'ada', return: '/' });
    const headers = { origin: url, 'content-type': 'application/x-www-form-urlencoded' };
    const signedIn = await fetch(`${url}/auth/sign-in`, { method: 'POST', redirect: 'manual', headers, body });
    expect(signedIn.headers.get('set-cookie')?.split('=')[0]).toBe(cookie);
    const session = { headers: { cookie: signedIn.headers.get('set-cookie')!.split(';')[0]! } };
    expect((await fetch(`${url}/auth/session`, session)).status).toBe(200);
    child.kill('SIGTERM');
    await ended;
  }
});

it('ends when its supervisor has gone', async () => {
  const { child, ended } = start();
  await listening(child);
  child.disconnect();
  expect(await ended).toBe(0);
});

it('refuses to start on a wrong environment, naming the variable', async () => {
  for (const [environment, expected] of [
    [{ TESSERA_SERVICES: '' }, 'TESSERA_SERVICES is not set'],
    [{ TESSERA_SERVICES: 'orders' }, 'TESSERA_SERVICES holds \\"orders\\"'],
    [{ TESSERA_COMPOSITION_KEYS: '' }, 'TESSERA_COMPOSITION_KEYS is not set'],
    [{ TESSERA_SESSION_SECRET: join('/', 'nowhere', 'x') }, 'TESSERA_SESSION_SECRET'],
    [{ PORT: 'http' }, 'PORT is \\"http\\"'],
    // Nothing it says of open tabs and of how releases fare would be taken: the gate would count none.
    [{ TESSERA_GATEWAY_NAME: 'gw.example' }, 'TESSERA_GATEWAY_NAME is \\"gw.example\\"'],
    [{ TESSERA_ENV: 'Production' }, 'TESSERA_ENV is \\"Production\\"'],
    [{ TESSERA_COMPOSITION: '../production' }, 'TESSERA_COMPOSITION is \\"../production\\"'],
    [{ TESSERA_MUST_SWITCH_HOURS: '-1' }, 'TESSERA_MUST_SWITCH_HOURS is \\"-1\\"'],
  ] as const) {
    const { output, ended } = start(environment);
    expect(await ended).toBe(1);
    expect(output()).toContain(expected);
  }
});
