/** What every end-to-end test works with: one running product per worker, and browsers signed in as somebody. */
import { test as base, type Browser, type Page } from '@playwright/test';
import { signInByHttp } from './graphql.ts';
import { people, type Person } from './people.ts';
import { takeProfile } from './profiles.ts';
import { startProduct, type Product } from './product.ts';
import { teamsWithVisitors } from './teams.ts';

export { expect } from '@playwright/test';

interface Fixtures {
  /**
   * A new browser profile with the session of a person, and an empty page; closed after the test. What the sign-in page does is
   * `signIn`: a page of its own for each test that is about something else would be a quarter of its time.
   */
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
      await takeProfile(context, product, await signInByHttp(product.url, people[person].id));
      return context.newPage();
    });
    await Promise.all(contexts.map((context) => context.close()));
  },
});

/** By the sign-in page. */
export async function signIn(page: Page, person: Person): Promise<void> {
  await page.goto('/auth/sign-in');
  await page.getByRole('button', { name: people[person].name }).click();
  await page.waitForURL((url) => !url.pathname.startsWith('/auth/'));
}
