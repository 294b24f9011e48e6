/**
 * How the product looks and whether everybody can use it: each app's pages, desktop and phone, light and dark, held
 * against axe. With TESSERA_PICTURES=1 it also writes the pictures that README and docs show.
 */
import AxeBuilder from '@axe-core/playwright';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { Person } from '../src/people.ts';
import { expect, test } from '../src/suite.ts';

const pictures = join(import.meta.dirname, '../../docs/pictures');

interface View {
  readonly name: string;
  readonly person: Person;
  readonly path: string;
  /** There when the page has its data. */
  readonly ready: (page: Page) => ReturnType<Page['locator']>;
}

const views: readonly View[] = [
  {
    name: 'catalog',
    person: 'customer',
    path: '/catalog/PMP-CEN-32',
    ready: (page) => page.getByRole('complementary').getByText('PMP-CEN-32').first(),
  },
  { name: 'orders', person: 'customer', path: '/orders', ready: (page) => page.getByText(/BW-[0-9A-Z]{6}/).first() },
  {
    name: 'new-order',
    person: 'customer',
    path: '/orders/new?add=VLV-BAL-40',
    ready: (page) => page.getByRole('textbox', { name: /Quantity of/ }),
  },
  { name: 'fulfilment', person: 'warehouse', path: '/fulfilment', ready: (page) => page.getByRole('article').first() },
  {
    name: 'stock',
    person: 'warehouse',
    path: '/fulfilment/stock',
    ready: (page) =>
      page
        .getByText('VLV-BAL-40')
        .or(page.getByText(/Ball valve/))
        .first(),
  },
  {
    name: 'releases',
    person: 'staff',
    path: '/releases',
    ready: (page) =>
      page
        .getByText('#team-orders')
        .or(page.getByText('orders', { exact: true }))
        .first(),
  },
  {
    name: 'dependencies',
    person: 'staff',
    path: '/releases/dependencies?module=orders&view=drawing',
    ready: (page) => page.getByRole('complementary').getByRole('link', { name: 'orders-service' }),
  },
  {
    name: 'delivery',
    person: 'staff',
    path: '/releases/delivery',
    ready: (page) => page.getByRole('region', { name: 'Lead time' }).getByRole('img'),
  },
  {
    name: 'insights',
    person: 'staff',
    path: '/insights',
    ready: (page) => page.getByRole('heading', { name: /Revenue/ }).first(),
  },
];

const screens = {
  desktop: { width: 1440, height: 900 },
  phone: { width: 360, height: 740 },
} as const;

/** About violations alone, and without the second page per look by which axe puts together what it saw in several frames. */
function axeOn(page: Page): AxeBuilder {
  expect(page.frames(), 'a page is one frame').toHaveLength(1);
  return new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).setLegacyMode();
}

for (const view of views) {
  test(`${view.name}, desktop and phone, light and dark: shows its data, fits, and axe finds nothing`, async ({
    signedIn,
  }) => {
    const page = await signedIn(view.person, { viewport: screens.desktop, reducedMotion: 'reduce' });
    const complaints: string[] = [];
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(String(error)));
    await page.goto(view.path);
    for (const [screen, viewport] of Object.entries(screens)) {
      for (const colorScheme of ['light', 'dark'] as const) {
        await test.step(`${screen}, ${colorScheme}`, async () => {
          await page.setViewportSize(viewport);
          await page.emulateMedia({ colorScheme });
          await expect(view.ready(page)).toBeVisible();
          await expect(
            page.getByText('Live', { exact: true }).or(page.locator('[data-live-state=live]')).first(),
          ).toBeAttached();
          const overflow = () =>
            page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
          await expect.poll(overflow, 'nothing is wider than the screen').toBeLessThanOrEqual(0);
          // A long table's rows are alike: its first ones speak for all.
          const axe = axeOn(page).exclude('tbody tr:nth-child(n+9)');
          // Dark differs from light in its colours alone.
          const { violations } = await (colorScheme === 'dark' ? axe.withRules('color-contrast') : axe).analyze();
          expect(
            violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join('; ')}`),
          ).toEqual([]);
          if (process.env['TESSERA_PICTURES'])
            await page.screenshot({ path: join(pictures, `${view.name}-${screen}-${colorScheme}.png`) });
        });
      }
    }
    expect(complaints).toEqual([]);
  });
}

test('sign-in: in the product’s font from the first paint on, and nothing moves; axe finds nothing', async ({
  browser,
  product,
}) => {
  const context = await browser.newContext({ baseURL: product.url, viewport: screens.phone });
  const page = await context.newPage();
  await page.goto('/auth/sign-in');
  const fonts = () => page.evaluate(() => [...document.fonts].map(({ family, status }) => `${family} ${status}`));
  await expect.poll(fonts).toEqual(['Inter Variable loaded']);
  const shifts = await page.evaluate(async () => {
    const observer = new PerformanceObserver(() => undefined);
    observer.observe({ type: 'layout-shift', buffered: true });
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    return observer.takeRecords().length;
  });
  expect(shifts).toBe(0);
  expect((await axeOn(page).analyze()).violations.map(({ id }) => id)).toEqual([]);
  await context.close();
});
