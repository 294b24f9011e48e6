/** A second environment on the same machine: its own data, people and processes, the same releases. */
import type { Page } from '@playwright/test';
import { signInByHttp } from '../src/graphql.ts';
import { heading, pageApp } from '../src/hand-made-app.ts';
import { people } from '../src/people.ts';
import { startProduct, type Product } from '../src/product.ts';
import { takeProfile } from '../src/profiles.ts';
import { prepare, publish } from '../src/releases.ts';
import { expect, test } from '../src/suite.ts';

test.describe.configure({ timeout: 600_000 });

const module = 'journal';
const id = `${module}@1.0.0`;

async function run(product: Product, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await product.tessera(...args);
  expect(code, stderr + stdout).toBe(0);
  return stdout;
}

/** What `tessera releases` lists as live there. */
async function live(product: Product, environment: string): Promise<string[]> {
  type Row = { readonly module: string; readonly version: string; readonly liveIn: readonly string[] };
  const rows = JSON.parse(await run(product, 'releases', '--json')) as Row[];
  return rows.filter(({ liveIn }) => liveIn.includes(environment)).map(({ module, version }) => `${module}@${version}`);
}

async function shows(page: Page, path: string, title: string): Promise<void> {
  await page.goto(path);
  await expect(page.getByRole('heading', { name: title, exact: true })).toBeVisible();
}

test('a release is tried in staging, on other data, before the same files are promoted in production', async ({
  product,
  signedIn,
  browser,
}) => {
  const staging = await startProduct({ args: ['--serve', 'staging', '--releases-of', product.data] });
  try {
    expect(await live(staging, 'staging'), 'it begins with what is live at its home').toEqual(
      await live(product, 'production'),
    );
    const context = await browser.newContext({ baseURL: staging.url });
    await takeProfile(context, staging, await signInByHttp(staging.url, people.staff.id));
    const there = await context.newPage();
    const here = await signedIn('staff');

    await publish(product, await prepare(pageApp(module, '1.0.0', heading('What happened'))));
    await run(staging, 'promote', id);
    await shows(there, `/${module}`, 'What happened');
    await here.goto('/catalog');
    await expect(here.getByRole('link', { name: 'Catalog', exact: true }).first()).toBeVisible();
    await expect(here.getByRole('link', { name: 'Journal', exact: true })).toHaveCount(0);

    await run(product, 'promote', id);
    await shows(here, `/${module}`, 'What happened');
    await context.close();
  } finally {
    await staging.close();
  }
});
