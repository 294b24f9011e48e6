/** The gateway as a process of its own over replicas of orders, and how a test speaks to it. */
import { spawn } from 'node:child_process';
import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { digestOf, integrityOf, noContributions, uploadLines, type AppManifest } from '@tessera/contracts';
import type { MemoryAnswer, MemoryQuestion } from './search-memory.ts';

const main = fileURLToPath(new URL('../../../../gateway/src/main.ts', import.meta.url));
const teamsFile = fileURLToPath(new URL('../../../../teams.json', import.meta.url));
const searchMemory = new URL('./search-memory.ts', import.meta.url).href;
const deployToken = 'deploy-token-of-a-test';

export interface GatewayProcess {
  readonly url: string;
  /** Free text, as in development; headers are added. */
  ask(cookie: string, query: string, variables?: object, headers?: Record<string, string>): Promise<GatewayAnswer>;
  /** The cookie of a development identity. */
  signIn(identity: string): Promise<string>;
  /** Publishes an app "orders" with this one operation; answers its hash. */
  publish(operation: string): Promise<string>;
  /** All that comes, as text, until it is closed. */
  live(cookie: string, subscription: object, lastEventId?: string): Promise<LiveText>;
  /** How often a text is in the process's memory, strings and buffers, after a garbage collection. */
  inMemory(text: string): Promise<{ readonly strings: number; readonly buffers: readonly string[] }>;
  stop(): Promise<void>;
}

export interface GatewayAnswer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[];
  readonly extensions?: { readonly positions: Readonly<Record<string, string>> };
}

export interface LiveText {
  readonly text: string;
  /** Resolves once the text is as it should be. */
  until(isRight: (text: string) => boolean): Promise<void>;
  /** The newest frame's id. */
  readonly lastId: string | undefined;
  close(): void;
}

export async function startGatewayProcess(
  folder: string,
  orders: readonly string[],
  token: string,
): Promise<GatewayProcess> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'session-secret'), randomBytes(32).toString('hex'));
  writeFileSync(
    join(folder, 'tokens.json'),
    JSON.stringify({ platform: createHash('sha256').update(deployToken).digest('hex') }),
  );
  // Nobody signs anything here; a gateway wants to know by whom it would be.
  const { publicKey } = generateKeyPairSync('ed25519');
  const key = { ...publicKey.export({ format: 'jwk' }), kid: 'test', alg: 'EdDSA', use: 'sig' };
  writeFileSync(join(folder, 'composition-keys.json'), JSON.stringify({ keys: [key] }));
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', '--import', searchMemory, main], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: {
      PATH: process.env['PATH'],
      PORT: '0',
      TESSERA_DATA: folder,
      TESSERA_SERVICES: `orders=${orders.join('|')}`,
      TESSERA_INTERNAL_TOKEN: token,
      TESSERA_SESSION_SECRET: join(folder, 'session-secret'),
      TESSERA_DEPLOY_TOKENS: join(folder, 'tokens.json'),
      TESSERA_COMPOSITION_KEYS: join(folder, 'composition-keys.json'),
      TESSERA_TEAMS: teamsFile,
      TESSERA_ENV: 'development',
    },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream!.on('data', (piece: Buffer) => (output += piece.toString()));
  const ended = once(child, 'exit');
  const [message] = (await Promise.race([once(child, 'message'), ended])) as [{ readonly port: number } | number];
  if (typeof message !== 'object' || message === null) throw new Error(`the gateway ended: ${output}`);
  const url = `http://127.0.0.1:${message.port}`;
  while (!(await fetch(`${url}/readyz`)).ok) await new Promise((resolve) => setTimeout(resolve, 20));

  return {
    url,
    async ask(cookie, query, variables = {}, headers = {}) {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', cookie, origin: url, ...headers },
        body: JSON.stringify({ query, variables }),
      });
      return (await response.json()) as GatewayAnswer;
    },
    async signIn(identity) {
      const body = new URLSearchParams({ identity });
      const response = await fetch(`${url}/auth/sign-in`, { method: 'POST', body, redirect: 'manual' });
      const cookie = response.headers.get('set-cookie')?.split(';')[0];
      if (cookie === undefined) throw new Error(`signing in answered ${response.status} ${await response.text()}`);
      return cookie;
    },
    async publish(text) {
      const { manifest, hash, body } = await releaseOf(text);
      const response = await fetch(`${url}/_artifacts/${manifest.module}/${manifest.version}`, {
        method: 'PUT',
        headers: { authorization: `Bearer ${deployToken}`, 'content-encoding': 'gzip' },
        body,
      });
      if (!response.ok) throw new Error(`the upload answered ${response.status} ${await response.text()}`);
      return hash;
    },
    live: (cookie, subscription, lastEventId) => openLive(url, cookie, subscription, lastEventId),
    async inMemory(text) {
      const snapshot = join(folder, 'memory.heapsnapshot');
      const answered = once(child, 'message');
      child.send({ kind: 'search', snapshot, hex: Buffer.from(text).toString('hex') } satisfies MemoryQuestion);
      const [{ buffers }] = (await answered) as [MemoryAnswer];
      const strings = readFileSync(snapshot, 'latin1').split(text).length - 1;
      rmSync(snapshot);
      return { strings, buffers };
    },
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      await ended;
    },
  };
}

