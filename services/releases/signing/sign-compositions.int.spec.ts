/** Every composition that is recorded is signed: at once, after a restart, by another key; and the pointer never goes back. */
import { compositionFile, verifyComposition, readSigningKey } from '@tessera/contracts/signed';
import { createMemoryLog, decodeCursor, type EventLog } from '@tessera/event-log';
import { startServiceHost, type ServiceHost } from '@tessera/service-kit/node';
import { generateKeyPairSync } from 'node:crypto';
import { mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { releases } from '../src/service.ts';
import { createCompositionFiles, type CompositionFiles } from './composition-files.ts';
import { signingOf } from './signing-of.ts';
import { signCompositions, type Signing } from './sign-compositions.ts';

let data: string;
let log: EventLog;
let running: { host: ServiceHost; signing: Signing }[];
const logger = pino({ level: 'silent' });
const keyFile = () => join(data, 'key.jwk');

beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'tessera-signing-'));
  log = createMemoryLog({ epoch: 'e' });
  running = [];
  await writeKey('k1');
});
afterEach(async () => {
  for (const each of running) await stop(each);
  await rm(data, { recursive: true, force: true });
});

async function writeKey(kid: string): Promise<void> {
  const jwk = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  await writeFile(keyFile(), JSON.stringify({ ...jwk, kid }));
}

async function start(replica?: string, into: CompositionFiles = files()) {
  const host = await startServiceHost(releases, {
    log,
    data,
    token: 'token',
    logger,
    policies: false,
    ...(replica === undefined ? {} : { replica }),
  });
  const signing = signCompositions({
    runtime: host.runtime,
    files: into,
    readKey: () => readFile(keyFile(), 'utf8'),
    logger,
    now: () => new Date().toISOString(),
    retryMs: 10,
    keyEveryMs: 10,
  });
  const started = { host, signing };
  running.push(started);
  await host.whenReady;
  return started;
}

async function stop(each: { host: ServiceHost; signing: Signing }): Promise<void> {
  running = running.filter((other) => other !== each);
  await each.signing.close();
  await each.host.close();
}

const ref = (version: string | null) => (version === null ? null : { version, digest: `sha384-${version}` });

async function record(type: string, version: string, replaced: string | null, more: object = {}): Promise<number> {
  const module = 'orders';
  const environment = 'production';
  const appended = await log.append(`ev.releases.composition.${environment}`, [
    {
      type,
      data: {
        ...{ environment, module, modules: [module], kind: 'APP', team: 'orders', contact: '#team-orders' },
        ...{ live: ref(version), replaced: ref(replaced), previous: ref(replaced), judgement: null },
        ...{ reason: null, by: { id: 'dana', name: 'Dana Reyes' } },
        ...more,
      } as never,
    },
  ]);
  if (!appended.ok) throw new Error('nobody else writes here');
  return appended.commit.position;
}

const files = () => createCompositionFiles(join(data, 'artifacts'));

/** What the pointer names, verified by the key that signs now. */
async function pointed() {
  const there = await files().current('production');
  if (there === undefined) return undefined;
  const { verifies } = await readSigningKey(await readFile(keyFile(), 'utf8'));
  return verifyComposition(there.text, verifies, 'production');
}
const versionsOf = async () => (await pointed())?.rows.map(({ module, version }) => `${module}@${version}`);

