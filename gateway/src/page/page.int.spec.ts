import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noContributions, parseBootData, parseComposition } from '@tessera/contracts';
import type { AppManifest, Composition, ModuleLive, ShellManifest } from '@tessera/contracts';
import { renderPage } from './page.ts';
import { browserComposition } from '../composition/browser-composition.ts';
import { importMapOf } from './import-map.ts';
import type { ResolvedComposition } from '../composition/resolve.ts';
import { teams } from '../testing/test-world.ts';
import { brotliCompressSync } from 'node:zlib';
import { appRelease, shellRelease } from '../testing/test-release.ts';
import { startWorld } from '../testing/test-world.ts';
import type { World } from '../testing/test-world.ts';

let world: World;
let cookie: string;
const evil = '</script><script>alert(1)</script><!--';

beforeAll(async () => {
  world = await startWorld({ product: 'Bright & <Water>', mustSwitchHours: 8 });
  const [first, second] = [
    await appRelease(),
    await appRelease({
      version: '1.1.0',
      contributions: {
        routes: [
          { path: '/orders', page: 'main', title: evil },
          { path: '/orders/$orderId', page: 'main', title: 'Order' },
        ],
      },
    }),
  ];
  await world.goLive(await shellRelease());
  await world.goLive(first);
  await world.goLive(second, first.manifest);
  await world.goLive(
    await appRelease({
      module: 'catalog',
      contributions: {
        routes: [
          { path: '/catalog/$', page: 'main', title: 'Catalog' },
          { path: '/catalog/margins', page: 'main', title: 'Margins', roles: ['catalog-staff'] },
        ],
      },
    }),
  );
  cookie = await world.signIn();
});
afterAll(() => world.close());

interface Page {
  readonly html: string;
  readonly headers: Headers;
  readonly nonce: string;
  readonly tags: { name: string; attributes: Record<string, string>; text: string }[];
}

async function page(path: string, headers: Record<string, string> = {}): Promise<Page> {
  const response = await world.fetch(path, { headers: { cookie, ...headers } });
  expect(response.status).toBe(200);
  const html = await response.text();
  const tags = [
    ...html.matchAll(/<(html|link|meta)\b([^>]*)>/g),
    ...html.matchAll(/<(script|style)\b([^>]*)>([^]*?)<\/\1>/g),
  ]
    .sort((a, b) => a.index - b.index)
    .map(([, name, attributes, text]) => ({
      name: name!,
      attributes: Object.fromEntries(
        [...attributes!.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, key, value]) => [key, value]),
      ),
      text: text ?? '',
    }));
  const nonce = /'nonce-([^']+)'/.exec(response.headers.get('content-security-policy') ?? '')![1]!;
  return { html, headers: response.headers, nonce, tags };
}

