/**
 * How long a release takes, from a pipeline's last step to somebody's screen, and back. The product runs as `npm start` runs
 * it; releases are small apps that are built already, as they are when a pipeline publishes them.
 *
 * - publish to tab: from the first byte of the upload until an open tab in real Chromium shows the new release. Upload,
 *   record, gate, promote, the gateway's swap, the live stream, the tab's own question, the load of the code. The app asks
 *   before it is exchanged (`ask`), and a person who agrees at once is played by a script in the page.
 * - rollback: from the command until the last page load that still began after it and was given the withdrawn release.
 *   Pages are asked for without pause meanwhile, by several people at once.
 * - a broken canary: from the page load that may have tipped the scales until the canary's people have the stable release.
 *
 * Browser, product and this process read the same machine's clock (`performance.timeOrigin + performance.now()`).
 */
import { chromium, type Browser, type Page } from 'playwright';
import { endBrokenCanary } from '../../e2e/src/broken-canary.ts';
import { heading, pageApp, titleOf } from '../../e2e/src/hand-made-app.ts';
import { startProduct, type Product } from '../../e2e/src/product.ts';
import { createProfiles, loadPage, takeProfile, type Profile } from '../../e2e/src/profiles.ts';
import { prepare, promote, publish, release, rollback } from '../../e2e/src/releases.ts';
import { chromiumArgs, chromiumPath } from '../../tools/chromium.mjs';
import { percentile, type Reporter } from './figures.ts';

const now = (): number => performance.timeOrigin + performance.now();

export async function run({ figure, say, detail, quick }: Reporter): Promise<void> {
  const [samples, warmUp, canaries] = quick ? [3, 1, 1] : [40, 5, 5];
  say('starting the product on a data folder of its own …');
  const product = await startProduct();
  const executablePath = chromiumPath();
  const browser = await chromium.launch({ args: chromiumArgs, ...(executablePath ? { executablePath } : {}) });
  try {
    const profiles = await createProfiles(product, 20);

    say(`${samples} releases into an open tab …`);
    const steps = (await toOpenTab(product, browser, profiles[0]!, warmUp + samples)).slice(warmUp);
    const shownMs = steps.map(({ shown }) => shown);
    const middle = (step: keyof (typeof steps)[number]) =>
      Math.round(
        percentile(
          steps.map((each) => each[step]),
          0.5,
        ),
      );
    detail('publishToTab', {
      samplesMs: shownMs.map(Math.round),
      medians: { published: middle('published'), promoted: middle('promoted'), told: middle('told') },
    });
    figure({ figure: 'release.publish-to-tab.p50-ms', value: percentile(shownMs, 0.5), unit: 'ms' });
    figure({ figure: 'release.publish-to-tab.p95-ms', value: percentile(shownMs, 0.95), unit: 'ms', bound: '<= 1000' });

    say(`${samples} rollbacks under page loads …`);
    const rollbacks = (await rolledBack(product, profiles.slice(0, 4), warmUp + samples)).slice(warmUp);
    detail('rollback', {
      samplesMs: rollbacks.map(({ lastStaleMs }) => Math.round(lastStaleMs)),
      maxMs: Math.round(Math.max(...rollbacks.map(({ lastStaleMs }) => lastStaleMs))),
      pages: rollbacks.reduce((sum, { pages }) => sum + pages, 0),
    });
    figure({
      figure: 'release.rollback-ms',
      value: percentile(
        rollbacks.map(({ lastStaleMs }) => lastStaleMs),
        0.95,
      ),
      unit: 'ms',
      bound: '<= 500',
    });

    const reactions: Awaited<ReturnType<typeof endBrokenCanary>>[] = [];
    for (let index = 0; index < canaries; index++) {
      say(`broken canary ${index + 1} of ${canaries} …`);
      reactions.push(await endBrokenCanary(product, browser, profiles, `gazette${index}`));
    }
    detail('brokenCanaries', reactions);
    const slowest = Math.max(...reactions.map(({ reactionMs }) => reactionMs));
    figure({ figure: 'release.canary-end.max-ms', value: slowest, unit: 'ms', bound: '<= 10000' });
  } finally {
    await browser.close();
    await product.close();
  }
}

/** Milliseconds since the upload began. */
interface Steps {
  readonly published: number;
  readonly promoted: number;
  /** The tab says that there is a newer release. */
  readonly told: number;
  /** It is what the tab shows. */
  readonly shown: number;
}

