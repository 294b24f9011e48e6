import { cp, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '../src/suite.ts';

const root = join(import.meta.dirname, '../..');
const workshop = join(root, 'test-results/workshop');
const folder = join(workshop, 'orders');

test.beforeAll(async () => {
  // A working copy of apps/orders, so that the test edits no file of the repository.
  await rm(workshop, { recursive: true, force: true });
  await mkdir(workshop, { recursive: true });
  await cp(join(root, 'apps/orders'), folder, { recursive: true, filter: (path) => !path.includes('node_modules') });
  await symlink(join(root, 'node_modules'), join(workshop, 'node_modules'));
});
/** Another title, in the working copy. */
async function renew(title: string): Promise<void> {
  const page = join(folder, 'src/pages/orders-page.tsx');
  const source = await readFile(join(root, 'apps/orders/src/pages/orders-page.tsx'), 'utf8');
  expect(source).toContain('title="Orders"');
  await writeFile(page, source.replace('title="Orders"', `title="${title}"`));
}
test.afterAll(() => rm(workshop, { recursive: true, force: true }));

test('a changed line in apps/orders goes live alone: the next load and an open tab at its next navigation run it; rollback undoes it', async ({
  product,
  signedIn,
}) => {
  const openTab = await signedIn('customer');
  await openTab.goto('/catalog');
  await expect(openTab.getByRole('heading', { name: 'Catalog' })).toBeVisible();
  await openTab.evaluate(() => Object.assign(window, { stillTheSameDocument: true }));
  const processes = async () => (await product.status()).map(({ name, pid, restarts }) => ({ name, pid, restarts }));
  const before = await processes();

  await renew('Orders, renewed');
  const published = await product.tessera('publish', folder);
  expect(published.code, published.stderr + published.stdout).toBe(0);
  const version = /orders@(\d+\.\d+\.\d+)/.exec(published.stdout)?.[1];
  expect(version).toBeDefined();
  const promoted = await product.tessera('promote', `orders@${version}`);
  expect(promoted.code, promoted.stderr + promoted.stdout).toBe(0);

  const fresh = await signedIn('otherCustomer');
  await fresh.goto('/orders');
  await expect(fresh.getByRole('heading', { name: 'Orders, renewed' })).toBeVisible();
  await openTab.getByRole('link', { name: 'Orders', exact: true }).first().click();
  await expect(openTab.getByRole('heading', { name: 'Orders, renewed' })).toBeVisible();
  expect(await openTab.evaluate(() => 'stillTheSameDocument' in window)).toBe(true);
  expect(await processes(), 'nobody was restarted').toEqual(before);

  const rolledBack = await product.tessera('rollback', 'orders');
  expect(rolledBack.code, rolledBack.stderr + rolledBack.stdout).toBe(0);
  await fresh.goto('/orders');
  await expect(fresh.getByRole('heading', { name: 'Orders', exact: true })).toBeVisible();
});

test('the same content again is the same release; other content under a taken version is refused', async ({
  product,
}) => {
  const again = await product.tessera('publish', join(root, 'apps/catalog'));
  expect(again.code, again.stderr).toBe(0);
  expect(again.stdout).toMatch(/already published/i);
  await renew('Orders, otherwise');
  const pinned = await product.tessera('publish', folder, '--version', '1.0.0');
  expect(pinned.code).not.toBe(0);
  expect(pinned.stderr + pinned.stdout).toMatch(/other content/i);
});

test('status names every process; events tail shows the log', async ({ product }) => {
  const status = await product.tessera('status');
  for (const name of ['gateway', 'orders-service', 'catalog-service', 'fulfilment-service', 'releases-service']) {
    expect(status.stdout).toContain(name);
  }
  const tail = await product.tessera('events', 'tail', '--no-follow', '--service', 'releases', '--json');
  const first = JSON.parse(tail.stdout.split('\n')[0] ?? '') as { type: string };
  expect(first.type).toBeTruthy();
});