describe('the page', () => {
  it('runs scripts by a nonce that is new each time, and allows nothing inline or evaluated', async () => {
    const [first, second] = [await page('/'), await page('/')];
    expect(first.nonce).not.toBe(second.nonce);
    const policy = first.headers.get('content-security-policy')!;
    expect(policy).not.toMatch(/unsafe|\*|http/);
    const directives = Object.fromEntries(
      policy.split('; ').map((each) => [each.split(' ')[0], each.split(' ').slice(1).join(' ')]),
    );
    expect(directives).toMatchObject({
      'default-src': "'none'",
      'script-src': `'nonce-${first.nonce}' 'strict-dynamic'`,
      'style-src': `'self' 'nonce-${first.nonce}'`,
      'object-src': "'none'",
      'base-uri': "'none'",
      'frame-ancestors': "'none'",
      'connect-src': "'self'",
      'worker-src': "'self'",
    });
    for (const { name, attributes } of first.tags) {
      const inert = attributes['type'] === 'application/json';
      if ((name === 'script' && !inert) || name === 'style' || attributes['rel'] === 'modulepreload')
        expect(attributes['nonce']).toBe(first.nonce);
    }
    expect(first.html).not.toMatch(/\son\w+=|style="/);
    expect(Object.fromEntries(first.headers)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
      'cache-control': 'no-store',
    });
  });

  it("holds an import map with what the frame provides, and the hashes of the frame's and the route's app's scripts, live and previous", async () => {
    const { tags } = await page('/orders/42');
    const map = JSON.parse(tags.find((tag) => tag.attributes['type'] === 'importmap')!.text) as {
      imports: Record<string, string>;
      integrity: Record<string, string>;
    };
    expect(map.imports).toEqual({ react: '/_v/shell/1.0.0/vendor/react.js' });
    expect(Object.keys(map.integrity).sort()).toEqual(
      [
        'orders/1.0.0/app.js',
        'orders/1.0.0/assets/chunk.js',
        'orders/1.1.0/app.js',
        'orders/1.1.0/assets/chunk.js',
        'shell/1.0.0/shell.js',
        'shell/1.0.0/vendor/react.js',
      ].map((path) => `/_v/${path}`),
    );
    // The shell adds the others' before it loads them: it has them by then.
    const fresh = await (await world.fetch('/composition.json', { headers: { cookie } })).json();
    const { modules } = parseComposition(fresh);
    expect(Object.keys(modules['catalog']!.integrity)).toContain('/_v/catalog/1.0.0/assets/chunk.js');
    for (const [url, integrity] of Object.entries(map.integrity)) {
      const bytes = await (await world.fetch(url)).arrayBuffer();
      const hash = Buffer.from(await crypto.subtle.digest('SHA-384', bytes)).toString('base64');
      expect(integrity).toBe(`sha384-${hash}`);
    }
    const order = tags.map((tag) => tag.attributes['type'] ?? tag.attributes['rel']);
    expect(order.indexOf('importmap')).toBeLessThan(Math.min(order.indexOf('modulepreload'), order.indexOf('module')));
  });

  it("preloads the shell's and the route's app's scripts and styles with the same hashes as the map, and no other app's", async () => {
    const { tags } = await page('/orders/42?tab=history');
    const map = JSON.parse(tags.find((tag) => tag.attributes['type'] === 'importmap')!.text) as {
      integrity: Record<string, string>;
    };
    const links = (rel: string) => tags.filter((tag) => tag.attributes['rel'] === rel).map((tag) => tag.attributes);
    expect(links('modulepreload').map(({ href }) => href)).toEqual([
      '/_v/shell/1.0.0/shell.js',
      '/_v/shell/1.0.0/vendor/react.js',
      '/_v/orders/1.1.0/app.js',
      '/_v/orders/1.1.0/assets/chunk.js',
    ]);
    for (const { href, integrity } of links('modulepreload')) expect(integrity).toBe(map.integrity[href!]);
    expect(links('stylesheet').map(({ href }) => href)).toEqual([
      '/_v/shell/1.0.0/shell.css',
      '/_v/orders/1.1.0/app.css',
    ]);
    for (const { integrity } of links('stylesheet')) expect(integrity).toMatch(/^sha384-/);
    const catalog = await page('/catalog/products/p1');
    expect(catalog.html).toContain('rel="modulepreload" nonce="' + catalog.nonce + '" href="/_v/catalog/1.0.0/app.js"');
  });

  it('has nothing fetched of an app whose page is for others', async () => {
    const files = ({ tags }: Page) =>
      tags.flatMap(({ attributes, text }) => [
        attributes['href'] ?? '',
        attributes['type'] === 'importmap' ? text : '',
      ]);
    const ben = await world.signIn('ben');
    expect(files(await page('/catalog/margins', { cookie: ben })).join()).toContain('/_v/catalog/1.0.0/app.js');
    expect(files(await page('/catalog/margins')).join()).not.toContain('/_v/catalog/');
  });

  it('carries boot data that no content can break out of', async () => {
    const { tags, html } = await page('/');
    const boot = parseBootData(JSON.parse(tags.find((tag) => tag.attributes['id'] === 'tessera-boot')!.text));
    expect(boot.user).toEqual({ id: 'ada', name: 'Ada Marsh', roles: ['customer'] });
    expect(boot.composition.modules['orders']!.contributions.routes[0]!.title).toBe(evil);
    expect(boot.composition.modules['orders']!.previous!.version).toBe('1.0.0');
    expect(boot.mustSwitchHours).toBe(8);
    expect(html).not.toContain('<script>alert');
    expect(html).toContain('<title>Bright &amp; &lt;Water&gt;</title>');
    const fresh = (await (await world.fetch('/composition.json', { headers: { cookie } })).json()) as object;
    expect(fresh).toEqual(boot.composition);
  });

  it('has the theme in it before anything is painted', async () => {
    const theme = async (value: string) =>
      (await page('/', { cookie: `${cookie}; tessera_theme=${value}` })).tags.find((tag) => tag.name === 'html')!
        .attributes['data-theme'];
    expect(await theme('dark')).toBe('dark');
    expect(await theme('light')).toBe('light');
    expect(await theme('"><script>')).toBe('system');
  });

  it('is encoded on the way where that is welcome', async () => {
    for (const path of ['/', '/composition.json']) {
      const lengths = await Promise.all(
        ['identity', 'gzip', 'br'].map(async (encoding) => {
          const { headers } = await world.fetch(path, { headers: { cookie, 'accept-encoding': encoding } });
          expect(headers.get('vary')).toBe('accept-encoding, cookie');
          return Number(headers.get('content-length'));
        }),
      );
      expect(lengths[1]!).toBeLessThan(lengths[0]! / 2);
      expect(lengths[2]!).toBeLessThan(lengths[0]! / 2);
    }
  });

  it('is not given for a file that is missing', async () => {
    expect((await world.fetch('/orders/picture.png', { headers: { cookie } })).status).toBe(404);
    expect((await world.fetch('/', { method: 'POST', headers: { cookie } })).status).toBe(405);
  });
});

