/** Releases in real browsers, on one running product: what is refused, who gets a canary and how it ends, what open tabs do. */
import { cp, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { endBrokenCanary } from '../src/broken-canary.ts';
import { heading, pageApp, titleOf } from '../src/hand-made-app.ts';
import type { Product } from '../src/product.ts';
import { createProfiles, loadPage, takeProfile, type Profile } from '../src/profiles.ts';
import { prepare, publish, release } from '../src/releases.ts';
import { expect, test } from '../src/suite.ts';

const root = join(import.meta.dirname, '../..');

/** Each is many steps; this ends a hang and judges nothing. */
test.describe.configure({ timeout: 600_000 });

/** A working copy, so that the test edits no file of the repository. */
async function copyOf(folder: string): Promise<string> {
  const workshop = join(root, 'test-results/releases-workshop');
  const copy = join(workshop, folder.replace('/', '-'));
  await rm(copy, { recursive: true, force: true });
  await mkdir(workshop, { recursive: true });
  await cp(join(root, folder), copy, { recursive: true, filter: (path) => !path.includes('node_modules') });
  await rm(join(workshop, 'node_modules'), { force: true });
  await symlink(join(root, 'node_modules'), join(workshop, 'node_modules'));
  return copy;
}

async function edit(file: string, from: string, to: string): Promise<void> {
  const source = await readFile(file, 'utf8');
  expect(source).toContain(from);
  await writeFile(file, source.replace(from, to));
}

/** Goes elsewhere and comes back, by the navigation: no document is loaded. */
async function leaveAndReturn(page: Page, module: string): Promise<void> {
  await page.getByRole('link', { name: 'Catalog', exact: true }).first().click();
  await expect(page.getByRole('heading', { name: 'Catalog' })).toBeVisible();
  await page
    .getByRole('link', { name: titleOf(module), exact: true })
    .first()
    .click();
}

const shows = (page: Page, text: string) =>
  expect(page.getByRole('heading', { name: text, exact: true })).toBeVisible();

test.afterAll(() => rm(join(root, 'test-results/releases-workshop'), { recursive: true, force: true }));

test('what would break somebody is refused with both sides, the line, the owner and the ways out; nothing changes', async ({
  product,
  signedIn,
}) => {
  const live = async () => JSON.parse((await product.tessera('releases', '--json')).stdout) as unknown;

  // An app that asks for what nobody answers does not even get published.
  const app = await copyOf('apps/catalog');
  await edit(join(app, 'src/operations/product.graphql'), '    description\n', '    description\n    colour\n');
  const before = await live();
  const unknown = await product.tessera('publish', app);
  expect(unknown.code).not.toBe(0);
  for (const part of [
    'catalog: ',
    '"colour"',
    'product.graphql:7',
    'catalog-service (team catalog, #team-catalog)',
    'Either',
  ])
    expect(unknown.stderr + unknown.stdout).toContain(part);
  expect(await live(), 'nothing was published').toEqual(before);

  // A service that takes a field away from a live app is published, and never promoted.
  const service = await copyOf('services/catalog');
  for (const file of ['schema.graphql', 'src/schema.ts'])
    await edit(join(service, file), '  description: String!\n', '');
  const published = await product.tessera('publish', service);
  expect(published.code, published.stderr + published.stdout).toBe(0);
  const version = /catalog-service@(\d+\.\d+\.\d+)/.exec(published.stdout)?.[1];
  const asked = await product.tessera('can-i-deploy', `catalog-service@${version}`);
  const refused = await product.tessera('promote', `catalog-service@${version}`);
  for (const { code, stdout, stderr } of [asked, refused]) {
    expect(code).not.toBe(0);
    for (const part of [
      `catalog-service@${version}`,
      'catalog@',
      'Product.description',
      'src/operations/product.graphql:6',
      '#team-catalog',
      'keep Product.description',
      'no published release of catalog after',
      'does without Product.description; ask team catalog',
    ])
      expect((stdout + stderr).toLowerCase()).toContain(part.toLowerCase());
  }
  // Beside what is live, as no version is named.
  const changed = await product.tessera('diff', `catalog-service@${version}`, '--json');
  expect(changed.code, changed.stderr).toBe(0);
  const { from, to, changes } = JSON.parse(changed.stdout) as { from: string; to: string; changes: object[] };
  expect([from, to]).toEqual([expect.stringMatching(/^\d+\.\d+\.\d+$/), version]);
  expect(changes).toContainEqual({
    kind: 'removed',
    what: 'field',
    text: expect.stringContaining('Product.description'),
  });
  const refusals = await product.tessera('audit', 'catalog-service', '--refused', '--json');
  expect(JSON.parse(refusals.stdout)).toMatchObject([
    { action: 'REFUSED', version, refusals: [{ code: 'FIELD_MISSING' }] },
  ]);
  const page = await signedIn('customer');
  await page.goto('/catalog/VLV-BAL-40');
  await expect(page.getByRole('complementary')).toBeVisible();
});

test('a canary to 10 % of 50 people: the same ones at every load, more when it grows, and nobody in two', async ({
  product,
  browser,
}) => {
  const profiles = await createProfiles(product, 50);
  for (const module of ['bulletin', 'circular']) {
    await release(product, pageApp(module, '1.0.0', heading(`${module} as it was`)));
    await publish(product, await prepare(pageApp(module, '1.1.0', heading(`${module} renewed`))));
  }
  const widen = async (module: string, share: number): Promise<Set<string>> => {
    const promoted = await product.tessera('promote', `${module}@1.1.0`, '--canary', `${share}%`);
    expect(promoted.code, promoted.stderr + promoted.stdout).toBe(0);
    await expect.poll(() => trafficOf(product, module, '1.1.0')).toBe(share);
    return whoRuns(product, profiles, module, '1.1.0');
  };

  const tenth = await widen('bulletin', 10);
  expect(tenth.size).toBeGreaterThan(0);
  expect(tenth.size).toBeLessThan(15);
  expect(await whoRuns(product, profiles, 'bulletin', '1.1.0'), 'the same at the next load').toEqual(tenth);
  for (const [profile, expected] of [
    [profiles.find(({ id }) => tenth.has(id))!, 'bulletin renewed'],
    [profiles.find(({ id }) => !tenth.has(id))!, 'bulletin as it was'],
  ] as const) {
    const context = await browser.newContext({ baseURL: product.url });
    await takeProfile(context, product, profile);
    const page = await context.newPage();
    await page.goto('/bulletin');
    await shows(page, expected);
    await page.reload();
    await shows(page, expected);
    await context.close();
  }

  const half = await widen('bulletin', 50);
  expect(
    [...tenth].filter((id) => !half.has(id)),
    'nobody left it when it grew',
  ).toEqual([]);
  expect(half.size).toBeGreaterThan(tenth.size);
  const other = await widen('circular', 50);
  expect(other.size).toBeGreaterThan(0);
  expect(
    [...other].filter((id) => half.has(id)),
    'nobody is in two',
  ).toEqual([]);
  expect(await whoRuns(product, profiles, 'bulletin', '1.1.0')).toEqual(half);
  for (const module of ['bulletin', 'circular']) await product.tessera('rollback', module);
});

test('a canary whose page breaks in an effect is ended by what real tabs report; the others never saw it', async ({
  product,
  browser,
}) => {
  const { reactionMs, broken, stable } = await endBrokenCanary(
    product,
    browser,
    await createProfiles(product, 20),
    'gazette',
  );
  const said = `over ${reactionMs} ms after the page that may have tipped the scales; ${broken} broken pages, ${stable} good ones beside them`;
  test.info().annotations.push({ type: 'canary', description: said });
  console.log(said);
  expect(stable).toBeGreaterThan(0);
  const audit = JSON.parse(
    (await product.tessera('audit', 'gazette', '--action', 'canary-ended', '--json')).stdout,
  ) as unknown;
  expect(audit).toMatchObject([
    {
      action: 'CANARY_ENDED',
      previousVersion: '1.1.0',
      version: '1.0.0',
      evidence: expect.arrayContaining([expect.objectContaining({ signal: 'boundary', verdict: 'beyond budget' })]),
    },
  ]);
});

test('open tabs: allow, ask and block; an old tab over three releases; the kill switch', async ({
  product,
  signedIn,
}) => {
  const first = await signedIn('staff');
  const context = first.context();
  /** Has a part that it loads only when it is asked for. */
  const lasting = (version: string) =>
    pageApp(
      'ledger',
      version,
      `() => { const [part, set] = useState('');
        return h('div', null, h('h1', null, 'ledger ${version}'),
          h('button', { onClick: () => import('./late.js').then(({ text }) => set(text)) }, 'More'), h('p', null, part)); }`,
      { files: { 'late.js': `export const text = 'the late part of ${version}';` } },
    );
  for (const updates of ['allow', 'ask', 'block'] as const)
    await release(product, pageApp(`${updates}ing`, '1.0.0', heading(`${updates} 1`), { updates }));
  await release(product, lasting('1.0.0'));
  const open = async (module: string, text: string): Promise<Page> => {
    const page = await context.newPage();
    await expect
      .poll(async () => (await loadedBy(page, product)).modules[module]?.version, { message: `${module} is live` })
      .toBe('1.0.0');
    await page.goto(`${product.url}/${module}`);
    await shows(page, text);
    await page.evaluate(() => Object.assign(window, { stillTheSameDocument: true }));
    return page;
  };
  const old = await open('ledger', 'ledger 1.0.0');
  const allowing = await open('allowing', 'allow 1');
  const asking = await open('asking', 'ask 1');
  const blocking = await open('blocking', 'block 1');

  for (const version of ['1.1.0', '1.2.0', '1.3.0']) await release(product, lasting(version));
  for (const updates of ['allow', 'ask', 'block'] as const)
    await release(product, pageApp(`${updates}ing`, '2.0.0', heading(`${updates} 2`), { updates }));

  // The one that asks says so without being asked; by then the others know as well.
  await expect(asking.getByText('A new version of Asking is ready')).toBeVisible();
  await shows(asking, 'ask 1');
  await shows(allowing, 'allow 1');
  await leaveAndReturn(allowing, 'allowing');
  await shows(allowing, 'allow 2');
  await leaveAndReturn(asking, 'asking');
  await shows(asking, 'ask 1');
  await asking.getByRole('button', { name: 'Switch now' }).click();
  await shows(asking, 'ask 2');
  await leaveAndReturn(blocking, 'blocking');
  await shows(blocking, 'block 1');

  // Three releases old: what it loads now is its own, still there, and checked; a navigation brings it to what is live.
  await shows(old, 'ledger 1.0.0');
  await old.getByRole('button', { name: 'More' }).click();
  await expect(old.getByText('the late part of 1.0.0')).toBeVisible();
  await leaveAndReturn(old, 'ledger');
  await shows(old, 'ledger 1.3.0');
  await old.getByRole('button', { name: 'More' }).click();
  await expect(old.getByText('the late part of 1.3.0')).toBeVisible();
  for (const page of [old, allowing, asking, blocking])
    expect(await page.evaluate(() => 'stillTheSameDocument' in window)).toBe(true);

  // Nobody touches these tabs: the release under them is taken back.
  const killed = await product.tessera('kill', 'asking@2.0.0', '--reason', 'loses drafts');
  expect(killed.code, killed.stderr + killed.stdout).toBe(0);
  await shows(asking, 'ask 1');
  await expect(asking.getByText(/was taken back by its team/)).toBeVisible();
  const outdated = await product.tessera('kill', 'blocking@1.0.0');
  expect(outdated.code, outdated.stderr + outdated.stdout).toBe(0);
  await shows(blocking, 'block 2');
  expect(await blocking.evaluate(() => 'stillTheSameDocument' in window)).toBe(true);
});

test('a preview is one person’s by its address alone: the banner names it and leaves it; a tab whose preview is over leaves by itself', async ({
  product,
  signedIn,
}) => {
  await release(product, pageApp('almanac', '1.0.0', heading('almanac as it is')));
  await publish(product, await prepare(pageApp('almanac', '1.1.0', heading('almanac to be'))));
  const made = await product.tessera('preview', 'create', 'almanac@1.1.0', '--json');
  expect(made.code, made.stderr).toBe(0);
  const { token } = JSON.parse(made.stdout) as { token: string };
  const page = await signedIn('staff');
  await expect.poll(async () => (await loadedBy(page, product)).modules['almanac']?.version).toBe('1.0.0');
  const banner = page.getByRole('alert').filter({ hasText: 'You are in a preview' });

  await page.goto(`/almanac?preview=${token}`);
  await shows(page, 'almanac to be');
  await expect(banner).toContainText('You see almanac@1.1.0, others do not');
  const other = await signedIn('otherCustomer');
  await other.goto('/almanac');
  await shows(other, 'almanac as it is');
  await expect(other.getByText('You are in a preview')).toHaveCount(0);
  await leaveAndReturn(page, 'almanac');
  await shows(page, 'almanac to be');
  await banner.getByRole('button', { name: 'Leave it' }).click();
  await shows(page, 'almanac as it is');
  await expect(banner).toHaveCount(0);

  // Nobody touches the tab: its preview is ended, and it says so rather than go on.
  const ending = await product.tessera('preview', 'create', 'almanac@1.1.0', '--json');
  const brief = JSON.parse(ending.stdout) as { id: string; token: string };
  await page.goto(`/almanac?preview=${brief.token}`);
  await shows(page, 'almanac to be');
  const ended = await product.tessera('preview', 'end', brief.id);
  expect(ended.code, ended.stderr + ended.stdout).toBe(0);
  await shows(page, 'This preview has ended');

  // Nor when what it shows is taken off.
  await page.goto(`/almanac?preview=${token}`);
  await shows(page, 'almanac to be');
  const killed = await product.tessera('kill', 'almanac@1.1.0');
  expect(killed.code, killed.stderr + killed.stdout).toBe(0);
  await shows(page, 'What this preview shows is not there any more');
  await page.getByRole('link', { name: 'Go on without it' }).click();
  await shows(page, 'almanac as it is');
  await expect(banner).toHaveCount(0);
});

test('an app that fails in an effect or a promise, and leaks listeners and styles, harms nobody beside it', async ({
  product,
  signedIn,
}) => {
  const leaking = `() => { useEffect(() => {
      addEventListener('click', () => { throw new Error('a leaked listener'); }, true);
      addEventListener('keydown', () => { throw new Error('a leaked listener'); }, true);
      setInterval(() => { throw new Error('a leaked timer'); }, 50);
      Promise.reject(new Error('a promise nobody waits for'));
    }, []); return h('p', null, 'Leaking'); }`;
  const styles = 'h1, table, input { display: none !important } main { visibility: hidden !important }';
  await release(product, pageApp('leaky', '1.0.0', leaking, { files: { 'leak.css': styles } }));
  await release(
    product,
    pageApp(
      'faulty',
      '1.0.0',
      `() => { useEffect(() => { throw new Error('in an effect'); }, []); return h('h1', null, 'x'); }`,
    ),
  );
  const page = await signedIn('staff');
  await expect.poll(async () => (await loadedBy(page, product)).modules['faulty']?.version).toBe('1.0.0');
  await page.goto('/leaky');
  await expect(page.getByText('Something in Leaky did not work.')).toBeVisible();
  await expect(page.getByText(/#team-platform/).first()).toBeAttached();
  await page.getByRole('link', { name: 'Faulty', exact: true }).first().click();
  await expect(page.getByText('Faulty can’t be shown right now')).toBeVisible();
  await page.getByRole('link', { name: 'Catalog', exact: true }).first().click();
  await shows(page, 'Catalog');
  await page.getByRole('searchbox').first().fill('VLV-BAL-40');
  await expect(page.getByText('VLV-BAL-40').first()).toBeVisible();
  // Back, and its styles are its own again.
  await page.getByRole('link', { name: 'Leaky', exact: true }).first().click();
  await expect(page.getByText('Leaking')).toBeAttached();
  await expect(page.getByText('Leaking')).toBeHidden();
  for (const module of ['leaky', 'faulty']) await product.tessera('retire', module);
});

async function whoRuns(
  product: Product,
  profiles: readonly Profile[],
  module: string,
  version: string,
): Promise<Set<string>> {
  const ids: string[] = [];
  for (const profile of profiles) {
    const { composition } = await loadPage(product, profile, `/${module}`);
    if (composition.modules[module]?.version === version) ids.push(profile.id);
  }
  return new Set(ids);
}

/** What the gateway says it gives to how many. */
async function trafficOf(product: Product, module: string, version: string): Promise<number | undefined> {
  const { microFrontends } = (await (await fetch(`${product.url}/discovery`)).json()) as {
    microFrontends: Record<string, { metadata: { version: string }; deployment: { traffic: number } }[]>;
  };
  return microFrontends[module]?.find(({ metadata }) => metadata.version === version)?.deployment.traffic;
}

/** What the next page would start with. */
async function loadedBy(page: Page, product: Product): Promise<{ modules: Record<string, { version: string }> }> {
  return (await (await page.request.get(`${product.url}/composition.json`)).json()) as {
    modules: Record<string, { version: string }>;
  };
}
