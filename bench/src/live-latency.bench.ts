/**
 * From a click in one browser to a changed DOM in another: 200 orders, each placed through the real form, each seen on
 * the dispatch board of a second browser. Both browsers run on this machine, so both read one clock
 * (`performance.timeOrigin + performance.now()`): the click is taken in a capturing listener, the change in a
 * MutationObserver. In between lie the gateway, the orders service, the log, five commits of the reservation saga in the
 * fulfilment service, the feed, the hub and the stream.
 */
import { chromium, type Browser, type Page } from 'playwright';
import { people } from '../../e2e/src/people.ts';
import { startProduct } from '../../e2e/src/product.ts';
import { chromiumArgs, chromiumPath } from '../../tools/chromium.mjs';
import { percentile, type Reporter } from './figures.ts';

const orders = 200;
const warmUp = 10;

export async function run({ figure, say, detail }: Reporter): Promise<void> {
  say('starting the product on a data folder of its own …');
  const product = await startProduct();
  const executablePath = chromiumPath();
  const launch = () => chromium.launch({ args: chromiumArgs, ...(executablePath ? { executablePath } : {}) });
  const [placing, watching] = await Promise.all([launch(), launch()]);
  try {
    const buyer = await signedIn(placing, product.url, people.customer);
    const board = await signedIn(watching, product.url, people.warehouse);
    await watchBoard(board, product.url);
    const samples: number[] = [];
    for (let index = 0; index < warmUp + orders; index++) {
      const { number, clickedAt } = await place(buyer, product.url);
      const seenAt = await seen(board, number);
      if (index >= warmUp) samples.push(seenAt - clickedAt);
      // Picked at once, as a warehouse would: a column shows its oldest cards only.
      await board.getByRole('article', { name: number }).getByRole('button', { name: 'Pick' }).click();
      if (index % 50 === 49) say(`${index + 1} orders placed`);
    }
    detail(
      'samplesMs',
      samples.map((sample) => Math.round(sample * 10) / 10),
    );
    figure({ figure: 'live.command-to-dom.p50-ms', value: percentile(samples, 0.5), unit: 'ms', bound: '<= 50' });
    figure({ figure: 'live.command-to-dom.p99-ms', value: percentile(samples, 0.99), unit: 'ms', bound: '<= 250' });
  } finally {
    await Promise.allSettled([placing.close(), watching.close()]);
    await product.close();
  }
}

async function signedIn(browser: Browser, url: string, name: string): Promise<Page> {
  const page = await (await browser.newContext({ baseURL: url })).newPage();
  await page.goto('/auth/sign-in');
  await page.getByRole('button', { name }).click();
  await page.waitForURL((at) => !at.pathname.startsWith('/auth/'));
  return page;
}

/** Notes, in the page, when each order number first stands on the board. */
async function watchBoard(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/fulfilment`);
  await page.getByRole('heading', { name: 'Dispatch board' }).waitFor();
  await page.evaluate(() => {
    const firstSeen: Record<string, number> = {};
    Object.assign(window, { firstSeen });
    const note = (node: Node) => {
      for (const [number] of (node.textContent ?? '').matchAll(/BW-[A-Z0-9]+/g))
        firstSeen[number] ??= performance.timeOrigin + performance.now();
    };
    note(document.body);
    new MutationObserver((records) => {
      for (const record of records) {
        if (record.type === 'characterData') note(record.target);
        else record.addedNodes.forEach(note);
      }
    }).observe(document.body, { childList: true, subtree: true, characterData: true });
  });
}

async function place(page: Page, url: string): Promise<{ number: string; clickedAt: number }> {
  await page.goto(`${url}/orders/new?add=SEA-GSK-100`);
  const button = page.getByRole('button', { name: 'Place order' });
  await page.getByRole('textbox', { name: /Quantity of .*SEA-GSK-100/ }).waitFor();
  await page.evaluate(() => {
    addEventListener('click', () => Object.assign(window, { clickedAt: performance.timeOrigin + performance.now() }), {
      capture: true,
      once: true,
    });
  });
  await button.click();
  await page.waitForURL(/\/orders\/(?!new)[^/]+$/);
  const heading = page.getByRole('heading', { name: /BW-/ });
  await heading.waitFor();
  const number = /BW-[A-Z0-9]+/.exec((await heading.textContent()) ?? '')?.[0] ?? '';
  return { number, clickedAt: await page.evaluate(() => (window as unknown as { clickedAt: number }).clickedAt) };
}

async function seen(page: Page, number: string): Promise<number> {
  const handle = await page.waitForFunction(
    (wanted) => (window as unknown as { firstSeen: Record<string, number> }).firstSeen[wanted],
    number,
    { timeout: 30_000 },
  );
  return (await handle.jsonValue()) as number;
}
