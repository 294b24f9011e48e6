import { bucketOf } from '@tessera/contracts';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { appRelease, shellRelease } from '../testing/test-release.ts';
import { startWorld, until } from '../testing/test-world.ts';
import type { World } from '../testing/test-world.ts';

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.close());

interface Live {
  readonly frame: { version: string };
  readonly modules: Record<
    string,
    { version: string; entry: string; previous?: { version: string }; team: object; integrity: Record<string, string> }
  >;
}
const live = async () =>
  (await (await world.fetch('/composition.json', { headers: { cookie: await world.signIn() } })).json()) as Live;
const readiness = async () =>
  (await (await world.fetch('/readyz')).json()) as {
    ready: boolean;
    composition: { source: string; following: boolean; problems: string[] };
    services: Record<string, { up: boolean; contract: string }>;
  };

/** Somebody whose place among a hundred is in the canary's share, and somebody whose is not. */
const share = 30;
const [inCanary, outside] = ['ada', 'ben', 'cleo', 'dana', 'emil'].reduce<(string | undefined)[]>(
  ([yes, no], id) => (bucketOf(id, 'orders') < share ? [yes ?? id, no] : [yes, no ?? id]),
  [],
) as [string, string];

const liveFor = async (identity: string) => {
  const headers = { cookie: await world.signIn(identity) };
  const composition = (await (await world.fetch('/composition.json', { headers })).json()) as Live;
  return { html: await (await world.fetch('/orders', { headers })).text(), orders: composition.modules['orders']! };
};

describe('a canary', () => {
  it('is what its share of the users gets, whole and with the stable release to fall back on; the rest notices nothing', async () => {
    const [stable, candidate] = [
      await appRelease({ operations: ['query Me { whoami }'] }),
      await appRelease({ version: '1.1.0', operations: ['query Who { whoami }'] }),
    ];
    await world.goLive(await shellRelease());
    expect((await world.upload(candidate)).ok).toBe(true);
    const { version: canaryVersion, digest: canaryDigest } = candidate.manifest;
    const canarySince = '2026-11-24T12:00:00.000Z';
    await world.goLive(stable, undefined, { canaryVersion, canaryDigest, canaryShare: share, canarySince });

    const theirs = await liveFor(inCanary);
    expect(theirs.orders).toMatchObject({ version: '1.1.0', canary: true, previous: { version: '1.0.0' } });
    expect(theirs.html).toContain('modulepreload" nonce');
    expect(theirs.html).toContain('href="/_v/orders/1.1.0/app.js"');
    expect(theirs.html).toContain('"/_v/orders/1.0.0/app.js":"sha384-');
    const others = await liveFor(outside);
    expect(others.orders.version).toBe('1.0.0');
    expect(others.orders).not.toHaveProperty('canary');
    expect(others.html).not.toContain('/_v/orders/1.1.0/');
    // Its operations are answered, whoever asks: a tab may have had it a moment ago.
    const cookie = await world.signIn(outside);
    expect((await world.askByHash(cookie, candidate, 'Who')).data).toEqual({ whoami: expect.any(String) });
  });

  it('that was killed is nobody’s, and open tabs are told', async () => {
    const [stable, candidate] = [await appRelease(), await appRelease({ version: '1.1.0' })];
    await world.goLive(await shellRelease());
    expect((await world.upload(candidate)).ok).toBe(true);
    const { version: canaryVersion, digest: canaryDigest } = candidate.manifest;
    const more = { canaryVersion, canaryDigest, canaryShare: 100, canarySince: '2026-11-24T12:00:00.000Z' };
    await world.goLive(stable, candidate.manifest, { ...more, killed: ['1.1.0'] });
    const { orders } = await liveFor(inCanary);
    expect(orders).toMatchObject({ version: '1.0.0', killed: ['1.1.0'] });
    expect(orders).not.toHaveProperty('previous');
  });
});

