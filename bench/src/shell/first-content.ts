/** One cold load: a browser profile without a cache or a connection, until the page's own content stands. */
import type { Browser } from 'playwright';

export interface LoadOptions {
  readonly url: string;
  /** As a `Cookie` header. */
  readonly cookie: string;
  readonly path: string;
  /** 4 = a processor that is four times slower. */
  readonly cpu: number;
  /** The page's own heading. */
  readonly heading: string;
  /** Source of a regular expression that the first row of data fits. */
  readonly row: string;
}

export interface Load {
  /** Since the navigation began: the app's own heading stands in the document. */
  readonly contentMs: number;
  /** The first row of data stands beside it. */
  readonly dataMs: number;
  /** Over the line until then, everything. */
  readonly kilobytes: number;
  readonly requests: number;
  /** What was loaded when, for who wants to know why. */
  readonly timeline: readonly string[];
}

interface Watched {
  content?: number;
  data?: number;
}

export async function firstContent(browser: Browser, options: LoadOptions): Promise<Load> {
  const { url, cookie, path, cpu, heading, row } = options;
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  try {
    const at = cookie.indexOf('=');
    await context.addCookies([{ name: cookie.slice(0, at), value: cookie.slice(at + 1), url }]);
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate: cpu });
    await page.addInitScript(watch, { heading, row });
    await page.goto(`${url}${path}`, { waitUntil: 'commit' });
    await page.waitForFunction(
      () => (window as unknown as { watched: Watched }).watched.data !== undefined,
      undefined,
      {
        timeout: 120_000,
      },
    );
    const { watched, resources, marks } = await page.evaluate(() => {
      const round = Math.round;
      const entries = performance.getEntriesByType('resource') as PerformanceResourceTiming[];
      const [document] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
      return {
        watched: (window as unknown as { watched: Required<Watched> }).watched,
        resources: [document!, ...entries].map((each) => ({
          name: new URL(each.name).pathname,
          start: round(each.startTime),
          end: round(each.responseEnd),
          bytes: each.transferSize,
        })),
        marks: performance.getEntriesByType('mark').map(({ name, startTime }) => `${round(startTime)} ${name}`),
      };
    });
    const loaded = resources.filter(({ end }) => end > 0 && end <= watched.data);
    return {
      contentMs: watched.content,
      dataMs: watched.data,
      kilobytes: Math.round(loaded.reduce((sum, { bytes }) => sum + bytes, 0) / 100) / 10,
      requests: loaded.length,
      timeline: [
        ...loaded.map(({ name, start, end, bytes }) => `${start}–${end} ${name} ${bytes} B`),
        ...marks,
        `${Math.round(watched.content)} content`,
        `${Math.round(watched.data)} data`,
      ],
    };
  } finally {
    await context.close();
  }
}

/** In the page, before anything of it runs. */
function watch({ heading, row }: { readonly heading: string; readonly row: string }): void {
  const watched: Watched = {};
  Object.assign(window, { watched });
  const fits = new RegExp(row);
  const observer = new MutationObserver(() => {
    const main = document.querySelector('main');
    if (main === null) return;
    if (watched.content === undefined && main.querySelector('h1')?.textContent === heading)
      watched.content = performance.now();
    if (watched.content === undefined || !fits.test(main.textContent)) return;
    watched.data = performance.now();
    observer.disconnect();
  });
  observer.observe(document, { childList: true, subtree: true, characterData: true });
}
