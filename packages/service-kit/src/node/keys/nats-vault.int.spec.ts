import { hkdfSync } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openBucket, type BucketEntry } from '@tessera/event-log/bucket';
import { findNatsServer, startNatsServers, type NatsServers } from '@tessera/event-log/nats-servers';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { KeysUnavailable, type KeyVault } from '../../core/privacy/key-vault.ts';
import { open, seal, vaultSuite } from '../../core/privacy/vault-suite.ts';
import { openBox } from './box.ts';
import { startLink, type Link } from './link.fixture.ts';
import { openNatsVault, type NatsVaultOptions } from './nats-vault.ts';
import { openExistingKeys, openKeys } from './open-keys.ts';

const secret = 'the secret that every machine of this product has';
const ada = { domain: 'orders', subject: 'ada@home, 1st floor' };
const emil = { domain: 'orders', subject: 'emil' };

describe.skipIf(!findNatsServer())('the vault on nats-server (apt-get install nats-server)', () => {
  let cluster: NatsServers;
  let link: Link;
  let logs = 0;
  const vaults: KeyVault[] = [];
  beforeAll(async () => {
    cluster = await startNatsServers(1);
    link = await startLink(cluster.servers[0]!.port);
  });
  afterEach(() => {
    link.heal();
    for (const vault of vaults.splice(0)) vault.close();
  });
  afterAll(async () => {
    await link.close();
    await cluster.stop();
  });

  /** A log of its own for each test. */
  const newLog = (): string => `log-${++logs}`;

  /** A machine's view of the keys; `far`: over the link. */
  async function machine(
    log: string,
    { far = false, ...options }: { far?: boolean } & Partial<NatsVaultOptions> = {},
  ): Promise<KeyVault> {
    const url = far ? `nats://${link.address}/${log}` : cluster.url(log);
    const bucket = (await openBucket({ url, name: 'keys', content: 'keys' }))!;
    const vault = await openNatsVault({ bucket, secret, ...options });
    vaults.push(vault);
    return vault;
  }

  vaultSuite(() => machine(newLog()));

  it('is one vault for several machines: what one seals the others open, and an end counts for all', async () => {
    const log = newLog();
    const [one, two] = [await machine(log), await machine(log, { far: true })];
    expect(one.id).toBe(two.id);
    const box = (await seal(one, ada, '"Ada"'))!;
    expect(await open(two, ada, box)).toBe('"Ada"');
    // Both at once: one key is made, and both have sealed with it.
    const boxes = await Promise.all([seal(one, emil, '"1"'), seal(two, emil, '"2"')]);
    expect([await open(two, emil, boxes[0]!), await open(one, emil, boxes[1]!)]).toEqual(['"1"', '"2"']);
    await one.erase(ada.subject);
    // What two has in memory it uses for a moment; it has read everything once it has proved that.
    await two.fetch([]);
    expect(await open(two, ada, box)).toBeUndefined();
    expect(await seal(two, ada, '"again"')).toBeUndefined();
    const three = await machine(log);
    expect([await open(three, ada, box), await open(three, emil, boxes[0]!)]).toEqual([undefined, '"1"']);
  });

  it('opens and seals nothing on a machine that is cut off, and knows afterwards who was erased meanwhile', async () => {
    const log = newLog();
    const one = await machine(log);
    const far = await machine(log, { far: true, patienceMs: 300 });
    const box = (await seal(far, ada, '"Ada"'))!;
    const other = (await seal(far, emil, '"Emil"'))!;
    link.cut();
    await one.erase(ada.subject);
    while (far.isAtHand([{ ...ada, box }])) await sleep(10);
    await expect(far.fetch([{ ...ada, box }])).rejects.toThrow(KeysUnavailable);
    for (const [owner, each] of [
      [ada, box],
      [emil, other],
    ] as const) {
      expect(() => far.open(owner, each, 'here')).toThrow(KeysUnavailable);
      expect(() => far.seal(owner, '"x"', 'here')).toThrow(KeysUnavailable);
    }
    link.heal();
    while (
      !(await far.fetch([]).then(
        () => far.isAtHand([]),
        () => false,
      ))
    );
    expect([await open(far, ada, box), await open(far, emil, other)]).toEqual([undefined, '"Emil"']);
  });

  it('trusts what it has for a moment only, where the network swallows everything without a word', async () => {
    const log = newLog();
    let now = 0;
    const one = await machine(log);
    const far = await machine(log, { far: true, patienceMs: 300, stopwatch: () => now });
    const box = (await seal(far, ada, '"Ada"'))!;
    link.swallow();
    await one.erase(ada.subject);
    now += 5_000;
    expect(far.isAtHand([{ ...ada, box }])).toBe(false);
    now = 0;
    const failing = far.fetch([]);
    now = 10_000;
    await expect(failing).rejects.toThrow(/bucket log-\d+-keys on 127\.0\.0\.1:\d+\) cannot be had/);
    expect(far.isAtHand([{ ...ada, box }])).toBe(false);
  });

  it('knows after a restart who was erased while it was down', async () => {
    const log = newLog();
    const [one, two] = [await machine(log), await machine(log)];
    const box = (await seal(two, ada, '"Ada"'))!;
    two.close();
    await one.erase(ada.subject);
    expect(await open(await machine(log), ada, box)).toBeUndefined();
  });

  it('has no key left over, and seals nothing, when somebody is erased while a key is made for them', async () => {
    const log = newLog();
    const one = await machine(log);
    const bucket = (await openBucket({ url: cluster.url(log), name: 'keys', content: 'keys' }))!;
    const two = await openNatsVault({
      secret,
      bucket: {
        ...bucket,
        async create(key, value, patienceMs) {
          // Between its look and its write, the whole of the erasure.
          if (key.startsWith('key.')) await one.erase(ada.subject);
          return bucket.create(key, value, patienceMs);
        },
      },
    });
    vaults.push(two);
    expect(await seal(two, ada, '"x"')).toBeUndefined();
    expect((await entriesOf(log)).filter(({ key }) => key.startsWith('key.'))).toEqual([]);
    // One that was left all the same, by somebody who ended in between, goes with the next erasure.
    await bucket.create(`key.orders.${encode(ada.subject)}`, new Uint8Array(60), 10_000);
    await one.erase(ada.subject);
    expect((await entriesOf(log)).filter(({ key }) => key.startsWith('key.'))).toEqual([]);
  });

  it('leaves no byte of a destroyed key on the servers: neither the key, nor what it was wrapped in', async () => {
    const log = newLog();
    const vault = await machine(log);
    for (let i = 0; i < 40; i++) await seal(vault, { domain: 'orders', subject: `s${i}` }, '"x"');
    await seal(vault, ada, '"x"');
    await seal(vault, { domain: 'catalog', subject: ada.subject }, '"x"');
    const entries = (await entriesOf(log)).filter(({ key }) => key.includes(encode(ada.subject)));
    const wrapping = Buffer.from(hkdfSync('sha256', secret, vault.id, 'tessera keys', 32));
    const keys = entries.map(({ key, value }) =>
      openBox(wrapping, value, JSON.stringify(['key', key.split('.')[1], ada.subject])),
    );
    const wrapped = entries.map(({ value }) => Buffer.from(value));
    expect([keys.length, keys[0]!.length]).toEqual([2, 32]);
    const found = (parts: readonly Buffer[]) => {
      const files = filesBelow(cluster.folder).map((path) => readFileSync(path));
      return parts.filter((part) => files.some((bytes) => bytes.includes(part))).length;
    };
    // Servers write behind their acknowledgement.
    while (found(wrapped) < 2) await sleep(20);
    expect(found(keys)).toBe(0);
    await vault.erase(ada.subject);
    expect([found(keys), found(wrapped)]).toEqual([0, 0]);
    expect(await seal(vault, { domain: 'orders', subject: 's7' }, '"x"')).toBeDefined();
  });

  it('refuses another secret, and none, and makes nothing for who only looks', async () => {
    const log = newLog();
    const place = { keys: cluster.url(log), secret };
    expect(await openExistingKeys(place)).toBeUndefined();
    await machine(log);
    await expect(openKeys({ ...place, secret: 'x'.repeat(40) })).rejects.toThrow(
      /another secret.*TESSERA_KEYS_SECRET/s,
    );
    await expect(openKeys({ keys: place.keys })).rejects.toThrow(/TESSERA_KEYS_SECRET/);
    vaults.push((await openExistingKeys(place))!);
  });

  /** What is in the bucket now, as anybody with access to the servers sees it. */
  async function entriesOf(log: string): Promise<BucketEntry[]> {
    const bucket = (await openBucket({ url: cluster.url(log), name: 'keys', content: 'keys' }))!;
    const entries: BucketEntry[] = [];
    const last = await bucket.put('barrier', new Uint8Array(), 5_000);
    const complete = Promise.withResolvers<void>();
    bucket.watch({
      onEntry(entry) {
        entries.push({ ...entry, value: Uint8Array.from(entry.value) });
        if (entry.revision >= last) complete.resolve();
      },
      onLost() {},
      onGone: (error) => complete.reject(error),
    });
    await complete.promise;
    await bucket.close();
    return entries;
  }
});

function encode(subject: string): string {
  return Buffer.from(subject).toString('base64url');
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
