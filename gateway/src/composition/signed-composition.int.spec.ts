/** What is not signed as it must be never goes live, wherever it comes from; the last good one stays, and the gateway says why. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pointerFile } from '@tessera/contracts/signed';
import type { LiveRow } from '@tessera/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { appRelease, shellRelease } from '../testing/test-release.ts';
import type { TestRelease } from '../testing/test-release.ts';
import { startWorld, until } from '../testing/test-world.ts';
import type { World } from '../testing/test-world.ts';

let world: World;
/** Live first; a later one, in the store, that nobody has promoted. */
let first: TestRelease;
let second: TestRelease;
let rows: LiveRow[];

beforeEach(async () => {
  world = await startWorld();
  first = await appRelease();
  second = await appRelease({ version: '1.1.0' });
  await world.goLive(await shellRelease());
  await world.goLive(first);
  expect((await world.upload(second)).ok).toBe(true);
  const text = await readFile(localCopy(), 'utf8');
  const signed = JSON.parse(Buffer.from(text.split('.')[1]!, 'base64url').toString('utf8')) as { rows: LiveRow[] };
  rows = signed.rows.map((row) =>
    row.module === 'orders' ? { ...row, version: '1.1.0', digest: second.manifest.digest } : row,
  );
});
afterEach(() => world.close());

const localCopy = () => join(world.dataFolder, 'gateway', 'composition.production.jws');
const composition = async () =>
  (
    (await (await world.fetch('/readyz')).json()) as {
      composition: {
        source: string;
        key?: string;
        awaited?: string;
        refused: { source: string; code: string; message: string }[];
      };
    }
  ).composition;
const refusedOf = async (source: string) => (await composition()).refused.find((each) => each.source === source)?.code;
const liveVersion = async () => {
  const response = await world.fetch('/composition.json', { headers: { cookie: await world.signIn() } });
  if (!response.ok) return undefined;
  return ((await response.json()) as { modules: Record<string, { version: string }> }).modules['orders']?.version;
};

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
/** Every later one: the fakes' positions are far below. */
const later = 'e1.zz';

function altered(text: string, part: 0 | 1 | 2, change: (decoded: Buffer) => Buffer): string {
  const parts = text.split('.');
  parts[part] = change(Buffer.from(parts[part]!, 'base64url')).toString('base64url');
  return parts.join('.');
}
const flip = (bytes: Buffer): Buffer => {
  const copy = Buffer.from(bytes);
  copy[copy.length >> 1]! ^= 1;
  return copy;
};

/** What somebody who can write to the store, but has no key, could put there; and what each of it is refused as. */
const forgeries: [what: string, code: string, forge: (good: string) => Promise<string> | string][] = [
  ['with one bit of its content changed', 'BAD_SIGNATURE', (good) => altered(good, 1, flip)],
  [
    'that says another version',
    'BAD_SIGNATURE',
    (good) => altered(good, 1, (json) => Buffer.from(json.toString().replace('"1.1.0"', '"9.9.9"'))),
  ],
  ['with one bit of its signature changed', 'BAD_SIGNATURE', (good) => altered(good, 2, flip)],
  ['without a signature', 'BAD_SIGNATURE', (good) => good.replace(/\.[^.]*$/, '.')],
  [
    'that says it needs no signature',
    'WRONG_ALGORITHM',
    (good) => `${encode({ alg: 'none', kid: 'k1', typ: 'tessera-composition+jws' })}.${good.split('.')[1]}.`,
  ],
  [
    'that is signed with the public key as a shared secret',
    'WRONG_ALGORITHM',
    (good) =>
      `${encode({ alg: 'HS256', kid: 'k1', typ: 'tessera-composition+jws' })}.${good.split('.').slice(1).join('.')}`,
  ],
  [
    'by a key of the forger’s own',
    'UNKNOWN_KEY',
    async () => world.signer.sign({ revision: later, rows }, await world.signer.newKey('k2')),
  ],
  [
    'by a key of the forger’s own that has the name of ours',
    'BAD_SIGNATURE',
    async () => world.signer.sign({ revision: later, rows }, { ...(await world.signer.newKey('k1')), kid: 'k1' }),
  ],
  [
    'of another environment',
    'WRONG_ENVIRONMENT',
    () => world.signer.sign({ revision: later, rows, environment: 'staging' }),
  ],
  ['that is no file of ours at all', 'MALFORMED', () => JSON.stringify({ revision: later, rows })],
];