describe('a group', () => {
  it('has the release that was pinned for it, whatever everybody else gets; a person is in it by a role', async () => {
    const pinned = await appRelease({ version: '1.1.0', operations: ['query Who { whoami }'] });
    const candidate = await appRelease({ version: '1.2.0' });
    await world.goLive(await shellRelease());
    for (const release of [pinned, candidate]) expect((await world.upload(release)).ok).toBe(true);
    const { version: canaryVersion, digest: canaryDigest } = candidate.manifest;
    const canary = { canaryVersion, canaryDigest, canaryShare: 100, canarySince: '2026-11-24T12:00:00.000Z' };
    const pins = [{ name: 'warehouse', version: '1.1.0', digest: pinned.manifest.digest }];
    await world.goLive(await appRelease(), undefined, { ...canary, pins });

    const theirs = await liveFor('cleo');
    expect(theirs.orders).toMatchObject({ version: '1.1.0', previous: { version: '1.0.0' } });
    expect(theirs.orders).not.toHaveProperty('canary');
    expect(theirs.html).toContain('href="/_v/orders/1.1.0/app.js"');
    expect((await world.askByHash(await world.signIn('cleo'), pinned, 'Who')).data).toEqual({
      whoami: expect.any(String),
    });
    expect((await liveFor('ada')).orders).toMatchObject({ version: '1.2.0', canary: true });
    // It is live for somebody: the gateway keeps a copy for when the store is away.
    const copies = join(world.dataFolder, 'gateway/releases/orders');
    await until(
      async () => (await readdir(copies).catch((): string[] => [])).includes('1.1.0'),
      'a copy of what is pinned',
    );

    // Taken back, or killed, it is nobody's.
    await world.goLive(await appRelease(), undefined, { ...canary, pins, killed: ['1.1.0'] });
    expect((await liveFor('cleo')).orders).toMatchObject({ version: '1.2.0', canary: true });
  });
});

describe('what is live', () => {
  it('is nothing at first: a page that says so and looks again, while the graph answers', async () => {
    const page = await world.fetch('/', { headers: { cookie: await world.signIn() } });
    expect(page.status).toBe(503);
    expect(page.headers.get('retry-after')).toBe('2');
    const html = await page.text();
    expect(html).toContain('is starting');
    expect(html).toContain('http-equiv="refresh"');
    expect((await readiness()).ready).toBe(true);
    expect((await world.fetch('/composition.json', { headers: { cookie: await world.signIn() } })).status).toBe(503);
  });

  it('follows the releases service: promoted, promoted again, rolled back', async () => {
    const [first, second] = [await appRelease(), await appRelease({ version: '1.1.0' })];
    await world.goLive(await shellRelease());
    await world.goLive(first);
    expect((await live()).modules['orders']).toMatchObject({
      version: '1.0.0',
      entry: '/_v/orders/1.0.0/app.js',
      team: { name: 'Orders', contact: '#team-orders' },
    });
    await world.goLive(second, first.manifest);
    expect((await live()).modules['orders']).toMatchObject({ version: '1.1.0', previous: { version: '1.0.0' } });
    await world.goLive(first);
    const after = await live();
    expect(after.modules['orders']!.version).toBe('1.0.0');
    expect(after.frame).toEqual({ version: '1.0.0' });
  });

  it('survives the releases service, and a gateway that starts without any service says that it did', async () => {
    const release = await appRelease({ operations: ['query Me { whoami }'] });
    await world.goLive(await shellRelease());
    await world.goLive(release);
    await Promise.all(Object.values(world.services).map((service) => service.stop()));
    await until(async () => !(await readiness()).composition.following, 'the gateway to notice');
    expect((await live()).modules['orders']!.version).toBe('1.0.0');

    await world.restartGateway();
    await world.gateway.ready();
    expect(await readiness()).toMatchObject({
      ready: true,
      composition: { source: 'store', following: false },
      services: { orders: { up: false, contract: 'cache' } },
    });
    const cookie = await world.signIn();
    expect((await world.fetch('/orders', { headers: { cookie } })).status).toBe(200);
    expect((await world.askByHash(cookie, release, 'Me')).errors![0]!.extensions['code']).toBe('SERVICE_UNAVAILABLE');

    await Promise.all(Object.values(world.services).map((service) => service.start()));
    await until(async () => (await readiness()).composition.following, 'the releases service to be followed again');
    expect((await world.askByHash(cookie, release, 'Me')).data).toEqual({ whoami: 'ada customer' });
  });

  it('does not change to a release whose files do not hold; the module stays at what it was', async () => {
    const [first, second] = [await appRelease(), await appRelease({ version: '1.1.0' })];
    await world.goLive(await shellRelease());
    await world.goLive(first);
    await world.upload(second);
    const file = join(world.dataFolder, 'artifacts/orders/1.1.0/app.js');
    await writeFile(file, (await readFile(file, 'utf8')).replace('version', 'versiom'));
    await world.goLive(second, first.manifest);
    expect((await live()).modules['orders']!.version).toBe('1.0.0');
    expect((await readiness()).composition.problems[0]).toContain('orders@1.1.0 cannot go live: orders@1.1.0/app.js');

    const other = await appRelease({ version: '1.2.0' });
    await world.goLive(
      { ...other, manifest: { ...other.manifest } },
      { ...first.manifest, digest: second.manifest.digest },
    );
    expect((await live()).modules['orders']).toMatchObject({ version: '1.2.0' });
    expect((await live()).modules['orders']!.previous).toBeUndefined();
  });
});
