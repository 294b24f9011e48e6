/** One app on mocks, as its developer has it in front of them: in a real browser, on a working copy that is edited. */
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { chromiumArgs, chromiumPath } from '../../../../tools/chromium.mjs';
import { repository } from '../commands/context.ts';
import { findModule } from '../publish/find-module.ts';
import { readTeams } from '../supervisor/plan.ts';
import { startDevServer, type DevServer } from './dev-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'tessera-dev-'));
const app = join(folder, 'orders');
let server: DevServer;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  cpSync(join(repository, 'apps', 'orders'), app, { recursive: true });
  symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'));
  const teams = readTeams(repository);
  const apps = [findModule(repository, teams, app, folder)];
  server = await startDevServer({ root: repository, teams, apps, scenario: 'busy-morning', person: 'dana', port: 0 });
  const executablePath = chromiumPath();
  browser = await chromium.launch({ args: chromiumArgs, ...(executablePath === undefined ? {} : { executablePath }) });
  page = await browser.newPage();
  page.setDefaultTimeout(170_000);
  await page.goto(server.url);
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
  rmSync(folder, { recursive: true, force: true });
});

function edit(file: string, from: string, to: string): void {
  const path = join(app, 'src', file);
  const text = readFileSync(path, 'utf8');
  if (!text.includes(from)) throw new Error(`${file} does not say "${from}" any more: mend this test.`);
  writeFileSync(path, text.replace(from, to));
}

/** Set in the page; a document load would end it. */
const mark = () => page.evaluate(() => void Object.assign(window, { marked: true }));
const isMarked = () => page.evaluate(() => 'marked' in window);
const panel = () => page.locator('#tessera-mocks');
const openPanel = () => panel().getByText('Mocks').click();

it('shows what is saved at once; what was typed stays', async () => {
  const search = page.getByRole('searchbox', { name: 'Search orders' });
  await search.fill('Emil');
  await page.getByRole('row', { name: /BW-M0RN06/ }).waitFor();
  const field = await search.elementHandle();
  await mark();
  edit('pages/orders-page.tsx', 'as they are right now.', 'as they are this very second.');
  await page.getByText('as they are this very second.').waitFor();
  expect(await search.inputValue()).toBe('Emil');
  // The very same element: nothing was mounted anew, so whatever components remember they still do.
  expect(await field!.evaluate(({ isConnected }) => isConnected)).toBe(true);
  expect(await isMarked()).toBe(true);
  await search.fill('');
});

it('tells a scenario event by event into the open page, live', async () => {
  await openPanel();
  await panel().getByLabel('Tell event by event').selectOption('cancelling');
  const row = page.getByRole('row', { name: /BW-S0L0/ });
  const next = panel().getByRole('button', { name: 'Next event' });
  for (const status of ['Placed', 'Confirmed']) {
    await next.click();
    await row.filter({ hasText: status }).waitFor();
  }
  expect(await panel().getByRole('status').textContent()).toContain(
    'OrderConfirmed on ev.orders.order.o-single. 1 left.',
  );
  expect(await isMarked()).toBe(true);
});

it('a service that is down is said where its data would be, and comes back', async () => {
  const isDown = panel().getByLabel('orders is down');
  await isDown.check();
  await page.getByRole('row', { name: /BW-M0RN04/ }).click();
  await page.getByText('This order can’t be shown right now').waitFor();
  await isDown.uncheck();
  // By itself: the button is gone as soon as the page has asked again.
  await page.getByRole('heading', { name: /BW-M0RN04/ }).waitFor();
  await page.getByText('Pressure transmitter').last().waitFor();
});

it('answers slowly when asked to, and says in full what the page sees only masked', async () => {
  let slips = true;
  // Stays until the end: interception that is switched off while the page loads can leave its requests without an answer.
  await page.route(/services\/orders\/src\/resolvers\.ts/, async (route) => {
    if (!slips) return route.continue();
    const response = await route.fetch();
    const sound = await response.text();
    const broken = sound.replace('=> orderFor(ctx, id)', "=> { throw new Error('a slip in the code') }");
    if (broken === sound) throw new Error('The resolver of "order" looks different now: mend this test.');
    await route.fulfill({ response, body: broken });
  });
  await panel().getByLabel('Slow answers').check();
  // The page loads anew, with both.
  await page.waitForFunction(() => !('marked' in window));
  await page.getByRole('row', { name: /BW-M0RN04/ }).click();
  await page.getByText('This order can’t be shown right now').waitFor();
  await panel()
    .getByText(/^Mocks: \d+ went wrong$/)
    .click();
  await panel().getByRole('log', { name: 'Problems' }).getByText('a slip in the code').first().waitFor();
  // Answers that are not slow wait for no timer at all.
  const first = await page.evaluate(() => {
    const { setTimeout } = window;
    const timer = new Promise<string>((resolve) => {
      window.setTimeout = ((run: () => void, ms: number) => {
        if (ms >= 300 && ms <= 900) resolve('a timer');
        return setTimeout(run, ms);
      }) as typeof setTimeout;
    });
    return Promise.race([fetch('/auth/session').then(() => 'the answer'), timer]).finally(
      () => (window.setTimeout = setTimeout),
    );
  });
  expect(first).toBe('a timer');
  slips = false;
  await mark();
  await panel().getByLabel('Slow answers').uncheck();
  await page.waitForFunction(() => !('marked' in window));
  await page.getByRole('heading', { name: /BW-M0RN04/ }).waitFor();
});

it('another person, another scenario: the page begins anew', async () => {
  // Where signing out leads; here there is no gateway to ask who it is now.
  await page.goto(new URL('/auth/sign-in?return=/orders', server.url).href);
  await page.getByRole('button', { name: /Ada Marsh/ }).click();
  await page.getByRole('button', { name: 'Ada Marsh, account' }).waitFor();
  await openPanel();
  await panel().getByLabel('It begins with').selectOption('empty');
  await page.getByText('No orders yet').waitFor();
});

it('an operation that nothing answers is said over the page, with its place; mended, the page is back', async () => {
  edit('operations/order-list.graphql', 'number', 'number\n    colour');
  const complaint = page.locator('vite-error-overlay');
  await complaint.getByText('Cannot query field "colour"').first().waitFor();
  edit('operations/order-list.graphql', 'number\n    colour', 'number');
  await complaint.waitFor({ state: 'detached' });
  await page.getByText('No orders yet').waitFor();
});
