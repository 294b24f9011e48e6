/** The shell as it is published, in a real browser under the real policy: loading, falling back, switching, federating. */
import { execFileSync } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Browser, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildLibrary, inProductPage } from '@tessera/app-kit/vite';
import react from '@vitejs/plugin-react';
import { createServer } from 'vite';
import { buildShell, type BuiltShell } from '../build/index.ts';
import { liveModule, testApp } from './testing/test-app.ts';
import { readFolder, startTestSite, type SiteLibrary, type TestSite } from './testing/test-site.ts';
import { launchChromium } from './testing/chromium.ts';

const fixture = join(import.meta.dirname, '..', 'fixtures', 'mf-remote');
let folder: string;
let shell: BuiltShell;
let libraries: readonly SiteLibrary[];
let browser: Browser;
let site: TestSite;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tessera-shell-'));
  shell = await buildShell({ outDir: join(folder, 'shell') });
  libraries = [await buildUi('1.0.0', sharedUi), await buildUi('2.0.0', await rounderUi())];
  buildRemote(join(folder, 'remote'));
  browser = await launchChromium();
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await rm(folder, { recursive: true, force: true });
});

beforeEach(async () => {
  site = await startTestSite({ shell, shellFolder: join(folder, 'shell'), libraries });
  const context = await browser.newContext({ baseURL: site.url });
  page = await context.newPage();
  page.setDefaultTimeout(15_000);
  complaints = [];
  page.on('console', (message) => void (message.type() === 'error' ? complaints.push(message.text()) : undefined));
  page.on('pageerror', (error) => void complaints.push(String(error)));
});
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') console.log(task.name, complaints, site.requests.slice(-15));
  await page.context().close();
  await site.close();
});

const sharedUi = join(import.meta.dirname, '..', '..', 'shared-ui');

async function buildUi(version: string, from: string): Promise<SiteLibrary> {
  const outDir = join(folder, `ui-${version}`);
  return { version, built: await buildLibrary({ folder: from, outDir }), folder: outDir };
}

/** The design system's next major: rounder, another brand colour, and its buttons say which they are. */
async function rounderUi(): Promise<string> {
  const copy = join(folder, 'rounder');
  await cp(sharedUi, copy, { recursive: true, filter: (path) => !/node_modules|\.spec\.|gallery/.test(path) });
  await symlink(join(sharedUi, '..', 'node_modules'), join(copy, 'node_modules'));
  const change = async (file: string, from: RegExp, to: string) => {
    const text = await readFile(join(copy, file), 'utf8');
    expect(text).toMatch(from);
    await writeFile(join(copy, file), text.replace(from, to));
  };
  await change('src/tokens/tokens.css', /--ts-brand: .*;/, '--ts-brand: rgb(1 2 3);');
  await change('src/action/button.css', /border-radius: .*;/, 'border-radius: 77px;');
  await change('src/action/button.tsx', /className="ts-button__words"/, 'className="ts-button__words" data-major="2"');
  return copy;
}

/** As its own team would: `vite build`, in a process that knows of no test (the plugin leaves its entry out under vitest). */
function buildRemote(outDir: string): void {
  const vite = join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin', 'vite.js');
  const { VITEST: _, NODE_ENV: __, ...env } = process.env;
  execFileSync(process.execPath, [vite, 'build', '--outDir', outDir, '--logLevel', 'error'], { cwd: fixture, env });
}

const heading = (name: string) => page.getByRole('heading', { name, level: 1 });

async function oneApp(module = 'alpha', version = '1.0.0') {
  return liveModule(module, await site.add(testApp(module, version)));
}