describe('a composition in the artifact store', () => {
  it('is refused when it is forged in any way, with the reason; what is live stays, and the next good one is taken', async () => {
    const good = await world.signer.sign({ revision: later, rows });
    for (const [what, code, forge] of forgeries) {
      await world.signer.publish({ revision: 'e1.1', rows: [] });
      await until(async () => (await refusedOf('store')) === 'OLDER', 'something else to be refused');
      await world.signer.put(later, await forge(good));
      await until(async () => (await refusedOf('store')) === code, `one ${what} to be refused as ${code}`);
      expect(await liveVersion(), what).toBe('1.0.0');
      expect(await readFile(localCopy(), 'utf8'), what).not.toContain(good.split('.')[1]!);
    }
    // Each is said once, not at each look.
    expect(world.logged.filter((line) => line.includes('a composition was refused'))).toHaveLength(
      2 * forgeries.length,
    );
    await world.signer.put(later, good);
    await until(async () => (await liveVersion()) === '1.1.0', 'the good one to be live');
    expect((await composition()).refused).toEqual([]);
  });

  it('that is older than what is live is refused, well signed as it is', async () => {
    await world.signer.publish({ revision: later, rows });
    await until(async () => (await liveVersion()) === '1.1.0', '1.1.0 to be live');
    const before = rows.map((row) =>
      row.module === 'orders' ? { ...row, version: '1.0.0', digest: first.manifest.digest } : row,
    );
    await world.signer.publish({ revision: 'e1.3', rows: before });
    await until(async () => (await refusedOf('store')) === 'OLDER', 'it to be refused');
    expect(await liveVersion()).toBe('1.1.0');
    // A restart is no way around it: the gateway remembers by its own copy.
    await world.restartGateway();
    expect([await liveVersion(), await refusedOf('store')]).toEqual(['1.1.0', 'OLDER']);
    // Nor is another log's name: of two logs the one that was signed later counts.
    await world.signer.publish({ revision: 'e0.zzz', rows: before, issued: '2026-01-01T00:00:00.000Z' });
    await until(
      async () => (await composition()).refused.some(({ message }) => message.includes('e0.zzz')),
      'the other log’s to be refused',
    );
    expect(await liveVersion()).toBe('1.1.0');
  });

  it('is not where a pointer leads that leads elsewhere', async () => {
    const elsewhere = join(world.dataFolder, 'elsewhere.jws');
    await writeFile(elsewhere, await world.signer.sign({ revision: later, rows }));
    await writeFile(join(world.signer.folder, pointerFile), '../../../elsewhere.jws');
    await until(async () => (await refusedOf('store')) === 'UNREADABLE', 'it to be refused');
    expect(await liveVersion()).toBe('1.0.0');
  });

  it('that the releases service speaks of and nobody has signed does not go live, and is said to be awaited', async () => {
    const [row] = rows.filter(({ module }) => module === 'orders');
    const revision = world.services.releases.put('composition', 'production/orders', {
      ...row,
      environment: 'production',
    });
    await until(async () => (await composition()).awaited === revision, 'it to be awaited');
    expect(await liveVersion()).toBe('1.0.0');
    await world.signer.publish({ revision, rows });
    await until(async () => (await liveVersion()) === '1.1.0', 'it to be live');
    expect((await composition()).awaited).toBeUndefined();
  });
});

describe('a gateway that starts', () => {
  const spoil = async (file: string) => writeFile(file, altered(await readFile(file, 'utf8'), 1, flip));
  const storeFile = async () =>
    join(world.signer.folder, (await readFile(join(world.signer.folder, pointerFile), 'utf8')).trim());

  it('takes the store’s composition, else its own copy, else the shipped seed, else none; an altered one is never it', async () => {
    const seed = join(world.dataFolder, 'seed.jws');
    await writeFile(seed, await readFile(localCopy(), 'utf8'));
    const restart = () =>
      world.restartGateway({ compositionSeedFile: seed, limits: { compositionEveryMs: 3_600_000 } });

    await restart();
    expect(await composition()).toMatchObject({ source: 'store', refused: [] });

    await spoil(await storeFile());
    await restart();
    expect(await composition()).toMatchObject({
      source: 'local-copy',
      refused: [{ source: 'store', code: 'BAD_SIGNATURE' }],
    });
    expect(await liveVersion()).toBe('1.0.0');

    await spoil(localCopy());
    await restart();
    expect((await composition()).source).toBe('seed');
    expect(await liveVersion()).toBe('1.0.0');

    await spoil(seed);
    await rm(localCopy());
    await restart();
    const none = await composition();
    expect(none.source).toBe('none');
    expect(none.refused.map(({ source, code }) => `${source} ${code}`)).toEqual([
      'store BAD_SIGNATURE',
      'seed BAD_SIGNATURE',
    ]);
    const page = await world.fetch('/orders', { headers: { cookie: await world.signIn() } });
    expect(page.status).toBe(503);
  });

  it('without keys takes nothing', async () => {
    await rm(world.signer.keysFile);
    await world.restartGateway();
    expect((await composition()).source).toBe('none');
    expect(await refusedOf('store')).toBe('UNKNOWN_KEY');
    expect(world.logged.some((line) => line.includes('the keys of compositions cannot be read'))).toBe(true);
  });
});

it('keys are exchanged without a moment in which nothing holds, and what an ended one signed is refused', async () => {
  const next = await world.signer.newKey('k2');
  await world.signer.trust('k1', 'k2');
  const { revision } = ((await (await world.fetch('/readyz')).json()) as { composition: { revision: string } })
    .composition;
  // The same composition, signed anew: the copy is replaced, so that it holds when the old key has ended.
  const signedAnew = await world.signer.sign(
    {
      revision,
      rows: rows.map((row) =>
        row.module === 'orders' ? { ...row, version: '1.0.0', digest: first.manifest.digest } : row,
      ),
    },
    next,
  );
  await world.signer.put(revision, signedAnew);
  await until(async () => (await composition()).key === 'k2', 'the one signed anew');
  await until(async () => (await readFile(localCopy(), 'utf8')) === signedAnew, 'the copy to be the one signed anew');
  await world.signer.trust('k2');
  await world.signer.publish({ revision: later, rows });
  await until(async () => (await refusedOf('store')) === 'UNKNOWN_KEY', 'the ended key to be refused');
  await world.restartGateway();
  expect([(await composition()).source, await liveVersion()]).toEqual(['local-copy', '1.0.0']);
  await world.signer.put(later, await world.signer.sign({ revision: later, rows }, next));
  await until(async () => (await liveVersion()) === '1.1.0', 'the new key’s to be live');
});