async function toOpenTab(
  product: Product,
  browser: Browser,
  profile: Profile,
  count: number,
): Promise<readonly Steps[]> {
  const module = 'journal';
  const version = (index: number): string => `1.${index}.0`;
  const app = (index: number) => pageApp(module, version(index), heading(`Journal ${index}`), { updates: 'ask' });
  await release(product, app(0));
  await untilGiven(product, profile, module, version(0));
  const context = await browser.newContext({ baseURL: product.url });
  await takeProfile(context, product, profile);
  const page = await context.newPage();
  await page.goto(`/${module}`);
  await page.getByRole('heading', { name: 'Journal 0', exact: true }).waitFor();
  await agreeAtOnce(page, titleOf(module));
  const all: Steps[] = [];
  for (let index = 1; index <= count; index++) {
    const prepared = await prepare(app(index));
    const start = now();
    await publish(product, prepared);
    const published = now() - start;
    await promote(product, app(index));
    const promoted = now() - start;
    const { told, shown } = await seen(page, `Journal ${index}`);
    all.push({ published, promoted, told: told - start, shown: shown - start });
  }
  await context.close();
  return all;
}

interface Watched {
  /** Text of a heading → when it first stood there. */
  readonly shown: Record<string, number>;
  told: number;
}

/** In the page: presses the button as soon as it is there, and notes when what stands where. */
async function agreeAtOnce(page: Page, title: string): Promise<void> {
  await page.evaluate((app) => {
    const watched: Watched = { shown: {}, told: 0 };
    Object.assign(window, { watched });
    const at = (): number => performance.timeOrigin + performance.now();
    new MutationObserver(() => {
      const text = document.querySelector('main h1')?.textContent;
      if (text != null) watched.shown[text] ??= at();
      if (!document.body.textContent?.includes(`A new version of ${app} is ready`)) return;
      const button = [...document.querySelectorAll('button')].find((each) => each.textContent === 'Switch now');
      if (button === undefined) return;
      watched.told = at();
      button.click();
    }).observe(document.body, { childList: true, subtree: true, characterData: true });
  }, title);
}

async function seen(page: Page, text: string): Promise<{ told: number; shown: number }> {
  const handle = await page.waitForFunction(
    (wanted) => {
      const { shown, told } = (window as unknown as { watched: Watched }).watched;
      return shown[wanted] === undefined ? undefined : { shown: shown[wanted], told };
    },
    text,
    { timeout: 60_000 },
  );
  return (await handle.jsonValue()) as { told: number; shown: number };
}

interface RolledBack {
  /** When the last page load that was still given the withdrawn release began, since the rollback was asked for. */
  readonly lastStaleMs: number;
  readonly pages: number;
}

async function rolledBack(product: Product, people: readonly Profile[], count: number): Promise<readonly RolledBack[]> {
  const module = 'almanac';
  const version = (index: number): string => `1.${index}.0`;
  const app = (index: number) => pageApp(module, version(index), heading(`Almanac ${index}`));
  await release(product, app(0));
  const all: RolledBack[] = [];
  for (let index = 1; index <= count; index++) {
    await release(product, app(index));
    for (const person of people) await untilGiven(product, person, module, version(index));
    let isOver = false;
    let start = Infinity;
    let [lastStaleMs, pages] = [0, 0];
    const load = async (person: Profile): Promise<void> => {
      let good = 0;
      // On for a while after the rollback is answered and seen: a replica that lags would show here.
      while (!isOver || good < 10) {
        const began = now();
        const given = await versionGiven(product, person, module);
        pages += 1;
        const isStale = given === version(index);
        good = isStale ? 0 : good + 1;
        if (isStale && began > start) lastStaleMs = Math.max(lastStaleMs, began - start);
      }
    };
    const loading = people.map(load);
    start = now();
    await rollback(product, app(index));
    isOver = true;
    await Promise.all(loading);
    all.push({ lastStaleMs, pages });
  }
  return all;
}

async function versionGiven(product: Product, person: Profile, module: string): Promise<string | undefined> {
  return (await loadPage(product, person, `/${module}`)).composition.modules[module]?.version;
}

async function untilGiven(product: Product, person: Profile, module: string, version: string): Promise<void> {
  while ((await versionGiven(product, person, module)) !== version) await new Promise((done) => setTimeout(done, 5));
}
