/**
 * A team outside of this repository: folders with a package.json and a tessera.json of their own, the command, a gateway's
 * address and a token. One app is built by our preset, one is a standard Module Federation remote as its own tools build it.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify, stripVTControlCharacters } from 'node:util';
import type { Product } from '../src/product.ts';
import { expect, test } from '../src/suite.ts';

const root = join(import.meta.dirname, '../..');
const run = promisify(execFile);
let repository: string;

test.beforeAll(async () => {
  repository = await mkdtemp(join(tmpdir(), 'tessera-visitors-'));
  // In place of an installation from a registry.
  await symlink(join(root, 'node_modules'), join(repository, 'node_modules'));
});
test.afterAll(() => rm(repository, { recursive: true, force: true }));

async function write(files: Readonly<Record<string, string | object>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(repository, path)), { recursive: true });
    await writeFile(
      join(repository, path),
      typeof content === 'string' ? content : `${JSON.stringify(content, null, 2)}\n`,
    );
  }
}

/** As in that team's pipeline: nothing is known but what is said. */
function tessera(product: Product, team: string, ...args: string[]) {
  const { TESSERA_DATA: _data, TESSERA_TOKEN: _token, ...env } = process.env;
  const whom = ['--gateway', product.url, '--token-file', join(product.data, 'secrets', `deploy-${team}.token`)];
  const command = [join(root, 'packages/cli/bin/tessera.mjs'), ...args, ...whom, '--data', join(repository, 'no-data')];
  return run(process.execPath, command, { cwd: repository, env });
}

test('an app of our preset and a standard Module Federation remote are published as they are, promoted and shown', async ({
  product,
  signedIn,
}) => {
  // Three builds and nine commands; it ends a hang and judges nothing.
  test.setTimeout(600_000);
  const team = { team: 'visitors', contact: '#team-visitors' };
  const dependencies = { react: '19.3.1', 'react-dom': '19.3.1' };
  await write({
    'guestbook/package.json': { name: 'guestbook', version: '1.0.0', private: true, type: 'module', dependencies },
    'guestbook/tessera.json': { module: 'guestbook', ...team },
    'guestbook/src/app.ts': `import { defineApp } from '@tessera/app-kit';
      export default defineApp({
        name: 'guestbook',
        routes: [{ path: '/guestbook', title: 'Guestbook', page: 'guestbook-page' }],
        pages: { 'guestbook-page': () => import('./pages/guestbook-page.tsx') },
        navigation: [{ label: 'Guestbook', to: '/guestbook', icon: 'user', group: 'Visits', roles: ['staff'] }],
      });`,
    'guestbook/src/pages/guestbook-page.tsx': `import { useUser } from '@tessera/app-kit';
      import { Page, PageHeader } from '@tessera/shared-ui';
      export default function Guestbook() {
        return <Page><PageHeader title="Guestbook" /><p>Signed by {useUser()?.name}</p></Page>;
      }`,
    'visits/tessera.json': {
      module: 'visits',
      ...team,
      format: 'mf',
      contributions: {
        routes: [{ path: '/visits', page: './visits', title: 'Visits' }],
        navigation: [{ label: 'Visits', to: '/visits', icon: 'history', group: 'Visits', roles: ['staff'] }],
      },
    },
  });
  await cp(join(root, 'shell/fixtures/mf-remote'), join(repository, 'visits'), {
    recursive: true,
    filter: (path) => !/node_modules|dist|\.__mf__temp/.test(path),
  });
  await write({
    'visits/package.json': { name: 'visits', version: '0.3.0', private: true, type: 'module', dependencies },
  });
  // The remote's own build; nothing in it knows of us.
  await run(process.execPath, [join(root, 'node_modules/vite/bin/vite.js'), 'build'], {
    cwd: join(repository, 'visits'),
  });

  // Another team's token is no good for it.
  const foreign = await tessera(product, 'orders', 'publish', 'guestbook').then(
    () => 'accepted',
    (error: { stderr: string }) => error.stderr,
  );
  expect(foreign).toContain('belongs to team visitors');

  for (const [module, version] of [
    ['guestbook', '1.0.0'],
    ['visits', '0.3.0'],
  ] as const) {
    const published = await tessera(product, 'visitors', 'publish', module);
    expect(published.stdout).toContain(`${module}@${version}`);
    const again = await tessera(product, 'visitors', 'publish', module);
    expect(again.stdout).toContain('already published');
    const promoted = await tessera(product, 'visitors', 'promote', `${module}@${version}`);
    expect(promoted.stdout).toContain('is live');
  }

  const page = await signedIn('staff');
  const problems: string[] = [];
  page.on('pageerror', ({ message }) => problems.push(message));
  await expect
    .poll(async () => {
      const { modules } = (await (await page.request.get('/composition.json')).json()) as { modules: object };
      return 'visits' in modules && 'guestbook' in modules;
    })
    .toBe(true);
  await page.goto('/guestbook');
  await expect(page.getByRole('heading', { name: 'Guestbook' })).toBeVisible();
  await expect(page.getByText('Signed by Dana Reyes')).toBeVisible();
  await page.getByRole('link', { name: 'Visits', exact: true }).first().click();
  await page.getByRole('button', { name: '0 visits' }).click();
  await expect(page.getByRole('button', { name: '1 visits' })).toBeVisible();
  // One React for all, and nothing that the browser had to refuse.
  expect(await page.evaluate(`import('react').then((react) => globalThis.visitsReact === react.useState)`)).toBe(true);
  expect(problems).toEqual([]);
  for (const module of ['visits', 'guestbook']) await tessera(product, 'visitors', 'retire', module);
});

