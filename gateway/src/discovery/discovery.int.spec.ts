/** The views of what is live that other tools read, each held against who defines it: a schema, the browser, the real runtime. */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Ajv } from 'ajv';
import { digestOf, integrityOf } from '@tessera/contracts';
import type { AppManifest, ShellManifest } from '@tessera/contracts';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchChromium } from '../testing/chromium.ts';
import { frontendDiscoverySchema } from '../testing/frontend-discovery-schema.ts';
import { appRelease, shellRelease } from '../testing/test-release.ts';
import type { TestRelease } from '../testing/test-release.ts';
import { startWorld } from '../testing/test-world.ts';
import type { World } from '../testing/test-world.ts';

let world: World;
let browser: Browser;
let first: TestRelease<AppManifest>;
let second: TestRelease<AppManifest>;

const require = createRequire(import.meta.url);
/** The runtime's own files, as it is published: import maps lead its packages to each other. */
const runtime = ['runtime', 'runtime-core', 'sdk', 'error-codes'];
const folderOf = (name: string) => {
  const main = require.resolve(`@module-federation/${name}`);
  return main.slice(0, main.lastIndexOf(`${join('dist')}`) + 'dist'.length);
};

/** Uses nothing of ours: the runtime, and the address of the product's manifest. */
const host = `
import { createInstance } from '@module-federation/runtime';
const root = document.getElementById('root');
const say = (text) => { root.textContent = text; root.dataset.done = 'yes'; };
const manifest = await (await fetch('/discovery/mf-manifest.json')).json();
const remotes = manifest.remotes.map(({ federationContainerName, alias, entry }) => ({ name: federationContainerName, alias, entry: new URL(entry, location.href).href }));
const instance = createInstance({ name: 'host', remotes });
instance.loadRemote('visits/counter').then(({ default: Counter }) => say(Counter('the runtime')), (error) => say('failed: ' + error.message));
`;
/** A container as \`@module-federation/vite\` emits it: an ES module with init and get. */
const container = `
export const init = () => undefined;
export const get = async (name) => {
  if (name !== './counter') throw new Error('there is no ' + name);
  const module = await import('./assets/counter.js');
  return () => module;
};
`;

beforeAll(async () => {
  world = await startWorld();
  await world.goLive(await hostShell());
  [first, second] = [await appRelease(), await appRelease({ version: '1.1.0' })];
  await world.goLive(first);
  await world.goLive(second, first.manifest);
  const remote = await appRelease({
    module: 'visits',
    team: 'catalog',
    files: {
      'remoteEntry.js': container,
      'assets/counter.js': 'export default (by) => `counted by ${by}`;\n',
    },
    contributions: { routes: [{ path: '/visits', page: './counter', title: 'Visits' }] },
  });
  const manifest: AppManifest = {
    ...remote.manifest,
    ...{ format: 'mf', entry: 'remoteEntry.js', css: [], preload: ['assets/counter.js'] },
  };
  await world.goLive({ ...remote, manifest: { ...manifest, digest: await digestOf(manifest) } });
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  await world.close();
});

async function hostShell(): Promise<TestRelease<ShellManifest>> {
  const shell = await shellRelease();
  const sources: Record<string, string> = { ...shell.files, 'shell.js': host };
  const provides: ShellManifest['contract']['provides'] = {};
  for (const name of runtime) {
    const folder = folderOf(name);
    const scripts = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
      (entry) => entry.isFile() && /\.m?js$/.test(entry.name),
    );
    for (const entry of scripts) {
      const file = join(entry.parentPath, entry.name);
      sources[`mf/${name}${file.slice(folder.length).replaceAll('\\', '/')}`] = readFileSync(file, 'utf8');
    }
    const { exports } = JSON.parse(readFileSync(join(dirname(folder), 'package.json'), 'utf8')) as {
      exports: Record<string, { import?: string | { default?: string } }>;
    };
    for (const [path, target] of Object.entries(exports)) {
      const file = typeof target.import === 'string' ? target.import : target.import?.default;
      if (file === undefined || !file.startsWith('./dist/')) continue;
      const specifier = `@module-federation/${name}${path.slice(1)}`;
      provides[specifier] = { version: '2.9.1', file: `mf/${name}/${file.slice('./dist/'.length)}` };
    }
  }
  const files = await Promise.all(
    Object.entries(sources).map(async ([path, text]) => [
      path,
      {
        integrity: await integrityOf(text),
        bytes: Buffer.byteLength(text),
        type: path.endsWith('.css') ? 'text/css; charset=utf-8' : 'text/javascript; charset=utf-8',
      },
    ]),
  );
  const manifest: ShellManifest = {
    ...shell.manifest,
    files: Object.fromEntries(files) as ShellManifest['files'],
    contract: { ...shell.manifest.contract, provides: { ...shell.manifest.contract.provides, ...provides } },
  };
  return { files: sources, manifest: { ...manifest, digest: await digestOf(manifest) } };
}

const view = async (path: string) => (await (await world.fetch(path)).json()) as Record<string, unknown>;

