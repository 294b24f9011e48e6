/** Broken releases of one app: the shell stays alive, says whose it is, and the neighbours do not notice. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { release, type HandMadeApp } from '../src/releases.ts';
import { expect, test } from '../src/suite.ts';

/** A small app of its own, so that no real module of the product is harmed for the tests after this one. */
const app = (version: string, entry: string): HandMadeApp => ({
  module: 'notices',
  team: 'platform',
  version,
  files: { 'entry.js': entry },
  contributions: { routes: [{ path: '/notices', page: 'notices', title: 'Notices' }] },
});

const working = (text: string) => `
  import { createElement } from 'react';
  const page = { default: () => createElement('h1', null, ${JSON.stringify(text)}) };
  export default { name: 'notices', routes: [{ path: '/notices', page: 'notices', title: 'Notices' }], pages: { notices: async () => page }, navigation: [], slots: { offers: [], fills: {} }, commands: [] };
`;

async function expectOwnedFailure(page: Page): Promise<void> {
  await expect(page.getByText('#team-platform').first()).toBeVisible({ timeout: 40_000 });
  await page.getByRole('link', { name: 'Catalog' }).first().click();
  await expect(page.getByRole('heading', { name: 'Catalog' })).toBeVisible();
}

test('a first release with a syntax error: a place that names the owner, and a shell that works on', async ({
  product,
  signedIn,
}) => {
  await release(product, app('1.0.0', 'export default {{{'));
  const page = await signedIn('staff');
  await page.goto('/notices');
  await expectOwnedFailure(page);
});

test('an entry that is gone from the store', async ({ product, signedIn }) => {
  await release(product, {
    ...app('1.0.1', working('Never served')),
    module: 'lost',
    contributions: { routes: [{ path: '/lost', page: 'notices', title: 'Lost' }] },
  });
  const page = await signedIn('staff');
  // Live first: a gateway that finds a file missing while it takes a release in refuses that release, and shows nothing of it.
  await expect
    .poll(async () => {
      const { modules } = (await (await page.request.get('/composition.json')).json()) as {
        modules: Record<string, { version: string }>;
      };
      return modules['lost']?.version;
    })
    .toBe('1.0.1');
  await rm(join(product.data, 'artifacts/lost/1.0.1/entry.js'), { force: true });
  await page.route('**/_v/lost/1.0.1/**', (route) => route.fulfill({ status: 404, body: 'gone' }));
  await page.goto('/lost');
  await expectOwnedFailure(page);
});

test('an entry that never answers falls back to the release before it', async ({ product, signedIn }) => {
  await release(product, app('1.1.0', working('Notices, as they were')));
  await release(product, app('1.2.0', working('Notices, as they never arrive')));
  const page = await signedIn('staff');
  await page.route('**/_v/notices/1.2.0/**', () => {});
  await page.goto('/notices');
  await expect(page.getByRole('heading', { name: 'Notices, as they were' })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText(/1\.1\.0/).first()).toBeVisible();
});

test('an app that throws while it renders', async ({ product, signedIn }) => {
  const throwing = `
    const page = { default: () => { throw new Error('boom'); } };
    export default { name: 'notices', routes: [{ path: '/notices', page: 'notices', title: 'Notices' }], pages: { notices: async () => page }, navigation: [], slots: { offers: [], fills: {} }, commands: [] };`;
  await release(product, app('1.3.0', throwing));
  const page = await signedIn('staff');
  await page.goto('/notices');
  await expectOwnedFailure(page);
});

test('an app that exports something else', async ({ product, signedIn }) => {
  await release(product, app('1.4.0', 'export default 42;'));
  await release(product, app('1.4.1', 'export const nothing = 1;'));
  const page = await signedIn('staff');
  await page.goto('/notices');
  await expect(page.getByText('WRONG_EXPORT')).toBeVisible();
  await expectOwnedFailure(page);
});

test('a flipped byte is refused by the browser', async ({ product, signedIn }) => {
  await release(product, app('1.5.0', working('Untouched')));
  const page = await signedIn('staff');
  await page.route('**/_v/notices/1.5.0/**', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: (await response.text()).replace('Untouched', 'Tampered!') });
  });
  await page.goto('/notices');
  await expect(page.getByText('#team-platform').first()).toBeVisible({ timeout: 40_000 });
  await expect(page.getByText('Tampered!')).toHaveCount(0);
});
