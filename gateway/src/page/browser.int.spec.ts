/** The page in a real browser: what the policy allows must run, what it does not must not, and a flipped byte must not. */
import type { Browser, BrowserContext, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { digestOf, integrityOf } from '@tessera/contracts';
import { launchChromium } from '../testing/chromium.ts';
import { appRelease, shellRelease } from '../testing/test-release.ts';
import { startWorld } from '../testing/test-world.ts';
import type { World } from '../testing/test-world.ts';

const shellCode = `
import React from 'react';
const boot = JSON.parse(document.getElementById('tessera-boot').textContent);
const root = document.getElementById('root');
const say = (text) => { root.textContent = text; root.dataset.done = 'yes'; };
const app = boot.composition.modules.orders;
import(app.entry).then((module) => say(React.name + ' runs ' + module.version), (error) => say('refused: ' + error.message));
// As react-aria does it: a style element with the page's nonce.
const style = document.createElement('style');
style.nonce = document.querySelector('meta[property="csp-nonce"]').nonce;
style.textContent = '#root { outline: 3px solid rgb(1, 2, 3) }';
document.head.append(style);
root.style.width = '321px';
if (location.search === '?tab=1') {
  const worker = new SharedWorker('/_v/shell/1.0.0/worker.js', { type: 'module' });
  worker.port.onmessage = ({ data }) => { root.dataset.worker = data; };
}
if (location.search === '?probe') {
  try {
    root.dataset.evaluated = String(new Function('return 1')());
  } catch {
    root.dataset.evaluated = 'refused';
  }
}
`;

let world: World;
let browser: Browser;
let context: BrowserContext;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  world = await startWorld();
  const shell = await shellRelease();
  // As the live client's: it fetches with the session, and imports.
  const workerCode =
    "import chunk from './vendor/react.js';\nonconnect = async ({ ports: [port] }) => port.postMessage(chunk.name + ' ' + (await fetch('/auth/session')).status);\n";
  const files = {
    ...shell.files,
    'worker.js': workerCode,
    'shell.js': shellCode,
    'vendor/react.js': "export default { name: 'React' };\n",
  };
  for (const [path, text] of Object.entries(files))
    shell.manifest.files[path] = {
      type: 'text/javascript; charset=utf-8',
      ...shell.manifest.files[path],
      integrity: await integrityOf(text),
      bytes: Buffer.byteLength(text),
    };
  await world.goLive({ files, manifest: { ...shell.manifest, digest: await digestOf(shell.manifest) } });
  await world.goLive(await appRelease());
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  await world.close();
});
beforeEach(async () => {
  complaints.length = 0;
  context = await browser.newContext({ baseURL: world.gateway.url });
  page = await context.newPage();
  page.on(
    'console',
    (message) =>
      void (message.type() === 'error' || message.type() === 'warning' ? complaints.push(message.text()) : undefined),
  );
});
afterEach(() => context.close());

async function signIn(path = '/orders'): Promise<void> {
  await page.goto(path);
  await page.getByRole('button', { name: 'Ada Marsh' }).click();
  await page.waitForURL((url) => !url.pathname.startsWith('/auth/'));
}
const said = async () => {
  await page.waitForSelector('#root[data-done]');
  return page.textContent('#root');
};

describe('in a browser', () => {
  it('signing in leads to the page, the shell imports the shared React and the app, and nothing is complained about', async () => {
    await signIn('/orders?tab=1');
    expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe('/orders?tab=1');
    expect(await said()).toBe('React runs 1.0.0');
    const style = await page.evaluate(() => {
      const { outlineColor, width } = getComputedStyle(document.getElementById('root')!);
      return { outlineColor, width };
    });
    expect(style).toEqual({ outlineColor: 'rgb(1, 2, 3)', width: '321px' });
    await page.waitForSelector('#root[data-worker="React 200"]');
    expect(complaints).toEqual([]);
  });

  it('fetches every file once: preloads and imports are the same request', async () => {
    await signIn();
    const fetched: string[] = [];
    page.on(
      'request',
      (request) => void (request.url().includes('/_v/') ? fetched.push(new URL(request.url()).pathname) : undefined),
    );
    await page.reload();
    await said();
    expect(fetched.filter((url) => url.endsWith('.js')).sort()).toEqual([
      '/_v/orders/1.0.0/app.js',
      '/_v/orders/1.0.0/assets/chunk.js',
      '/_v/shell/1.0.0/shell.js',
      '/_v/shell/1.0.0/vendor/react.js',
    ]);
  });

  it('does not run an app of which one byte was changed on the way', async () => {
    await signIn();
    await context.route('**/_v/orders/1.0.0/app.js', async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: (await response.text()).replace("'1.0.0'", "'6.6.6'") });
    });
    await page.reload();
    expect(await said()).toContain('refused: ');
    expect(complaints.join('\n')).toMatch(/integrity/i);
  });

  it('does not run what was injected, evaluated, or loaded from elsewhere', async () => {
    await signIn('/orders?probe');
    await said();
    const ran = await page.evaluate(async () => {
      const holder = window as unknown as { injected?: string };
      const script = document.createElement('div');
      script.innerHTML = '<img src="data:," onerror="window.injected = \'handler\'">';
      document.body.append(script);
      const foreign = document.createElement('iframe');
      foreign.srcdoc = '<p>framed</p>';
      document.body.append(foreign);
      // Asked by the shell itself: what a debugger evaluates is not held to the policy.
      const { evaluated } = document.getElementById('root')!.dataset;
      const sent = await fetch('http://127.0.0.1:9/').catch(() => 'refused');
      await new Promise((resolve) => setTimeout(resolve, 50));
      return { injected: holder.injected, evaluated, sent };
    });
    expect(ran).toEqual({ injected: undefined, evaluated: 'refused', sent: 'refused' });
    expect(complaints.filter((text) => text.includes('Content Security Policy')).length).toBeGreaterThanOrEqual(3);
  });

  it('paints the frame before any script has come, in the chosen theme', async () => {
    await signIn();
    await context.addCookies([{ name: 'tessera_theme', value: 'dark', url: world.gateway.url }]);
    await context.route('**/*.js', () => undefined);
    await page.goto('/orders', { waitUntil: 'commit' });
    await page.waitForSelector('.sk-brand');
    const look = await page.evaluate(() => ({
      scheme: getComputedStyle(document.documentElement).colorScheme,
      brand: document.querySelector('.sk-brand')!.textContent,
      rail: document.querySelector('.sk-rail')!.getBoundingClientRect().width,
    }));
    expect(look).toEqual({ scheme: 'dark', brand: 'Brightwater Supply', rail: 216 });
  });
});