it('/discovery is a document of the AWS Frontend Discovery schema v1-pre, and nothing else', async () => {
  const document = (await view('/discovery')) as unknown as {
    microFrontends: Record<string, Record<string, unknown>[]>;
  };
  const ajv = new Ajv({ allErrors: true });
  expect(ajv.validate(frontendDiscoverySchema, document), JSON.stringify(ajv.errors)).toBe(true);
  // The judge is awake: anything of ours outside of extras is refused.
  expect(ajv.validate(frontendDiscoverySchema, { ...document, revision: 'e1.1' })).toBe(false);
  const [stable, fallback] = document.microFrontends['orders']!;
  expect(stable).toMatchObject({
    url: '/_v/orders/1.1.0/app.js',
    fallbackUrl: '/_v/orders/1.0.0/app.js',
    metadata: { version: '1.1.0', integrity: second.manifest.files['app.js']!.integrity },
    deployment: { traffic: 100, default: true },
  });
  expect(fallback).toMatchObject({ metadata: { version: '1.0.0' }, deployment: { traffic: 0, default: false } });
});

it('/discovery/import-map.json is an import map that a browser runs by: names, hashes, and no altered byte', async () => {
  const map = (await view('/discovery/import-map.json')) as unknown as {
    imports: Record<string, string>;
    integrity: Record<string, string>;
  };
  expect(Object.keys(map)).toEqual(['imports', 'scopes', 'integrity']);
  expect(map.imports).toMatchObject({ react: '/_v/shell/1.0.0/vendor/react.js', orders: '/_v/orders/1.1.0/app.js' });
  expect(map.imports).not.toHaveProperty('visits');
  const page = await browser.newPage();
  const run = async (alter: boolean) => {
    await page.route('**/foreign', (route) =>
      route.fulfill({
        contentType: 'text/html',
        body: `<script type="importmap">${JSON.stringify(map)}</script><script type="module">import('orders').then(({ version }) => { document.title = 'ran ' + version; }, () => { document.title = 'refused'; });</script>`,
      }),
    );
    await page.route('**/assets/chunk.js', async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: `${await response.text()}${alter ? '\n' : ''}` });
    });
    await page.goto(`${world.gateway.url}/foreign`);
    await page.waitForFunction('document.title !== ""');
    const title = await page.title();
    await page.unrouteAll();
    return title;
  };
  expect(await run(false)).toBe('ran 1.1.0');
  expect(await run(true)).toBe('refused');
  await page.close();
});

it('/discovery/mf-manifest.json leads the real Module Federation runtime to a live remote, and to what it exposes', async () => {
  const { remotes } = (await view('/discovery/mf-manifest.json')) as { remotes: object[] };
  expect(remotes).toEqual([
    {
      federationContainerName: 'visits',
      moduleName: '.',
      alias: 'visits',
      entry: '/discovery/visits/mf-manifest.json',
    },
  ]);
  const context = await browser.newContext({ baseURL: world.gateway.url });
  const page = await context.newPage();
  const asked: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  page.on('console', (message) => complaints.push(message.text()));
  await page.goto('/visits');
  await page.getByRole('button', { name: 'Ada Marsh' }).click();
  await page.waitForSelector('#root[data-done]').catch((error: unknown) => {
    throw new Error(`the host says nothing: ${complaints.join('\n')}`, { cause: error });
  });
  expect(await page.textContent('#root')).toBe('counted by the runtime');
  expect(asked).toEqual(
    expect.arrayContaining(['/discovery/visits/mf-manifest.json', '/_v/visits/1.0.0/remoteEntry.js']),
  );
  await context.close();
});

it('there is no manifest of what is no live remote', async () => {
  for (const path of ['/discovery/orders/mf-manifest.json', '/discovery/none/mf-manifest.json', '/discovery/visits']) {
    const response = await world.fetch(path);
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([404, 'NO_SUCH_VIEW']);
  }
});

it('/discovery says how much of the traffic a canary has, and what is left to the release that everybody else gets', async () => {
  const candidate = await appRelease({ version: '1.2.0' });
  expect((await world.upload(candidate)).ok).toBe(true);
  const { version: canaryVersion, digest: canaryDigest } = candidate.manifest;
  const canary = { canaryVersion, canaryDigest, canaryShare: 30, canarySince: '2026-11-24T12:00:00.000Z' };
  await world.goLive(second, first.manifest, canary);
  const document = (await view('/discovery')) as { microFrontends: Record<string, Record<string, object>[]> };
  const ajv = new Ajv({ allErrors: true });
  expect(ajv.validate(frontendDiscoverySchema, document), JSON.stringify(ajv.errors)).toBe(true);
  expect(
    document.microFrontends['orders']!.map(({ metadata, deployment }) => ({ ...metadata, ...deployment })),
  ).toMatchObject([
    { version: '1.1.0', traffic: 70, default: true },
    { version: '1.2.0', traffic: 30, default: false },
    { version: '1.0.0', traffic: 0, default: false },
  ]);
});
