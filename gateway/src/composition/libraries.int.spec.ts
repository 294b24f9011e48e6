/** Two majors of a library live at once, as pages get them: imports, scopes, hashes, styles. */
import { parseComposition } from '@tessera/contracts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { appRelease, libraryRelease, shellRelease } from '../testing/test-release.ts';
import { startWorld, type World } from '../testing/test-world.ts';

const name = '@tessera/shared-ui';
let world: World;
let cookie: string;

beforeAll(async () => {
  world = await startWorld();
  await world.goLive(await libraryRelease('1.0.0'));
  await world.goLive(await shellRelease('1.0.0', { [name]: '^1.0.0' }));
  const before = await appRelease({ shared: { [name]: '^1.0.0' } });
  await world.goLive(before);
  await world.goLive(await appRelease({ version: '1.1.0', shared: { [name]: '^1.0.0' } }), before.manifest);
  await world.goLive(await appRelease({ module: 'catalog', shared: { [name]: '^2.0.0' } }));
  await world.goLive(await appRelease({ module: 'insights' }));
  cookie = await world.signIn();
});
afterAll(() => world.close());

async function page(path: string) {
  const html = await (await world.fetch(path, { headers: { cookie } })).text();
  const map = JSON.parse(/<script type="importmap"[^>]*>(.*?)<\/script>/.exec(html)![1]!) as {
    imports: Record<string, string>;
    scopes?: Record<string, Record<string, string>>;
    integrity: Record<string, string>;
  };
  const links = [...html.matchAll(/<link rel="(stylesheet|modulepreload)"([^>]*)>/g)].map(([, rel, rest]) => ({
    rel: rel!,
    href: /href="([^"]*)"/.exec(rest!)![1]!,
    integrity: /integrity="([^"]*)"/.exec(rest!)?.[1],
  }));
  return { html, map, links };
}
const composition = async () =>
  parseComposition(await (await world.fetch('/composition.json', { headers: { cookie } })).json());
const script = (version: string) => `/_v/shared-ui/${version}/shared-ui.js`;

it('with one, the page has it, and nothing needs a scope', async () => {
  const { map, html, links } = await page('/orders');
  expect(map.imports).toMatchObject({ [name]: script('1.0.0'), react: '/_v/shell/1.0.0/vendor/react.js' });
  expect(map.scopes).toBeUndefined();
  expect(html).toContain('<html lang="en" data-theme="system" data-ui="m1">');
  // On its way with everything else, under the hash that the map has: no request more in a row.
  const preload = links.find(({ rel, href }) => rel === 'modulepreload' && href === script('1.0.0'));
  expect(preload?.integrity).toBe(map.integrity[script('1.0.0')]);
  expect(links.filter(({ rel }) => rel === 'stylesheet').map(({ href }) => href)).toEqual([
    '/_v/shared-ui/1.0.0/style.css',
    '/_v/shell/1.0.0/shell.css',
    '/_v/orders/1.1.0/app.css',
  ]);
  expect(links.every(({ integrity }) => integrity?.startsWith('sha384-'))).toBe(true);
});

it('a second major leads only those to it who ask for it; the others, and the shell, keep theirs', async () => {
  const before = await page('/orders');
  await world.goLive(await libraryRelease('2.0.0'));
  const orders = await page('/orders');
  expect(orders.map.imports[name]).toBe(script('2.0.0'));
  const one = { [name]: script('1.0.0') };
  expect(orders.map.scopes).toEqual({
    '/_v/shell/1.0.0/': one,
    '/_v/orders/1.1.0/': one,
    // What stands in for it, too.
    '/_v/orders/1.0.0/': one,
  });
  // It needs nothing of the other, and gets nothing of it.
  expect(orders.links).toEqual(before.links);
  expect(orders.map.integrity).toEqual(before.map.integrity);

  const catalog = await page('/catalog');
  expect(catalog.map.scopes).toEqual({ '/_v/shell/1.0.0/': one });
  expect(Object.keys(catalog.map.integrity)).toEqual(expect.arrayContaining([script('1.0.0'), script('2.0.0')]));
  expect(catalog.html).toContain('data-ui="m1"');
  expect(catalog.links.map(({ href }) => href)).toEqual(
    expect.arrayContaining([script('2.0.0'), '/_v/shared-ui/2.0.0/style.css', '/_v/shared-ui/1.0.0/style.css']),
  );
});

it('the composition says what each release runs with, and what those are', async () => {
  const { frame, modules } = await composition();
  expect(frame).toMatchObject({ version: '1.0.0', own: ['shared-ui@1.0.0'] });
  expect(frame.libraries?.map(({ version, styles }) => [version, styles])).toEqual([
    ['1.0.0', 'm1'],
    ['2.0.0', 'm2'],
  ]);
  expect(Object.keys(frame.libraries![1]!.integrity)).toEqual([script('2.0.0'), '/_v/shared-ui/2.0.0/style.css']);
  expect(modules['orders']?.libraries).toEqual(['shared-ui@1.0.0']);
  expect(modules['orders']?.previous?.libraries).toEqual(['shared-ui@1.0.0']);
  expect(modules['catalog']?.libraries).toEqual(['shared-ui@2.0.0']);
  // It says nothing of it: what the page has.
  expect(modules['insights']?.libraries).toEqual(['shared-ui@2.0.0']);
});

it('/discovery/import-map.json has both, for pages that are not ours', async () => {
  const response = await world.fetch('/discovery/import-map.json', { headers: { cookie } });
  const map = (await response.json()) as Awaited<ReturnType<typeof page>>['map'];
  expect(map.imports[name]).toBe(script('2.0.0'));
  expect(map.scopes?.['/_v/orders/1.1.0/']).toEqual({ [name]: script('1.0.0') });
  expect(map.scopes).not.toHaveProperty(['/_v/catalog/1.0.0/']);
  expect(Object.keys(map.integrity)).toEqual(expect.arrayContaining([script('1.0.0'), script('2.0.0')]));
});

it('what the newest of a major is, its apps get with the next page', async () => {
  const one = (await libraryRelease('1.0.0')).manifest;
  await world.goLive(await libraryRelease('1.0.1'), one);
  const { map } = await page('/orders');
  expect(map.scopes?.['/_v/orders/1.1.0/']).toEqual({ [name]: script('1.0.1') });
  const { frame } = await composition();
  expect(frame).toMatchObject({ own: ['shared-ui@1.0.1'] });
  expect(frame.killed).toBeUndefined();
});

it('what was killed of the frame is said to open tabs, with what is live instead', async () => {
  await world.goLive(await libraryRelease('1.0.0'), undefined, { killed: ['1.0.1'] });
  const shell = await shellRelease('1.0.1', { [name]: '^1.0.0' });
  await world.goLive(shell, undefined, { killed: ['1.0.0', '0.9.0'] });
  const { frame } = await composition();
  expect(frame).toMatchObject({ version: '1.0.1', own: ['shared-ui@1.0.0'] });
  expect(frame.killed?.toSorted()).toEqual(['shared-ui@1.0.1', 'shell@0.9.0', 'shell@1.0.0']);
  // The document load it leads to finds the same in the page.
  expect((await page('/orders')).html).toContain('"killed":["');
});
