/**
 * A team outside of this repository: folders with a package.json and a tessera.json of their own, the command, a gateway's
 * address and a token. One app is built by our preset, one is a standard Module Federation remote as its own tools build it.
 */
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
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
        navigation: [{ label: 'Guestbook', to: '/guestbook', icon: 'book-open', group: 'Visits', roles: ['staff'] }],
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
        navigation: [{ label: 'Visits', to: '/visits', icon: 'footprints', group: 'Visits', roles: ['staff'] }],
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