describe('the build', () => {
  it('has a file of its own for everything that apps share, none of which asks for anything by require()', () => {
    expect(Object.keys(shell.provides).sort()).toEqual([
      '@tessera/app-kit',
      'react',
      'react-dom',
      'react-dom/client',
      'react/jsx-runtime',
    ]);
    const files = readFolder(join(folder, 'shell'));
    const named = [
      shell.entry,
      ...shell.css,
      ...shell.preload,
      ...Object.values(shell.provides).map(({ file }) => file),
    ];
    expect(named.filter((file) => files[file] === undefined)).toEqual([]);
    const scripts = Object.entries(files).filter(([path]) => path.endsWith('.js'));
    expect(scripts.filter(([, code]) => /__require\(["'`]/.test(code.toString())).map(([path]) => path)).toEqual([]);
    expect(
      scripts.filter(([, code]) => /\bjsxDEV\b|react\.development/.test(code.toString())).map(([path]) => path),
    ).toEqual([]);
  });

  it('is the same for the same sources', async () => {
    const again = await buildShell({ outDir: join(folder, 'again') });
    expect(again).toEqual(shell);
    expect(readFolder(join(folder, 'again'))).toEqual(readFolder(join(folder, 'shell')));
  });
});

describe('two majors of the design system', () => {
  const look = (name: string) =>
    page.getByRole('button', { name }).evaluate((button) => ({
      major: button.querySelector('.ts-button__words')?.getAttribute('data-major') ?? '1',
      radius: getComputedStyle(button).borderRadius,
      brand: getComputedStyle(button).getPropertyValue('--ts-brand'),
      border: getComputedStyle(button).borderTopWidth,
    }));

  it('serve an app each on one page: its own components and styles, one React, nothing of it beyond the app', async () => {
    const page1 = testApp('alpha', '1.0.0').files['page.js'] as string;
    // A page that another app fills, and has something drawn over the page.
    const page2 = `
import { createElement as h, useState } from 'react';
import { Slot } from '@tessera/app-kit';
import { Button, Menu } from '@tessera/shared-ui';
export default function Page() {
  return h('div', null, h('h1', null, 'beta'), h(Button, null, 'On two'),
    h(Menu, { trigger: h(Button, null, 'More'), items: [{ id: 'a', label: 'An action' }] }),
    h(Slot, { name: 'beta/aside/v1' }));
}`;
    const filling = `import { createElement as h } from 'react'; import { Button } from '@tessera/shared-ui';
export default () => h(Button, null, 'Filled by one');`;
    const alpha = await site.add(
      testApp('alpha', '1.0.0', {
        'app.js': `export default { name: 'alpha', pages: { main: () => import('./page.js') }, slots: { fills: { 'beta/aside/v1': () => import('./filling.js') } } };`,
        'page.js': page1,
        'filling.js': filling,
      }),
    );
    const beta = await site.add(testApp('beta', '1.0.0', { 'page.js': page2 }));
    const one = liveModule('alpha', { ...alpha, libraries: ['shared-ui@1.0.0'] });
    const two = liveModule('beta', { ...beta, libraries: ['shared-ui@2.0.0'] });
    site.goLive(
      { ...one, contributions: { ...one.contributions, slots: { offers: [], fills: ['beta/aside/v1'] } } },
      { ...two, contributions: { ...two.contributions, slots: { offers: ['beta/aside/v1'], fills: [] } } },
    );
    await page.goto('/alpha');
    await heading('alpha 1.0.0').waitFor();
    const first = await look('Pressed 0');
    expect(first).toMatchObject({ major: '1' });
    // Of the other major nothing is fetched before somebody needs it.
    expect(site.requests.filter((path) => path.includes('/shared-ui/2.0.0/'))).toEqual([]);

    await page.getByRole('link', { name: 'beta' }).first().click();
    await heading('beta').waitFor();
    await page.getByRole('button', { name: 'Filled by one' }).waitFor();
    expect(await look('On two')).toEqual({ ...first, major: '2', radius: '77px', brand: '#010203' });
    // The other app's part in the middle of it, and the frame around it, are what they were.
    expect(await look('Filled by one')).toEqual(first);
    expect(await look('Ada Marsh, account')).toMatchObject({ radius: first.radius, brand: first.brand });
    await page.getByRole('button', { name: 'More' }).click();
    const action = page.getByRole('menuitem', { name: 'An action' });
    await action.waitFor();
    expect(await action.evaluate((item) => getComputedStyle(item).getPropertyValue('--ts-brand'))).toBe('#010203');
    await page.keyboard.press('Escape');

    // Light or dark is the page's, for both of them.
    await page.emulateMedia({ colorScheme: 'light' });
    const inks = async (theme: string) => {
      await page.evaluate((theme) => (document.documentElement.dataset['theme'] = theme), theme);
      const texts = await page
        .getByRole('button', { name: /On two|Filled by one/ })
        .evaluateAll((buttons) => buttons.map((button) => getComputedStyle(button).color));
      expect(new Set(texts).size).toBe(1);
      const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      return [texts[0], ground];
    };
    const [dark, light] = [await inks('dark'), await inks('light')];
    for (const at of [0, 1]) expect(dark[at]).not.toBe(light[at]);
    expect(await inks('system')).toEqual(light);
    expect(light[1]).not.toBe('rgba(0, 0, 0, 0)');

    await page.getByRole('link', { name: 'alpha' }).first().click();
    await heading('alpha 1.0.0').waitFor();
    expect(await look('Pressed 0')).toEqual(first);
    expect(complaints).toEqual([]);
  });

  it('are checked against their hashes each: an altered byte of the one leaves the other alone', async () => {
    const alpha = { ...(await site.add(testApp('alpha', '1.0.0'))), libraries: ['shared-ui@1.0.0'] };
    const beta = { ...(await site.add(testApp('beta', '1.0.0'))), libraries: ['shared-ui@2.0.0'] };
    site.goLive(liveModule('alpha', alpha), liveModule('beta', beta));
    site.fault(/shared-ui\/2\.0\.0\/.*\.js/, 'altered');
    await page.goto('/alpha');
    await heading('alpha 1.0.0').waitFor();
    await page.getByRole('link', { name: 'beta' }).first().click();
    await page.getByText('Its files could not be loaded.').waitFor();
    await page.getByRole('link', { name: 'alpha' }).first().click();
    await heading('alpha 1.0.0').waitFor();
  });
});

describe('a frame', () => {
  it('that is newer by now is announced, and comes with a document at the next page; not under the person', async () => {
    site.goLive(await oneApp('alpha'), await oneApp('beta'));
    await page.goto('/alpha');
    await heading('alpha 1.0.0').waitFor();
    await page.evaluate(() => Object.assign(globalThis, { sameDocument: true }));
    const isSame = () => page.evaluate(() => 'sameDocument' in globalThis);
    site.newFrame('1.1.0');
    await page.getByText('A new version of the frame is ready').waitFor();
    await page.getByRole('button', { name: 'Pressed 0' }).click();
    await page.getByRole('button', { name: 'Pressed 1' }).waitFor();
    expect(await isSame()).toBe(true);
    await page.getByRole('link', { name: 'beta' }).first().click();
    await heading('beta 1.0.0').waitFor();
    expect(new URL(page.url()).pathname).toBe('/beta');
    expect(await isSame()).toBe(false);
    expect(await page.getByText('A new version of the frame is ready').count()).toBe(0);
    expect(complaints).toEqual([]);
  });
});

describe('an app', () => {
  it("runs on the frame's React, app-kit and components, and nothing is complained about", async () => {
    site.goLive(await oneApp());
    await page.goto('/');
    await heading('alpha 1.0.0').waitFor();
    expect(new URL(page.url()).pathname).toBe('/alpha');
    await page.getByText('for Ada Marsh').waitFor();
    await page.getByRole('button', { name: 'Pressed 0' }).click();
    await page.getByRole('button', { name: 'Pressed 1' }).waitFor();
    expect(await page.title()).toBe('All alpha · Test product');
    expect(complaints).toEqual([]);
  });

  it('that cannot be loaded at first is asked for again under new addresses, all of its files', async () => {
    site.goLive(await oneApp());
    site.fault(/heading\.js$/);
    await page.goto('/alpha');
    await page.getByText('Alpha can’t be shown right now').waitFor();
    await page.getByText('#team-alpha').waitFor();
    site.fault(undefined);
    await page.getByRole('button', { name: 'Try again' }).click();
    await heading('alpha 1.0.0').waitFor();
    expect(site.requests.filter((url) => url.includes('heading.js')).at(-1)).toMatch(/heading\.js\?retry=\d$/);
  });

  it('of which a byte was changed on the way does not run, not even when it is asked for again', async () => {
    site.goLive(await oneApp());
    site.fault(/\/alpha\/.*\.js/, 'altered');
    await page.goto('/alpha');
    await page.getByText('Alpha can’t be shown right now').waitFor();
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect
      .poll(() => site.requests.filter((url) => url.includes('/alpha/1.0.0/app.js')).length)
      .toBeGreaterThan(2);
    await page.getByText('Alpha can’t be shown right now').waitFor();
    expect(await heading('alpha 1.0.0').count()).toBe(0);
    // Nor is it shown in styles that are not its own: here the shell asks for them, with their hash.
    site.fault(/\/alpha\/.*\.css/, 'altered');
    await page.goto('/alpha');
    await page.getByText('Alpha can’t be shown right now').waitFor();
    expect(await heading('alpha 1.0.0').count()).toBe(0);
  });

  it('that hangs is given up on in time; the release before stands in and says so', async () => {
    const previous = await site.add(testApp('alpha', '1.0.0'));
    site.goLive(liveModule('alpha', await site.add(testApp('alpha', '1.1.0')), previous), await oneApp('beta'));
    site.fault(/\/alpha\/1\.1\.0\/app\.js/, 'hang');
    site.loadTimeout(3_000);
    await page.goto('/alpha');
    // The rest of the page is there and works meanwhile.
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'beta' }).first().waitFor();
    await heading('alpha 1.0.0').waitFor();
    const note = page.getByText(/runs its previous version 1\.0\.0: 1\.1\.0 did not start/);
    await note.waitFor();
    site.fault(undefined);
    await page.getByRole('button', { name: 'Try 1.1.0 again' }).click();
    await heading('alpha 1.1.0').waitFor();
    expect(await note.count()).toBe(0);
  });

  it('whose page throws leaves the frame and other apps alone', async () => {
    site.goLive(await oneApp(), await oneApp('beta'));
    await page.goto('/alpha/thrower');
    await page.getByText('Alpha can’t be shown right now').waitFor();
    await page.getByRole('link', { name: 'beta' }).first().click();
    await heading('beta 1.0.0').waitFor();
  });

  it('that exports something else says so, with its owner', async () => {
    site.goLive(liveModule('alpha', await site.add(testApp('alpha', '1.0.0', { 'app.js': 'export default 42;' }))));
    await page.goto('/alpha');
    await page.getByText('What was published is not an app').waitFor();
    await page.getByText('WRONG_EXPORT').waitFor();
    await page.getByText('#team-alpha').waitFor();
  });
});

describe('an app on its development server', () => {
  const counter = (words: string) => `import { useState } from 'react';
export default function Counter() {
  const [count, setCount] = useState(0);
  return <button onClick={() => setCount(count + 1)}>{'${words} ' + count}</button>;
}
`;

  it('that React’s plugin serves and that knows no kit runs on the page’s React; what is saved reloads the page', async () => {
    const root = join(folder, 'on-a-server');
    await cp(fixture, root, { recursive: true, filter: (path) => path === fixture });
    await symlink(join(sharedUi, '..', 'node_modules'), join(root, 'node_modules'));
    await writeFile(
      join(root, 'app.js'),
      `export default { name: 'alpha', pages: { main: () => import('./page.jsx') } };`,
    );
    await writeFile(join(root, 'page.jsx'), counter('Pressed'));
    const plugins = [react(), inProductPage()];
    const server = await createServer({ root, configFile: false, appType: 'custom', logLevel: 'error', plugins });
    try {
      await server.listen(0);
      const entry = `${server.resolvedUrls!.local[0]!}app.js`;
      const release = { version: '0.0.0-local', entry, css: [], format: 'esm' as const, integrity: {} };
      const live = await oneApp();
      site.goLive(live);
      site.override(liveModule('alpha', release));
      await page.goto('/alpha');
      await page.getByRole('button', { name: 'Pressed 0' }).click();
      await page.getByRole('button', { name: 'Pressed 1' }).waitFor();
      await writeFile(join(root, 'page.jsx'), counter('Pushed'));
      await page.getByRole('button', { name: 'Pushed 0' }).waitFor();
      expect(complaints).toEqual([]);
    } finally {
      await server.close();
    }
  });
});

describe('another release', () => {
  it('is shown at the next navigation into the app: never under the person, never by a reload', async () => {
    const first = await oneApp();
    site.goLive(first, await oneApp('beta'));
    await page.goto('/alpha');
    await page.getByRole('button', { name: 'Pressed 0' }).click();
    const next = liveModule('alpha', await site.add(testApp('alpha', '1.1.0')), first);
    const asked = page.waitForResponse('**/composition.json');
    site.goLive(next);
    await asked;
    await page.getByRole('button', { name: 'Pressed 1' }).click();
    await heading('alpha 1.0.0').waitFor();
    await page.getByRole('link', { name: 'beta' }).first().click();
    await heading('beta 1.0.0').waitFor();
    await page.getByRole('link', { name: 'alpha' }).first().click();
    await heading('alpha 1.1.0').waitFor();
    const styles = await page.evaluate(() =>
      [...document.querySelectorAll('link[data-module=alpha]')].map((link) => link.getAttribute('href')),
    );
    expect(styles).toEqual(['/_v/alpha/1.1.0/app.css']);
    expect(site.requests.filter((url) => url === '/alpha')).toHaveLength(1);
    expect(complaints).toEqual([]);
  });

  it('is checked against its hash although the page was made before it', async () => {
    const first = await oneApp();
    site.goLive(first, await oneApp('beta'));
    await page.goto('/beta');
    await heading('beta 1.0.0').waitFor();
    site.fault(/\/alpha\/1\.1\.0\/.*\.js/, 'altered');
    const asked = page.waitForResponse('**/composition.json');
    site.goLive(liveModule('alpha', await site.add(testApp('alpha', '1.1.0')), first));
    await asked;
    await page.getByRole('link', { name: 'alpha' }).first().click();
    await heading('alpha 1.0.0').waitFor();
    await page.getByText(/1\.1\.0 did not start/).waitFor();
  });
});

describe('a standard Module Federation remote', () => {
  it("shows what it exposes, on the frame's React", async () => {
    const release = await site.add({
      module: 'visits',
      version: '1.0.0',
      format: 'mf',
      entry: 'remoteEntry.js',
      files: readFolder(join(folder, 'remote')),
    });
    const live = liveModule('visits', release);
    const { contributions } = live;
    site.goLive({
      ...live,
      contributions: { ...contributions, routes: [{ path: '/visits', page: './visits', title: 'Visits' }] },
    });
    await page.goto('/visits');
    await page.getByRole('button', { name: '0 visits' }).click();
    await page.getByRole('button', { name: '1 visits' }).waitFor();
    // As text, so that no test runner rewrites the import.
    const isSame = await page.evaluate(`import('react').then((react) => globalThis.visitsReact === react.useState)`);
    expect(isSame).toBe(true);
    expect(site.requests.filter((url) => url.includes('/visits/') && /react(?:-dom)?-[\w-]+\.js/.test(url))).toEqual(
      [],
    );
    expect(complaints).toEqual([]);
  });
});