/** A copy of the design system, changed. */
async function designSystem(
  version: string,
  folder: string,
  changes: readonly [string, RegExp, string][],
): Promise<string> {
  const source = join(root, 'shared-ui');
  const copy = join(repository, folder);
  await cp(source, copy, { recursive: true, filter: (path) => !/node_modules|gallery|\.spec\./.test(path) });
  const manifest = JSON.parse(await readFile(join(source, 'package.json'), 'utf8')) as object;
  await write({ [`${folder}/package.json`]: { ...manifest, version } });
  for (const [file, from, to] of changes) {
    const text = await readFile(join(copy, file), 'utf8');
    expect(text).toMatch(from);
    await writeFile(join(copy, file), text.replace(from, to));
  }
  return copy;
}

test('two majors of the design system serve an app each on one page; a new release of one reaches open tabs with a document', async ({
  product,
  signedIn,
}) => {
  test.setTimeout(600_000);
  const said = async (...args: string[]) => {
    const { stdout, stderr } = await product.tessera(...args);
    return stripVTControlCharacters(stdout + stderr);
  };
  const ui = '@tessera/shared-ui';
  await write({
    'ledger/package.json': {
      ...{ name: 'guestbook', version: '2.0.0', private: true, type: 'module' },
      dependencies: { react: '19.3.1', 'react-dom': '19.3.1', [ui]: '2.0.0' },
    },
    'ledger/tessera.json': { module: 'guestbook', team: 'visitors', contact: '#team-visitors' },
    'ledger/src/app.ts': `import { defineApp } from '@tessera/app-kit';
      export default defineApp({
        name: 'guestbook',
        routes: [{ path: '/guestbook', title: 'Guestbook', page: 'guestbook-page' }],
        pages: { 'guestbook-page': () => import('./pages/guestbook-page.tsx') },
        navigation: [{ label: 'Guestbook', to: '/guestbook', icon: 'user', group: 'Visits', roles: ['staff'] }],
      });`,
    'ledger/src/pages/guestbook-page.tsx': `import { Button, Page, PageHeader } from '@tessera/shared-ui';
      import { useState } from 'react';
      Object.assign(globalThis, { guestbookReact: useState });
      export default function Guestbook() {
        const [signed, setSigned] = useState(0);
        return <Page><PageHeader title="Guestbook" /><Button onPress={() => setSigned(signed + 1)}>Sign, {String(signed)}</Button></Page>;
      }`,
  });
  const next = await designSystem('2.0.0', 'ui-2', [
    ['src/action/button.css', /border-radius: .*;/, 'border-radius: 77px;'],
    ['src/action/button.tsx', /className="ts-button__words"/, 'className="ts-button__words" data-major="2"'],
  ]);

  // Nobody offers what it needs: both sides, the place, whose it is.
  await tessera(product, 'visitors', 'publish', 'ledger');
  const refused = await tessera(product, 'visitors', 'promote', 'guestbook@2.0.0').then(
    () => 'accepted',
    (error: { stderr: string }) => error.stderr,
  );
  for (const word of [ui, '^2.0.0 is needed', 'shared-ui@1.0.0', 'package.json:1', '#team-platform'])
    expect(refused).toContain(word);

  const page = await signedIn('staff');
  const problems: string[] = [];
  page.on('pageerror', ({ message }) => problems.push(message));
  page.on('console', (message) => void (message.type() === 'error' ? problems.push(message.text()) : undefined));
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  const look = (name: string | RegExp) =>
    page
      .getByRole('button', { name })
      .first()
      .evaluate((button) => ({
        major: button.querySelector('.ts-button__words')?.getAttribute('data-major') ?? '1',
        radius: getComputedStyle(button).borderRadius,
        text: getComputedStyle(button).color,
      }));
  const account = /, account$/;
  const ordersHeading = page.getByRole('heading', { name: 'Orders', level: 1 });
  await page.goto('/orders');
  await expect(ordersHeading).toBeVisible();
  const before = await look(account);
  expect(before.major).toBe('1');

  const published = await said('publish', next, '--promote');
  expect(published).toContain('shared-ui@2.0.0 is live');
  expect(await said('releases')).toMatch(/shared-ui@1\.[^]*shared-ui@2\.0\.0|shared-ui@2\.0\.0[^]*shared-ui@1\./);
  const frameOf = async () =>
    (
      (await (await page.request.get('/composition.json')).json()) as {
        frame: { libraries: { version: string; integrity: Record<string, string> }[] };
      }
    ).frame.libraries;
  await expect.poll(async () => (await frameOf()).map(({ version }) => version)).toEqual(['1.0.0', '2.0.0']);
  // The app on the first has lost nothing, and is not asked to change.
  await expect(page.getByText('A new version of the frame is ready')).toHaveCount(0);
  asked.length = 0;
  await page.reload();
  await expect(ordersHeading).toBeVisible();
  expect(await look(account)).toEqual(before);
  expect(asked.filter((path) => path.startsWith('/_v/shared-ui/2.0.0/'))).toEqual([]);

  await tessera(product, 'visitors', 'promote', 'guestbook@2.0.0');
  await expect
    .poll(async () => {
      const { modules } = (await (await page.request.get('/composition.json')).json()) as { modules: object };
      return 'guestbook' in modules;
    })
    .toBe(true);
  // Into an open page, and with a document of its own.
  for (const arrive of [() => page.getByRole('link', { name: 'Guestbook' }).first().click(), () => page.reload()]) {
    await arrive();
    await expect(page.getByRole('heading', { name: 'Guestbook' })).toBeVisible();
    expect(await look(/^Sign/)).toMatchObject({ major: '2', radius: '77px' });
    expect(await look(account)).toEqual(before);
    await page.getByRole('button', { name: 'Sign, 0' }).click();
    await expect(page.getByRole('button', { name: 'Sign, 1' })).toBeVisible();
    expect(await page.evaluate(`import('react').then((react) => globalThis.guestbookReact === react.useState)`)).toBe(
      true,
    );
  }
  // The page holds both, each under the hash of what is served.
  const map = JSON.parse((await page.locator('script[type="importmap"]').first().textContent())!) as {
    scopes: Record<string, Record<string, string>>;
    integrity: Record<string, string>;
  };
  for (const { version, integrity } of await frameOf()) {
    const scripts = Object.keys(integrity).filter((url) => url.endsWith('.js'));
    expect(scripts.length, version).toBeGreaterThan(0);
    for (const [url, hash] of Object.entries(integrity)) {
      const body = await (await page.request.get(url)).body();
      expect(`sha384-${createHash('sha384').update(body).digest('base64')}`).toBe(hash);
      if (url.endsWith('.js')) expect(map.integrity[url]).toBe(hash);
      else expect(await page.locator(`link[rel="stylesheet"][href="${url}"]`).getAttribute('integrity')).toBe(hash);
    }
  }
  await page.getByRole('link', { name: 'Orders', exact: true }).first().click();
  await expect(ordersHeading).toBeVisible();
  expect(await look(account)).toEqual(before);

  // The first major goes on by itself: the page that is open learns it, and has it with the next page.
  const patched = await designSystem('1.0.1', 'ui-1', [
    ['src/action/button.css', /border-radius: .*;/, 'border-radius: 33px;'],
  ]);
  await page.evaluate(() => Object.assign(globalThis, { sameDocument: true }));
  expect(await said('publish', patched, '--promote')).toContain('shared-ui@1.0.1 is live');
  await expect(page.getByText('A new version of the frame is ready')).toBeVisible();
  expect(await look(account)).toEqual(before);
  await page.getByRole('link', { name: 'Catalog', exact: true }).first().click();
  await expect(page.getByRole('heading', { name: 'Catalog', level: 1 })).toBeVisible();
  await expect.poll(() => page.evaluate(() => 'sameDocument' in globalThis)).toBe(false);
  expect(await look(account)).toEqual({ ...before, radius: '33px' });
  await expect(page.getByText('A new version of the frame is ready')).toHaveCount(0);

  // Each ends by itself, and not before nobody asks for it.
  expect(await said('rollback', 'shared-ui')).toContain('shared-ui@1 or shared-ui@2');
  // Taken back, it is left by the tab that nobody touches; what was typed is kept.
  await page.evaluate(() => Object.assign(globalThis, { sameDocument: true }));
  expect(await said('kill', 'shared-ui@1.0.1', '--reason', 'too round')).toContain('shared-ui@1.0.0');
  await expect.poll(() => page.evaluate(() => 'sameDocument' in globalThis).catch(() => true)).toBe(false);
  await expect(page.getByText('shared-ui@1.0.1 is not used any more.')).toBeVisible();
  expect(await look(account)).toEqual(before);
  const kept = await said('retire', 'shared-ui@2');
  for (const word of ['guestbook@2.0.0', ui, '#team-visitors']) expect(kept).toContain(word);
  await tessera(product, 'visitors', 'retire', 'guestbook');
  expect(await said('retire', 'shared-ui@2')).toContain('is retired');
  await expect.poll(async () => (await frameOf()).map(({ version }) => version)).toEqual(['1.0.0']);
  expect(problems).toEqual([]);
});
