import { spawnSync } from 'node:child_process';
import { hkdfSync } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openBucket } from '@tessera/event-log/bucket';
import { findNatsServer, startNatsServers, type NatsServers } from '@tessera/event-log/nats-servers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KeyOwner, KeyVault } from '../../core/privacy/key-vault.ts';
import { open, seal } from '../../core/privacy/vault-suite.ts';
import { temporaryFolders } from '../../sample/temporary-folders.ts';
import { openBox } from './box.ts';
import { moveKeys, type MoveKeysOptions, type MoveStep } from './move-keys.ts';
import { defaultKeys, openKeys } from './open-keys.ts';

const secret = 'the secret that every machine of this product has';
const [ada, emil, zoe] = ['ada', 'emil, 1st floor', 'zoe'].map((subject) => ({ domain: 'orders', subject }));

describe.skipIf(!findNatsServer())('keys that are moved (apt-get install nats-server)', () => {
  let cluster: NatsServers;
  let products = 0;
  const folders = temporaryFolders();
  beforeAll(async () => void (cluster = await startNatsServers(1)));
  afterAll(async () => {
    await cluster.stop();
    folders.clear();
  });

  interface Product {
    readonly data: string;
    readonly options: Omit<MoveKeysOptions, 'to'>;
    /** As services do that are told nothing but where log and data are. */
    start(): Promise<KeyVault>;
  }

  function newProduct(): Product {
    const data = folders.make();
    const servers = cluster.url(`product-${++products}`);
    const file = join(data, 'keys', 'keys.db');
    return {
      data,
      options: { file, servers, secret },
      start: () => openKeys({ keys: defaultKeys(servers, data), secret }),
    };
  }

  /** Sealed values by owner, ada's and emil's; zoe is erased. */
  async function fill(vault: KeyVault): Promise<Map<KeyOwner, string>> {
    const boxes = new Map<KeyOwner, string>();
    for (const owner of [ada!, { ...ada!, domain: 'catalog' }, emil!, zoe!]) {
      boxes.set(owner, (await seal(vault, owner, `"${owner.subject}"`))!);
    }
    await vault.erase(zoe!.subject);
    return boxes;
  }

  /** What opens, and that zoe gets no key. */
  async function expectWhole(product: Product, boxes: ReadonlyMap<KeyOwner, string>): Promise<void> {
    const vault = await product.start();
    for (const [owner, box] of boxes) {
      expect(await open(vault, owner, box)).toBe(owner.subject === 'zoe' ? undefined : `"${owner.subject}"`);
    }
    expect(vault.isErased('zoe')).toBe(true);
    expect(await seal(vault, zoe!, '"again"')).toBeUndefined();
    vault.close();
  }

  const inFile = (path: string): Buffer[] => {
    const database = new DatabaseSync(path, { readOnly: true });
    const keys = database.prepare('SELECT key FROM keys').all();
    database.close();
    return keys.map(({ key }) => Buffer.from(key as Uint8Array));
  };

  async function inBucket({ options: { servers } }: Product): Promise<{ wrapped: Buffer[]; keys: Buffer[] }> {
    const bucket = (await openBucket({ url: servers, name: 'keys', content: 'keys' }))!;
    const wrapping = Buffer.from(hkdfSync('sha256', secret, bucket.id, 'tessera keys', 32));
    const entries = await bucket.readTo(await bucket.put('barrier', new Uint8Array(), 5_000), 5_000);
    await bucket.close();
    const wrapped = entries.filter(({ key }) => key.startsWith('key.'));
    return {
      wrapped: wrapped.map(({ value }) => Buffer.from(value)),
      keys: wrapped.map(({ key, value }) => {
        const [, domain, subject = ''] = key.split('.');
        return openBox(wrapping, value, JSON.stringify(['key', domain, Buffer.from(subject, 'base64url').toString()]));
      }),
    };
  }

  function found(folder: string, parts: readonly Buffer[]): number {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name)));
    return parts.filter((part) => files.some((bytes) => bytes.includes(part))).length;
  }

  it('go to NATS and back: all of them, the erased stay erased, and no byte stays where they were', async () => {
    const product = newProduct();
    const { data, options } = product;
    expect(await moveKeys({ ...options, to: 'nats' })).toEqual({ ok: false, reason: 'no-keys', where: options.file });
    const first = await product.start();
    // Nobody has named a file, so these are on the servers.
    first.close();
    const vault = await openKeys({ keys: options.file });
    const boxes = await fill(vault);
    expect(await moveKeys({ ...options, to: 'nats' })).toMatchObject({ ok: false, reason: 'in-use' });
    vault.close();
    const keys = inFile(options.file);
    expect([keys.length, found(data, keys)]).toEqual([3, 3]);

    expect(await moveKeys({ ...options, to: 'nats' })).toMatchObject({ ok: true, keys: 3, erased: 1 });
    expect(found(data, keys)).toBe(0);
    // Only wrapped.
    expect(found(cluster.folder, keys)).toBe(0);
    await expectWhole(product, boxes);
    // Whoever still names the file is told, and makes no other keys.
    await expect(openKeys({ keys: options.file })).rejects.toThrow(/moved from .*keys\.db to .*TESSERA_KEYS/);
    expect(existsSync(options.file)).toBe(false);
    // What is sealed there is read in a file later.
    const there = await product.start();
    boxes.set(ada!, (await seal(there, ada!, '"ada"'))!);
    boxes.set({ domain: 'new', subject: 'late' }, (await seal(there, { domain: 'new', subject: 'late' }, '"late"'))!);
    expect(await moveKeys({ ...options, to: 'file' })).toMatchObject({ ok: false, reason: 'in-use' });
    there.close();
    const { wrapped } = await inBucket(product);
    while (found(cluster.folder, wrapped) < 4) await sleep(20);

    // Who is stopped may ask for a moment longer.
    let back;
    while ((back = await moveKeys({ ...options, to: 'file' })) && !back.ok) expect(back.reason).toBe('in-use');
    expect(back).toMatchObject({ keys: 4, erased: 1 });
    expect(found(cluster.folder, wrapped)).toBe(0);
    expect((await inBucket(product)).keys).toEqual([]);
    await expectWhole(product, boxes);
    await expect(openKeys({ keys: options.servers, secret })).rejects.toThrow(`moved to ${options.file}`);
    expect(await moveKeys({ ...options, to: 'nats' })).toMatchObject({ ok: true, keys: 4, erased: 1 });
    await expectWhole(product, boxes);
  });

  it.each<readonly [MoveKeysOptions['to'], readonly MoveStep[]]>([
    ['nats', ['copied', 'checked', 'switched']],
    ['file', ['copied', 'checked', 'switched', 'left']],
  ])('killed on the way to %s at any step they work, and the next time completes it', async (to, steps) => {
    for (const step of steps) {
      const product = newProduct();
      const { data, options } = product;
      const vault = await openKeys(to === 'nats' ? { keys: options.file } : { keys: options.servers, secret });
      const boxes = await fill(vault);
      vault.close();
      const old = to === 'nats' ? inFile(options.file) : (await inBucket(product)).wrapped;
      const fixture = fileURLToPath(new URL('move-keys.fixture.ts', import.meta.url));
      const killed = () =>
        spawnSync(
          process.execPath,
          ['--disable-warning=ExperimentalWarning', fixture, JSON.stringify({ ...options, to }), step],
          {
            encoding: 'utf8',
          },
        );
      const { signal, stderr } = killed();
      expect([step, signal, stderr]).toEqual([step, 'SIGKILL', '']);
      await expectWhole(product, boxes);
      // Somebody is erased, and somebody is new, before it is run again.
      const between = await product.start();
      await between.erase(emil!.subject);
      const late = { domain: 'orders', subject: 'late' };
      boxes.set(late, (await seal(between, late, '"late"'))!);
      between.close();
      boxes.delete(emil!);
      boxes.delete([...boxes.keys()].find(({ subject }) => subject === emil!.subject)!);
      if (step === 'switched') {
        // Once more. Who was stopped is seen to use them for a moment longer.
        for (let again = killed(); again.signal !== 'SIGKILL'; again = killed()) expect(again.stderr).toBe('');
        await expectWhole(product, boxes);
      }
      let done;
      while ((done = await moveKeys({ ...options, to })) && !done.ok) expect(done.reason).toBe('in-use');
      await expectWhole(product, boxes);
      const after = await product.start();
      expect([after.isErased(emil!.subject), await seal(after, emil!, '"x"')]).toEqual([true, undefined]);
      after.close();
      expect(existsSync(options.file)).toBe(to === 'file');
      expect(found(to === 'nats' ? data : cluster.folder, old)).toBe(0);
      if (to === 'file') expect((await inBucket(product)).keys).toEqual([]);
    }
  });

  it('give up neither of two keys of one person, and a process that comes in between loses none', async () => {
    const product = newProduct();
    const { options } = product;
    const [one, two] = [await openKeys({ keys: options.file }), await openKeys({ keys: options.servers, secret })];
    const boxes = [await seal(one, ada!, '"x"'), await seal(two, ada!, '"x"')] as const;
    one.close();
    expect(await moveKeys({ ...options, to: 'nats' })).toEqual({ ok: false, reason: 'two-keys', owners: [ada] });
    const again = await openKeys({ keys: options.file });
    expect([await open(again, ada!, boxes[0]!), await open(two, ada!, boxes[1]!)]).toEqual(['"x"', '"x"']);
    await again.erase('ada');
    again.close();
    two.close();
    // One of the two was erased: so is the other.
    expect(await moveKeys({ ...options, to: 'nats' })).toMatchObject({ ok: true, keys: 0, erased: 1 });
    const vault = await product.start();
    expect(await open(vault, ada!, boxes[1]!)).toBeUndefined();
    await seal(vault, emil!, '"y"');
    vault.close();

    // Another machine's service starts when all seemed copied: its key comes along, and it is told.
    let intruder: KeyVault | undefined;
    let box: string | undefined;
    const onStep = async (step: MoveStep): Promise<void> => {
      if (step !== 'checked') return;
      intruder = await openKeys({ keys: options.servers, secret });
      box = await seal(intruder, zoe!, '"z"');
    };
    let result;
    while (!(result = await moveKeys({ ...options, to: 'file', onStep })).ok) expect(result.reason).toBe('in-use');
    expect(result).toMatchObject({ keys: 2 });
    while (intruder!.isAtHand([zoe!])) await sleep(10);
    await expect(intruder!.fetch([zoe!])).rejects.toThrow(`moved to ${options.file}`);
    intruder!.close();
    const last = await product.start();
    expect(await open(last, zoe!, box!)).toBe('"z"');
    last.close();
  });
});
