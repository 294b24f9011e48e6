/** A gateway starts, and serves the whole page, without each of what it depends on; and says what it is without. */
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { appRelease, shellRelease } from '../testing/test-release.ts';
import type { TestRelease } from '../testing/test-release.ts';
import { startWorld, until } from '../testing/test-world.ts';
import type { World } from '../testing/test-world.ts';

let world: World;
let release: TestRelease;
const hanging: Server[] = [];

beforeEach(async () => {
  world = await startWorld();
  release = await appRelease({ operations: ['query Me { whoami }'] });
  await world.goLive(await shellRelease());
  await world.goLive(release);
  await until(async () => (await readiness()).composition.copied, 'what is live to be copied');
});
afterEach(async () => {
  for (const server of hanging.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
  await world.close();
});

interface Readiness {
  readonly ready: boolean;
  readonly composition: {
    readonly source: string;
    readonly following: boolean;
    readonly issued: string;
    readonly ageSeconds: number;
    readonly copied: boolean;
    readonly problems: readonly string[];
    readonly refused: readonly { source: string; code: string }[];
  };
}
const readiness = async () => (await (await world.fetch('/readyz')).json()) as Readiness;
const figure = async (name: string) => {
  const text = await (await world.fetch('/metrics')).text();
  return Number(new RegExp(`^${name.replace(/[{}"]/g, '\\$&')} (\\S+)$`, 'm').exec(text)?.[1]);
};

/** The page with everything it names, byte for byte what its hashes say. */
async function expectWholePage(): Promise<void> {
  const response = await world.fetch('/orders', { headers: { cookie: await world.signIn() } });
  expect(response.status).toBe(200);
  const html = await response.text();
  const files = [...html.matchAll(/(?:href|src)="(\/_v\/[^"]+)" integrity="([^"]+)"/g)];
  expect(files.map(([, url]) => url)).toEqual(
    expect.arrayContaining(['/_v/shell/1.0.0/shell.js', '/_v/orders/1.0.0/app.js', '/_v/orders/1.0.0/app.css']),
  );
  for (const [, url, integrity] of files) {
    const file = await world.fetch(url!, { headers: { 'accept-encoding': 'br' } });
    expect(file.status, url).toBe(200);
    const hash = Buffer.from(await crypto.subtle.digest('SHA-384', await file.arrayBuffer())).toString('base64');
    expect(`sha384-${hash}`, url).toBe(integrity);
  }
}

const artifacts = () => join(world.dataFolder, 'artifacts');
async function takeStoreAway(): Promise<void> {
  await rename(artifacts(), `${artifacts()}.away`);
  // As a mount that is gone and something else in its place: nothing can be read from it or made in it.
  await writeFile(artifacts(), '');
}
async function bringStoreBack(): Promise<void> {
  await rm(artifacts());
  await rename(`${artifacts()}.away`, artifacts());
}

/** A service whose log is away: it takes connections, and has nothing to say. */
async function hang(name: keyof World['services']): Promise<void> {
  const { port } = new URL(world.services[name].url);
  await world.services[name].stop();
  const server = createServer(() => undefined);
  hanging.push(server);
  await new Promise<void>((resolve) => server.listen(Number(port), '127.0.0.1', resolve));
}

it('without the releases service: from the artifact store, which it looks at by itself', async () => {
  await world.services.releases.stop();
  await world.restartGateway();
  await world.gateway.ready();
  expect(await readiness()).toMatchObject({
    ready: true,
    composition: { source: 'store', following: false, refused: [] },
  });
  await expectWholePage();
  expect((await world.askByHash(await world.signIn(), release, 'Me')).data).toEqual({ whoami: 'ada customer' });
  const next = await appRelease({ version: '1.1.0' });
  await world.upload(next);
  const { module, team, version, digest } = next.manifest;
  const row = {
    module,
    kind: 'APP' as const,
    team,
    contact: '#o',
    version,
    digest,
    since: '2026-11-23T12:00:00.000Z',
    pins: [],
    killed: [],
  };
  await world.signer.publish({ revision: 'e1.zz', rows: [row] });
  await until(
    async () =>
      (await readiness()).composition.problems.length === 0 &&
      (await figure('tessera_composition_info{source="store"}')) === 1,
    'it to be taken',
  );
});

it('without the artifact store: from its own copies, with their age; and from the store again when it is back', async () => {
  await takeStoreAway();
  await world.restartGateway();
  await world.gateway.ready();
  const { composition } = await readiness();
  expect(composition).toMatchObject({
    source: 'local-copy',
    problems: [],
    refused: [{ source: 'store', code: 'UNREADABLE' }],
  });
  expect(composition.ageSeconds).toBeGreaterThanOrEqual(0);
  expect(Date.parse(composition.issued)).toBeLessThanOrEqual(Date.now());
  expect(await figure('tessera_composition_info{source="local-copy"}')).toBe(1);
  expect(await figure('tessera_composition_refused')).toBe(1);
  expect(await figure('tessera_composition_age_seconds')).toBeGreaterThan(0);
  await expectWholePage();
  expect((await world.askByHash(await world.signIn(), release, 'Me')).data).toEqual({ whoami: 'ada customer' });

  const upload = await world.upload(await appRelease({ version: '1.1.0' }));
  expect([upload.status, ((await upload.json()) as { code: string }).code]).toEqual([503, 'STORE_UNAVAILABLE']);

  await bringStoreBack();
  await until(async () => (await readiness()).composition.source === 'store', 'the store to be taken again');
  expect((await readiness()).composition.refused).toEqual([]);
  expect((await world.upload(await appRelease({ version: '1.1.0' }))).status).toBe(201);
});

it('without the log: services that are there and never answer hold nothing up but their own fields', async () => {
  for (const name of ['orders', 'catalog', 'releases'] as const) await hang(name);
  await world.restartGateway({ limits: { serviceMs: 300 } });
  await until(async () => (await readiness()).ready, 'it to be ready');
  expect((await readiness()).composition).toMatchObject({ source: 'store', following: false });
  await expectWholePage();
  const answer = await world.askByHash(await world.signIn(), release, 'Me');
  expect(answer.errors![0]!.extensions['code']).toBe('SERVICE_UNAVAILABLE');
});

it('without all of them at once, and a file that was altered in the copies is not served', async () => {
  await takeStoreAway();
  await Promise.all(Object.values(world.services).map((service) => service.stop()));
  await world.restartGateway();
  await until(async () => (await readiness()).ready, 'it to be ready');
  expect((await readiness()).composition.source).toBe('local-copy');
  await expectWholePage();

  const copy = join(world.dataFolder, 'gateway', 'releases', 'orders', '1.0.0', 'assets', 'chunk.js');
  await writeFile(copy, 'export const chunk = 2;\n');
  await world.restartGateway();
  expect((await world.fetch('/_v/orders/1.0.0/assets/chunk.js')).status).toBe(500);
  expect((await readiness()).composition.problems[0]).toContain('assets/chunk.js');
});