async function openLive(url: string, cookie: string, subscription: object, lastEventId?: string): Promise<LiveText> {
  const stop = new AbortController();
  const response = await fetch(`${url}/live`, {
    method: 'POST',
    signal: stop.signal,
    headers: {
      origin: url,
      cookie,
      accept: 'text/event-stream',
      'content-type': 'application/json',
      'x-tessera-app': 'orders@1.0.0',
      ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
    },
    body: JSON.stringify({ subscriptions: [{ id: 'all', ...subscription }] }),
  });
  if (!response.ok || response.body === null) throw new Error(`/live: ${response.status} ${await response.text()}`);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  return {
    get text() {
      return text;
    },
    async until(isRight) {
      while (!isRight(text)) {
        const { value, done } = await reader.read();
        if (done) throw new Error(`the live stream ended: ${text}`);
        text += value;
      }
    },
    get lastId() {
      return [...text.matchAll(/^id: ?(.+)$/gm)].at(-1)?.[1];
    },
    close: () => stop.abort(),
  };
}

/** An app with one operation and nothing else of interest. */
async function releaseOf(text: string): Promise<{ manifest: AppManifest; hash: string; body: Buffer<ArrayBuffer> }> {
  const code = 'export {};\n';
  const hash = createHash('sha256').update(text).digest('hex');
  const draft: AppManifest = {
    schemaVersion: 1,
    module: 'orders',
    kind: 'app',
    team: 'orders',
    version: '1.0.0',
    digest: '',
    builtAt: '2026-11-23T10:00:00.000Z',
    entry: 'app.js',
    css: [],
    preload: [],
    files: {
      'app.js': {
        integrity: await integrityOf(code),
        bytes: Buffer.byteLength(code),
        type: 'text/javascript; charset=utf-8',
      },
    },
    contract: {
      operations: [
        { name: 'All', kind: 'subscription', hash, text, source: { file: 'src/operations/all.graphql', line: 1 } },
      ],
      shared: {},
      contributions: { ...noContributions, routes: [{ path: '/orders', page: 'main', title: 'Orders' }] },
    },
  };
  const manifest = { ...draft, digest: await digestOf(draft) };
  const lines: string[] = [];
  for await (const line of uploadLines(manifest, () => Promise.resolve(Buffer.from(code).toString('base64'))))
    lines.push(line);
  return { manifest, hash, body: Buffer.from(gzipSync(lines.join(''))) };
}
