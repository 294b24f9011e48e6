/** The keys of compositions and previews: made once, exchanged without a gap, ended only when nothing needs them. */
import {
  readKeySet,
  readSigningKey,
  signComposition,
  signPreview,
  verifyComposition,
  verifyPreview,
} from '@tessera/contracts/signed';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Context } from '../commands/context.ts';
import { dataFolder, type DataFolder } from '../data-folder/paths.ts';
import { ensureSecrets } from '../data-folder/secrets.ts';
import { signingKeyFiles, type Signed } from '../data-folder/signing-keys.ts';
import { checkComposition, type CompositionStatus } from '../doctor/check-composition.ts';
import { ownEnvironment } from '../supervisor/environment.ts';
import { createStyle } from '../terminal/style.ts';
import { listKeys, retireKey, rotateKey } from './commands.ts';

let root: string;
let data: DataFolder;
let shown: unknown[];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tessera-keys-'));
  data = dataFolder(root, { flag: join(root, 'data'), env: undefined, cwd: root });
  mkdirSync(data.gateway, { recursive: true });
  shown = [];
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const context = (): Context => ({
  root,
  cwd: root,
  data,
  output: {
    json: false,
    style: createStyle({ isTTY: false }, {}),
    print: () => undefined,
    data: (value) => void shown.push(value),
    say: () => undefined,
    line: () => Promise.resolve(),
  },
});
const files = (of: Signed = 'composition') => signingKeyFiles(data.secrets, of);
const signingKey = (of?: Signed) => readSigningKey(readFileSync(files(of).privateKey, 'utf8'));
const trusted = (of?: Signed) => readKeySet(readFileSync(files(of).publicKeys, 'utf8'));
const sign = async () =>
  signComposition(
    { environment: 'production', revision: 'e.1', issued: '2026-11-26T12:00:00Z', rows: [] },
    await signingKey(),
  );
const refused = (run: () => void): string => {
  try {
    run();
  } catch (error) {
    return (error as { code: string }).code;
  }
  return 'nothing was refused';
};

it('are made at the first start and kept; the private one is the releases service’s alone', async () => {
  const secrets = ensureSecrets(data.secrets, ['orders']);
  const { kid } = await signingKey();
  ensureSecrets(data.secrets, ['orders']);
  expect((await signingKey()).kid).toBe(kid);
  expect([...(await trusted()).keys()]).toEqual([kid]);
  expect(statSync(files().privateKey).mode & 0o077).toBe(0);
  expect(readFileSync(files().publicKeys, 'utf8')).not.toContain('"d"');
  expect(ownEnvironment('releases', secrets)).toEqual({ TESSERA_COMPOSITION_KEY: files().privateKey });
  expect(ownEnvironment('orders', secrets)).toEqual({});
});

it('are exchanged so that what either signed holds, until the old one is retired', async () => {
  ensureSecrets(data.secrets, ['orders']);
  const [old, before] = [(await signingKey()).kid, await sign()];
  rotateKey(context(), {});
  const after = await sign();
  listKeys(context());
  const [{ kid }, listed] = shown as [{ kid: string }, object[]];
  expect(listed).toEqual([
    { kid, of: 'compositions', signs: true },
    { kid: old, of: 'compositions', signs: false },
    { kid: (await signingKey('preview')).kid, of: 'previews', signs: true },
  ]);
  for (const text of [before, after]) await verifyComposition(text, await trusted(), 'production');

  expect(refused(() => retireKey(context(), kid))).toBe('REFUSED');
  const copy = join(data.gateway, 'composition.production.jws');
  writeFileSync(copy, before);
  expect(refused(() => retireKey(context(), old))).toBe('REFUSED');
  writeFileSync(copy, after);
  retireKey(context(), old);
  await expect(verifyComposition(before, await trusted(), 'production')).rejects.toMatchObject({ code: 'UNKNOWN_KEY' });
  await verifyComposition(after, await trusted(), 'production');
  expect(refused(() => retireKey(context(), old))).toBe('NOT_FOUND');
});

it('of previews are exchanged by themselves; retiring one ends what it signed', async () => {
  const preview = async () =>
    signPreview(
      {
        id: 'p',
        environment: 'production',
        releases: [{ module: 'orders', version: '1.1.0', digest: 'd' }],
        by: 'deploy:orders',
        issued: '2026-11-26T12:00:00Z',
        expires: '2026-11-27T12:00:00Z',
      },
      await signingKey('preview'),
    );
  ensureSecrets(data.secrets, ['orders']);
  // As it is in a folder from before there was a set: the key that signed is trusted on.
  rmSync(files('preview').publicKeys);
  ensureSecrets(data.secrets, ['orders']);
  expect(readFileSync(files('preview').publicKeys, 'utf8')).not.toContain('"d"');
  const [old, before] = [(await signingKey('preview')).kid, await preview()];
  const ofCompositions = readFileSync(files().privateKey, 'utf8');
  rotateKey(context(), { previews: true });
  expect(readFileSync(files().privateKey, 'utf8')).toBe(ofCompositions);
  const after = await preview();
  for (const text of [before, after]) await verifyPreview(text, await trusted('preview'), 'production');
  expect(refused(() => retireKey(context(), (shown[0] as { kid: string }).kid))).toBe('REFUSED');
  retireKey(context(), old);
  await expect(verifyPreview(before, await trusted('preview'), 'production')).rejects.toMatchObject({
    code: 'UNKNOWN_KEY',
  });
  await verifyPreview(after, await trusted('preview'), 'production');
});

it('a set that holds a private key, or no key, is none', async () => {
  ensureSecrets(data.secrets, ['orders']);
  const privateJwk = readFileSync(files().privateKey, 'utf8');
  await expect(readKeySet(JSON.stringify({ keys: [JSON.parse(privateJwk)] }))).rejects.toThrow('is private');
  await expect(readKeySet('{"keys":[]}')).rejects.toThrow('no JWK set');
  await expect(readKeySet(JSON.stringify({ keys: [{ kty: 'RSA', kid: 'x' }] }))).rejects.toThrow('no public Ed25519');
  await expect(readSigningKey('{}')).rejects.toThrow('no private Ed25519 key');
});

it('the doctor says what a gateway refuses, waits for, or serves from a copy', () => {
  const sound: CompositionStatus = {
    source: 'store',
    following: true,
    revision: 'e.1',
    issued: '2026-11-26T12:00:00Z',
    key: 'k1',
    refused: [],
  };
  expect(checkComposition('gateway', sound)).toMatchObject([{ level: 'ok' }]);
  const forged = { source: 'store', code: 'BAD_SIGNATURE', message: 'its signature by k1 does not hold' };
  expect(
    checkComposition('gateway', {
      ...sound,
      source: 'local-copy',
      following: false,
      awaited: 'e.2',
      refused: [forged],
    }),
  ).toMatchObject([
    { level: 'problem', what: expect.stringContaining('BAD_SIGNATURE') as string },
    { level: 'warning', what: expect.stringContaining('local-copy') as string },
    { level: 'problem', what: expect.stringContaining('e.2') as string },
    { level: 'warning' },
  ]);
});
