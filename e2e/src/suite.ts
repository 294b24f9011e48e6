/** What every end-to-end test works with: one running product per worker, and browsers signed in as somebody. */
import { test as base, type Browser, type Page } from '@playwright/test';
import { people, type Person } from './people.ts';
import { startProduct, type Product } from './product.ts';
import { teamsWithVisitors } from './teams.ts';

export { expect } from '@playwright/test';

interface Fixtures {
  /** A new browser profile, signed in as a person; closed after the test. Fails the test on an uncaught error in the page. */
  readonly signedIn: (person: Person, options?: Parameters<Browser['newContext']>[0]) => Promise<Page>;
}

interface WorkerFixtures {
  readonly product: Product;
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  product: [
    async ({ browserName: _ }, use) => {
      const teams = await teamsWithVisitors();
      const product = await startProduct({ env: { TESSERA_TEAMS: teams.file } });
      await use(product);
      await product.close();
      await teams.remove();
    },
    { scope: 'worker', timeout: 240_000 },
  ],
  signedIn: async ({ browser, product }, use) => {
    const contexts: { close(): Promise<void> }[] = [];
    await use(async (person, options) => {
      const context = await browser.newContext({ baseURL: product.url, ...options });
      contexts.push(context);
      const page = await context.newPage();
      await signIn(page, person);
      return page;
    });
    await Promise.all(contexts.map((context) => context.close()));
  },
});

export async function signIn(page: Page, person: Person): Promise<void> {
  await page.goto('/auth/sign-in');
  await page.getByRole('button', { name: people[person] }).click();
  await page.waitForURL((url) => !url.pathname.startsWith('/auth/'));
}
