/**
 * A canary whose page breaks while it is shown, opened in real tabs beside stable ones until it is over. Nobody but the
 * tabs says that it is broken: they report by themselves.
 */
import { expect, type Browser, type Page } from '@playwright/test';
import { heading, pageApp } from './hand-made-app.ts';
import type { Product } from './product.ts';
import { loadPage, takeProfile, type Profile } from './profiles.ts';
import { promote, publish, prepare, release } from './releases.ts';

export interface BrokenCanary {
  /**
   * From the page load that may have tipped the scales to the first moment at which somebody of the canary's share was
   * given the stable release again. An upper bound: of the loads in the report that tipped it, the first is taken.
   */
  readonly reactionMs: number;
  /** Broken pages that people of the share saw. */
  readonly broken: number;
  /** Good pages of the others, all they ever saw. */
  readonly stable: number;
}

/** Ends a hang and judges nothing: three browsers at once are a lot for a shared machine. */
const hang = { timeout: 180_000 };

/** Publishes `module` 1.0.0 and 1.1.0, gives the latter to half of the profiles, and looks until it is taken from them. */
export async function endBrokenCanary(
  product: Product,
  browser: Browser,
  profiles: readonly Profile[],
  module: string,
): Promise<BrokenCanary> {
  await release(product, pageApp(module, '1.0.0', heading('As it was')));
  const broken = pageApp(
    module,
    '1.1.0',
    `() => { useEffect(() => { throw new Error('broken in an effect'); }, []); return h('h1', null, 'Broken'); }`,
  );
  await publish(product, await prepare(broken));
  await promote(product, broken, 50);
  const given = async (profile: Profile): Promise<string | undefined> =>
    (await loadPage(product, profile, `/${module}`)).composition.modules[module]?.version;
  await expect.poll(async () => (await Promise.all(profiles.map(given))).includes('1.1.0')).toBe(true);
  const versions = await Promise.all(profiles.map(given));
  const inShare = profiles.filter((_, index) => versions[index] === '1.1.0');
  const others = profiles.filter((_, index) => versions[index] === '1.0.0');
  const [one, two, other] = [inShare[0], inShare[1], others[0]];
  if (one === undefined || two === undefined || other === undefined)
    throw new Error(`Of ${profiles.length} profiles too few are on one side of a canary for half of the users.`);

  const brokenAt: number[] = [];
  let stable = 0;
  let isOver = false;
  const open = async (profile: Profile): Promise<Page> => {
    const context = await browser.newContext({ baseURL: product.url });
    await takeProfile(context, product, profile);
    return context.newPage();
  };
  const pages = await Promise.all([one, two, other].map(open));
  const [first, second, neighbour] = pages as [Page, Page, Page];
  const good = (page: Page) => page.getByRole('heading', { name: 'As it was' });
  const failed = (page: Page) => page.getByText('FAILED_WHILE_SHOWN');
  /** A machine that many share may not load a page in time; that says nothing about either release. */
  const settled = (page: Page) =>
    expect(good(page).or(failed(page)).or(page.getByText('LOAD_TIMEOUT'))).toBeVisible(hang);
  const look = async (page: Page): Promise<void> => {
    while (!isOver) {
      await page.goto(`/${module}`);
      await settled(page);
      if (await failed(page).isVisible()) brokenAt.push(Date.now());
    }
  };
  const lookBeside = async (): Promise<void> => {
    while (!isOver) {
      await neighbour.goto(`/${module}`);
      await settled(neighbour);
      expect(await failed(neighbour).count(), 'whoever is not in the share never sees the broken release').toBe(0);
      if (await good(neighbour).isVisible()) stable += 1;
    }
  };
  const watch = async (): Promise<number> => {
    while ((await given(one)) !== '1.0.0') await new Promise((resolve) => setTimeout(resolve, 25));
    const at = Date.now();
    isOver = true;
    return at;
  };
  try {
    const [endedAt] = await Promise.all([watch(), look(first), look(second), lookBeside()]).catch((error: unknown) => {
      isOver = true;
      throw error;
    });
    // Nothing of it is left: who was in the share has what everybody has, and sees it.
    await first.goto(`/${module}`);
    await expect(good(first)).toBeVisible(hang);
    const told = await brokenBeforeTheLast(product, module);
    return { reactionMs: endedAt - (brokenAt[told] ?? endedAt), broken: brokenAt.length, stable };
  } finally {
    await Promise.all(pages.map((page) => page.context().close()));
  }
}

interface ReleaseEvent {
  readonly type: string;
  readonly data: {
    readonly module?: string;
    readonly counts?: readonly {
      readonly module: string;
      readonly version: string;
      readonly renderErrors: number;
    }[];
  };
}

/** Broken pages that were reported before the report that ended the canary; the log says which that was. */
async function brokenBeforeTheLast(product: Product, module: string): Promise<number> {
  const tail = await product.tessera('events', 'tail', '--no-follow', '--service', 'releases', '--json');
  let [before, last] = [0, 0];
  for (const line of tail.stdout.split('\n').filter((each) => each !== '')) {
    const { type, data } = JSON.parse(line) as ReleaseEvent;
    if (type === 'CanaryEnded' && data.module === module) return before;
    if (type !== 'HealthReported') continue;
    const own = (data.counts ?? []).filter((each) => each.module === module && each.version === '1.1.0');
    if (own.length === 0) continue;
    before += last;
    last = own.reduce((sum, { renderErrors }) => sum + renderErrors, 0);
  }
  throw new Error(`The log does not say that the canary of ${module} ended.`);
}