describe('a page of a product with many apps', () => {
  const files = ['app.js', 'app.css', ...Array.from({ length: 12 }, (_, at) => `assets/part-${at}.js`)];
  const appNamed = async (module: string, more: Partial<AppManifest['contract']['contributions']> = {}) => {
    const contributions = {
      ...noContributions,
      routes: [{ path: `/${module}`, page: 'main', title: module }],
      navigation: [{ label: module, to: `/${module}`, icon: 'box', group: 'All' }],
      ...more,
    };
    const { manifest } = await appRelease({
      module,
      files: Object.fromEntries(files.map((path) => [path, `/* ${module} ${path} */`])),
      contributions,
    });
    return { ...manifest, preload: ['assets/part-0.js', 'assets/part-1.js'] };
  };

  async function pageOf(count: number, path: string) {
    const names = ['orders', ...Array.from({ length: count - 1 }, (_, at) => `other-${at}`)];
    const manifests = await Promise.all(
      names.map((name) =>
        appNamed(
          name,
          name === 'orders'
            ? { slots: { offers: ['orders/aside/v1'], fills: [] } }
            : name === 'other-7'
              ? { slots: { offers: [], fills: ['orders/aside/v1'] } }
              : {},
        ),
      ),
    );
    const row = ({ module, version, digest }: AppManifest | ShellManifest, kind: 'APP' | 'SHELL') => {
      const since = '2026-11-23T12:00:00.000Z';
      return { module, kind, team: 'orders', contact: '#o', version, digest, since, killed: [], pins: [] };
    };
    const live = <M extends AppManifest | ShellManifest>(manifest: M, kind: 'APP' | 'SHELL') => ({
      row: row(manifest, kind),
      manifest,
      previous: undefined,
      canary: undefined,
      pinned: new Map(),
    });
    const shell = live((await shellRelease()).manifest, 'SHELL');
    const apps = manifests.map((manifest) => live(manifest, 'APP'));
    const resolved: ResolvedComposition & { shell: typeof shell } = {
      ...{ revision: 'e1.1', rows: [], shell, apps, libraries: [], operations: [], problems: [] },
    };
    const composition = browserComposition(resolved, teams)!;
    const user = { id: 'ada', name: 'Ada Marsh', roles: ['customer'] };
    const look = { environment: 'production', gatewayVersion: '1', product: 'P', theme: 'system', nonce: 'n' } as const;
    const html = renderPage({ resolved, composition, user, path, ...look });
    const boot = parseBootData(JSON.parse(/id="tessera-boot">(.*?)<\/script>/.exec(html)![1]!));
    return { html, sent: boot.composition, whole: composition, map: importMapOf(resolved, apps[0]) };
  }
  const names = ({ modules }: Composition) => Object.values(modules).map(({ module }: ModuleLive) => module);

  it('weighs no more with 200 apps than with 5', async () => {
    const [few, many] = [await pageOf(5, '/orders'), await pageOf(200, '/orders')];
    expect(names(few.sent)).toHaveLength(5);
    expect(few.sent.partial).toBeUndefined();
    // The route's app, and who fills its slots; the shell asks for the others.
    expect(names(many.sent)).toEqual(['orders', 'other-7']);
    expect(many.sent.partial).toBe(true);
    expect(many.map).toEqual(few.map);
    const weights = [few, many].map(({ html }) => [html.length, brotliCompressSync(html).length] as const);
    console.log(`page bytes with 5 and 200 apps: ${weights[0]!.join(' (br: ')}), ${weights[1]!.join(' (br: ')})`);
    expect(weights[1]![0]).toBeLessThanOrEqual(weights[0]![0]);
    expect(weights[1]![1]).toBeLessThanOrEqual(weights[0]![1]);
    expect(names(many.whole)).toHaveLength(200);
  });

  it('at "/" holds the app the navigation begins with', async () => {
    const { html, sent } = await pageOf(200, '/');
    expect(names(sent)).toEqual(['orders', 'other-7']);
    expect(html).toContain('href="/_v/orders/1.0.0/assets/part-0.js"');
  });
});