async function until(reached: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 60_000;
  while (!(await reached().catch(() => false))) {
    if (Date.now() > end) throw new Error('waited in vain');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

test('a change is signed with all rows under the position it was recorded at, and nothing personal is in it', async () => {
  const { signing } = await start();
  await record('ModulePromoted', '1.0.0', null);
  const position = await record('ModulePromoted', '1.1.0', '1.0.0');
  await until(async () => (await pointed())?.revision === `e.${position.toString(36)}`);
  await signing.whenSigned();
  const signed = await pointed();
  expect(signed).toMatchObject({ environment: 'production', kid: 'k1', schemaVersion: 1 });
  expect(signed!.rows).toMatchObject([{ module: 'orders', version: '1.1.0', previousVersion: '1.0.0' }]);
  expect(JSON.stringify(signed)).not.toContain('Dana');
  const file = join(data, 'artifacts', '.compositions', 'production', `${signed!.revision}.jws`);
  expect((await stat(file)).mode & 0o077).toBe(0);
});

test('what is recorded while another is being signed is signed after it', async () => {
  let meanwhile: (() => Promise<void>) | undefined = async () => {
    const position = await record('ModulePromoted', '1.1.0', '1.0.0');
    const folded = () => decodeCursor(running[0]!.host.runtime.cursor)!.position >= position;
    await until(() => Promise.resolve(folded()));
  };
  const into: CompositionFiles = {
    ...files(),
    async add(environment, revision, text) {
      await files().add(environment, revision, text);
      const once = meanwhile;
      meanwhile = undefined;
      await once?.();
    },
  };
  const { signing } = await start(undefined, into);
  await record('ModulePromoted', '1.0.0', null);
  await until(async () => (await versionsOf())?.[0] === 'orders@1.0.0' && meanwhile === undefined);
  await signing.whenSigned();
  await signing.whenSigned();
  expect(await versionsOf()).toEqual(['orders@1.1.0']);
});

test('what was recorded while nobody signed is signed at the next start, the last module’s leaving included', async () => {
  await record('ModulePromoted', '1.0.0', null);
  const first = await start();
  await first.signing.whenSigned();
  expect(await versionsOf()).toEqual(['orders@1.0.0']);
  await stop(first);
  await record('ModuleRetired', '1.0.0', null, { modules: [] });
  const second = await start();
  await second.signing.whenSigned();
  expect(await versionsOf()).toEqual([]);
});

test('a file that was altered is signed anew, and so is everything when the key is another', async () => {
  await record('ModulePromoted', '1.0.0', null);
  const first = await start();
  await first.signing.whenSigned();
  await stop(first);
  const { revision, text } = (await files().current('production'))!;
  await files().add('production', revision, text.replace(/\.[^.]*\./, '.e30.'));
  const second = await start();
  await second.signing.whenSigned();
  expect(await versionsOf()).toEqual(['orders@1.0.0']);
  await writeKey('k2');
  await until(async () => (await pointed())?.kid === 'k2');
  expect(await versionsOf()).toEqual(['orders@1.0.0']);
});

test('a replica that is behind does not lead the pointer back', async () => {
  await record('ModulePromoted', '1.0.0', null);
  const { signing } = await start();
  await signing.whenSigned();
  const { text } = (await files().current('production'))!;
  await record('ModulePromoted', '1.1.0', '1.0.0');
  await until(async () => (await versionsOf())?.[0] === 'orders@1.1.0');
  // As one would that has not folded the second yet.
  const behind = signCompositions({
    runtime: {
      cursor: 'e.1',
      whenCaughtUp: Promise.resolve(),
      onFlushed: () => () => undefined,
      onSwapped: () => () => undefined,
      documents: () => {
        const rows = JSON.parse(Buffer.from(text.split('.')[1]!, 'base64url').toString()) as { rows: object[] };
        const documents = rows.rows.map(
          (row) => ['production/orders', { ...row, environment: 'production', revision: 'e.1' }] as const,
        );
        return { cursor: 'e.1.g', reset: true, documents, gone: [] };
      },
    },
    files: files(),
    readKey: () => readFile(keyFile(), 'utf8'),
    logger,
    now: () => new Date().toISOString(),
  });
  await behind.whenSigned();
  await behind.close();
  expect(await versionsOf()).toEqual(['orders@1.1.0']);
});

test('without a readable key nothing is signed until there is one; without any it is said', async () => {
  await rm(keyFile());
  await record('ModulePromoted', '1.0.0', null);
  await start();
  expect(await files().current('production')).toBeUndefined();
  await writeKey('k3');
  await until(async () => (await versionsOf())?.[0] === 'orders@1.0.0');
  const said: string[] = [];
  const { host } = running[0]!;
  const none = signingOf(host, pino({}, { write: (line: string) => void said.push(line) }), { TESSERA_DATA: data });
  await none.close();
  expect(said.join('')).toContain('TESSERA_COMPOSITION_KEY is not set');
});

test('what the pointer names stays, whatever lies there of a log that was replaced', async () => {
  const folder = join(data, 'artifacts', '.compositions', 'production');
  await mkdir(folder, { recursive: true });
  const former = Array.from({ length: 100 }, (_, at) => `former.z${(36 + at).toString(36)}`);
  for (const revision of former) await writeFile(join(folder, compositionFile(revision)), 'former');
  for (const revision of ['after.1', 'after.2']) {
    await files().add('production', revision, revision);
    expect(await files().current('production')).toEqual({ revision, text: revision });
  }
  const left = await readdir(folder);
  expect(left).toContain(compositionFile('after.1'));
  expect(left).toHaveLength(101);
  expect(left).not.toContain(compositionFile(former[0]!));
});
