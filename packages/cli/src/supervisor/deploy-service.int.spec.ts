/** Services deploy too: real processes, the real gateway, people at work all the time. */
import type { AppManifest } from '@tessera/contracts';
import { openLog } from '@tessera/event-log/open';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { ProcessStatus } from '../data-folder/state.ts';
import { readDeployToken } from '../data-folder/secrets.ts';
import { callTessera, runTessera, type Ran } from '../testing/run-tessera.ts';
import { askShop, signIn, startShopLoad, uploadShopper, type ShopLoad } from '../testing/shop-load.ts';
import { createShopProduct, type ShopProduct } from '../testing/shop-product.ts';
import { isAlive, until } from '../testing/until.ts';
import { choosePorts } from './ports.ts';
import { startSupervisor, type Supervisor } from './supervisor.ts';

let product: ShopProduct;
let supervisor: Supervisor;
let cookie: string;
let load: ShopLoad | undefined;
let loads: readonly ShopLoad[] = [];

beforeAll(async () => {
  product = createShopProduct();
  vi.stubEnv('TESSERA_ROOT', product.root);
  // Whoever runs the tests may want colours; what is read here has none.
  vi.stubEnv('FORCE_COLOR', '0');
  supervisor = await start();
  await supervisor.whenReady();
  supervisor.announceReady();
  cookie = await signIn(supervisor.url);
  await uploadShopper(supervisor.url, readDeployToken(product.data.secrets, 'one')!);
});
afterAll(async () => {
  for (const each of [load, ...loads]) each?.close();
  await supervisor.stop();
  vi.unstubAllEnvs();
  product.remove();
});

async function start(rollbackWindowMs?: number): Promise<Supervisor> {
  const [port] = await choosePorts([undefined]);
  return startSupervisor({
    root: product.root,
    data: product.data,
    port: port!,
    followEveryMs: 50,
    backoff: { first: 10, most: 50 },
    ...(rollbackWindowMs === undefined ? {} : { rollbackWindowMs }),
  });
}

/** Publishing loads the module's source, which a process does once; the rest costs less without a process of its own. */
function tessera(...args: string[]): Promise<Ran> {
  const all = [...args, '--data', product.data.root];
  return args[0] === 'publish' ? runTessera(all, { env: { TESSERA_ROOT: product.root } }) : callTessera(all);
}

const source = (): string => join(product.root, 'services/shop');

async function done(...args: string[]): Promise<string> {
  const { code, out, err } = await tessera(...args);
  expect(code, `${args.join(' ')}\n${out}${err}`).toBe(0);
  return out;
}

const shops = (): readonly ProcessStatus[] =>
  supervisor.state().processes.filter(({ module }) => module === 'shop-service');
const shop = (version: string): ProcessStatus => {
  const found = shops().find(({ release }) => release === `shop-service@${version}`);
  if (found !== undefined) return found;
  throw new Error(`nothing runs ${version}: ${JSON.stringify(shops())}`);
};
const label = async (of = cookie): Promise<unknown> => {
  const data = await askShop(supervisor.url, of, 'query { sale(id: "s0-0") { label } }').catch(() => undefined);
  return (data as { sale: { label: string | null } } | undefined)?.sale.label;
};
/** As a page of this release asks: by what it published. */
async function askPublished(release: string, operation: string, variables: object): Promise<unknown> {
  const [module, version] = release.split('@');
  const manifest = JSON.parse(
    readFileSync(join(product.data.root, 'artifacts', module!, version!, 'manifest.json'), 'utf8'),
  ) as AppManifest;
  const { hash } = manifest.contract.operations.find(({ name }) => name === operation)!;
  const response = await fetch(`${supervisor.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie, 'x-tessera-app': release },
    body: JSON.stringify({ variables, extensions: { persistedQuery: { version: 1, sha256Hash: hash } } }),
  });
  return response.json();
}
/** So that there is traffic on both sides of what comes next. */
const someTraffic = (): Promise<unknown> => {
  const from = load!.answers;
  return until(() => load!.answers > from + 10);
};

it(
  'is promoted, rolled back, promoted and killed under load: nothing fails, no stream ends, nothing is lost',
  { timeout: 480_000 },
  async () => {
    await done('publish', source(), '--promote');
    load = await startShopLoad(supervisor.url);
    await someTraffic();
    const first = shop('1.0.0');
    expect(first).toMatchObject({ role: 'live', from: 'source' });
    expect(await label()).toBeUndefined();

    // Another fold, too, so that its documents are others.
    product.write({ label: 'second', revision: 1 });
    const promoted = await done('publish', source(), '--promote');
    expect(promoted).toMatch(/shop-service@1\.0\.1 is live.*started.*caught up.*swapped/s);
    expect(await label()).toBe('second');
    await someTraffic();
    const second = shop('1.0.1');
    expect(second).toMatchObject({ role: 'live', from: 'artifact' });
    expect(shop('1.0.0')).toMatchObject({ role: 'kept', pid: first.pid, restarts: 0 });

    // Back, and forth again: to the processes that are there.
    await done('rollback', 'shop-service');
    expect(await label()).toBeUndefined();
    await someTraffic();
    expect(shop('1.0.0')).toMatchObject({ role: 'live', pid: first.pid });
    await done('promote', 'shop-service@1.0.1');
    expect(await label()).toBe('second');
    await someTraffic();
    expect(shop('1.0.1').pid).toBe(second.pid);
    expect(load.failures).toEqual([]);

    // What does not start leaves everything as it is, and says why.
    product.write({ label: 'third', first: "console.error('the third one cannot be'); process.exit(3);" });
    const { code, out, err } = await tessera('publish', source(), '--promote');
    expect([code, `${out}${err}`]).toEqual([
      10,
      expect.stringMatching(
        /shop-service@1\.0\.2 is promoted, but does not serve; shop-service@1\.0\.1 serves on.*the third one cannot be.*tessera rollback shop-service@1\.0\.2/s,
      ),
    ]);
    expect(await label()).toBe('second');
    // Nor is the way back given up to what serves on: the rollback below finds it.
    const early = await tessera('finalize', 'shop-service');
    expect([early.code, early.err]).toEqual([10, expect.stringContaining('shop-service@1.0.1 serves on')]);
    // Nor by who does not ask before, as the console: the gateway has told the releases service whom it asks.
    const blind = await tessera('finalize', 'shop-service', '--wait', '0');
    expect([blind.code, blind.err]).toEqual([
      10,
      expect.stringContaining('requests to gateway go to shop-service@1.0.1'),
    ]);
    await someTraffic();
    await done('rollback', 'shop-service');
    await until(() => shops().every(({ release }) => release !== 'shop-service@1.0.2'));
    expect(load.failures).toEqual([]);

    // One that is asked, and ends in order: it is left before it goes, for what was kept, and gone back to.
    process.kill(shop('1.0.1').pid!, 'SIGTERM');
    await until(
      async () => shop('1.0.1').restarts === 1 && shop('1.0.1').state === 'ready' && (await label()) === 'second',
    );
    await someTraffic();
    expect(load.failures).toEqual([]);

    await load.rest();
    await everythingIsThere();
    expect(load.streams.map(({ open, resets }) => [open, resets > 0])).toEqual(load.streams.map(() => [true, true]));

    process.kill(shop('1.0.1').pid!, 'SIGKILL');
    await until(
      async () => shop('1.0.1').restarts === 2 && shop('1.0.1').state === 'ready' && (await label()) === 'second',
    );
  },
);

it(
  'offers a field, and the app that needs it follows once the way back is given up; then nothing can take the field away',
  { timeout: 480_000 },
  async () => {
    // The shop has had Sale.label since its last release; a rollback would return to one without.
    const { pid } = shop('1.0.0');
    product.writeApp('query ShopLabel($id: ID!) {\n  sale(id: $id) {\n    label\n  }\n}\n');
    await done('publish', join(product.root, 'apps/shopper'), '--version', '1.1.0');
    const refused = await tessera('promote', 'shopper@1.1.0');
    expect(refused.code).not.toBe(0);
    for (const words of [
      'shop-service@1.0.0 (previous): Sale.label is not offered',
      'used in shopper/src/operations/shopper.graphql:3 (ShopLabel)',
      'tessera finalize shop-service (shop-service can then no longer be rolled back to 1.0.0 in one step)',
    ])
      expect(refused.out + refused.err).toContain(words);

    expect(await done('finalize', 'shop-service', '--reason', 'the app shows labels')).toContain(
      'shop-service@1.0.1 is final in production: there is no rollback to 1.0.0 any more (by name: npx tessera promote shop-service@1.0.0, judged then)',
    );
    await done('promote', 'shopper@1.1.0');
    const shown = await askPublished('shopper@1.1.0', 'ShopLabel', { id: 's0-0' });
    expect(shown).toMatchObject({ data: { sale: { label: 'second' } } });
    // Long before the window is over.
    await until(() => shops().every(({ release }) => release !== 'shop-service@1.0.0'));
    expect(isAlive(pid!)).toBe(false);
    expect(await done('finalize', 'shop-service')).toContain('there was nothing to give up');

    const back = await tessera('rollback', 'shop-service');
    expect(back.code).not.toBe(0);
    expect(back.err).toMatch(
      /\[FINALIZED\]\n.*given up on .* UTC by .*“the app shows labels”.*tessera promote shop-service@1\.0\.0/s,
    );
    const byName = await tessera('promote', 'shop-service@1.0.0');
    expect(byName.code).not.toBe(0);
    expect(byName.err).toContain(
      'shopper@1.1.0 (stable) and shop-service@1.0.0 (candidate): Sale.label is not offered',
    );
    const [finalized] = JSON.parse(await done('audit', 'shop-service', '--action', 'finalized', '--json')) as object[];
    expect(finalized).toMatchObject({ version: '1.0.1', previousVersion: '1.0.0', reason: 'the app shows labels' });
    expect(await label()).toBe('second');
  },
);

it(
  'runs what the composition says after a restart; what was replaced is stopped after the window',
  { timeout: 480_000 },
  async () => {
    load!.close();
    await supervisor.stop();
    supervisor = await start(0);
    await supervisor.whenReady();
    supervisor.announceReady();
    cookie = await signIn(supervisor.url);
    expect(shops()).toMatchObject([{ release: 'shop-service@1.0.1', from: 'artifact', role: 'live' }]);
    expect(await label()).toBe('second');

    load = await startShopLoad(supervisor.url, { prefix: 't' });
    await someTraffic();
    const { pid } = shop('1.0.1');
    product.write({ label: 'fourth', revision: 1 });
    await done('publish', source(), '--promote');
    expect(await label()).toBe('fourth');
    await until(() => shops().length === 1);
    expect(shops()).toMatchObject([{ release: 'shop-service@1.0.3', role: 'live' }]);
    expect(isAlive(pid!)).toBe(false);
    await someTraffic();
    await load.rest();
    expect(load.failures).toEqual([]);
    await everythingIsThere();
  },
);

it(
  'is previewed by one person, then by a canary’s users, always the same and more of them; one that fails, or whose policies would, is over by itself, and no other user saw it',
  { timeout: 480_000 },
  async () => {
    load!.close();
    // By where they are among a hundred for this module: ben 4, ada 82, emil 98.
    const people = ['ben', 'ada', 'emil'] as const;
    const each = <T>(what: (person: (typeof people)[number]) => Promise<T>) => Promise.all(people.map(what));
    loads = await each((identity) =>
      startShopLoad(supervisor.url, { identity, prefix: identity, workers: 1, streams: 1, label: true }),
    );
    const [ben, ada, emil] = loads as [ShopLoad, ShopLoad, ShopLoad];
    const traffic = () => {
      const from = loads.map(({ answers }) => answers);
      return until(() => loads.every(({ answers }, at) => answers > from[at]! + 5));
    };
    const canary = (share: string) => done('promote', 'shop-service@1.0.4', '--canary', share);
    await traffic();
    product.write({ label: 'fifth', revision: 2, failsAt: 'nail' });
    await done('publish', source());

    // First for one person, by a link.
    const shown = await done('preview', 'create', 'shop-service@1.0.4', '--for', 'cleo', '--json');
    const { id, token } = JSON.parse(shown) as { id: string; token: string };
    const [cleo, again] = [await signIn(supervisor.url, 'cleo'), await signIn(supervisor.url, 'cleo')];
    const entered = await fetch(`${supervisor.url}/?preview=${token}`, {
      headers: { cookie: cleo },
      redirect: 'manual',
    });
    const inPreview = [cleo, ...entered.headers.getSetCookie().map((each) => each.split(';')[0]!)].join('; ');
    expect([await label(inPreview), await label(again)]).toEqual(['fifth', 'fourth']);
    expect(shop('1.0.4').role).toBe('preview');
    await traffic();
    expect(loads.map(({ labels }) => labels)).toEqual([['fourth'], ['fourth'], ['fourth']]);

    expect(await canary('10%')).toMatch(/shop-service@1\.0\.4 is a canary for 10 %/);
    await traffic();
    expect(loads.map(({ labels }) => labels)).toEqual([['fourth', 'fifth'], ['fourth'], ['fourth']]);
    const { pid, port } = shop('1.0.4');
    expect([shop('1.0.4').role, shop('1.0.3').role]).toEqual(['canary', 'live']);
    // Policies stay with the release that everybody has.
    const reacts = async (at: number) =>
      (await (await fetch(`http://127.0.0.1:${at}/readyz`)).text()).includes('"policies"');
    await until(async () => !(await reacts(port)) && (await reacts(shop('1.0.3').port)));

    const listed = async () => JSON.parse(await done('preview', 'list', '--json')) as object[];
    expect(await listed()).toMatchObject([{ id, releases: ['shop-service@1.0.4'], team: 'one' }]);
    expect(await done('preview', 'list')).toMatch(new RegExp(`shop-service@1\\.0\\.4 .* in \\d+ h +${id}`));
    // The process stays; whoever was in the preview gets what everybody gets after leaving it, and nothing before.
    await done('preview', 'end', id);
    expect(await listed()).toEqual([]);
    await until(async () => (await label(inPreview)) === undefined);
    expect(await label(cleo)).toBe('fourth');
    await canary('85%');
    await traffic();
    expect(loads.map(({ labels }) => labels)).toEqual([['fourth', 'fifth'], ['fourth', 'fifth'], ['fourth']]);
    expect(shop('1.0.4').pid).toBe(pid);
    expect(loads.flatMap(({ failures }) => failures)).toEqual([]);

    // It cannot show what is bought now: over, without anybody's doing.
    for (const one of loads) one.buy('nail');
    await until(() => shops().length === 1);
    await traffic();
    expect(isAlive(pid!)).toBe(false);
    expect(loads.map(({ labels }) => labels)).toEqual([
      ['fourth', 'fifth', 'fourth'],
      ['fourth', 'fifth', 'fourth'],
      ['fourth'],
    ]);
    expect(ben.failures.length).toBeGreaterThan(0);
    expect([...ben.failures, ...ada.failures].filter((why) => !/"path":\["sale"\].*"INTERNAL"/.test(why))).toEqual([]);
    expect(emil.failures).toEqual([]);
    // Other documents, there and back; nobody else's stream noticed.
    expect(loads.map(({ streams }) => streams.map(({ open, resets }) => [open, resets]))).toEqual([
      [[true, 2]],
      [[true, 2]],
      [[true, 0]],
    ]);
    const [ended] = JSON.parse(await done('audit', 'shop-service', '--json')) as Record<string, unknown>[];
    expect(ended).toMatchObject({ action: 'CANARY_ENDED', version: '1.0.3', by: 'Canary judge' });
    expect(ended!['reason']).toMatch(/operations failed: \d+ of \d+, stable 0 of \d+/);
    expect(JSON.stringify(ended!['evidence'])).toContain('beyond budget');

    // Nobody is in it, and nobody carries out its policies: what they would do about everybody's events is enough.
    const before = loads.map(({ failures }) => failures.length);
    product.write({ label: 'sixth', revision: 2, thankless: true });
    await done('publish', source());
    expect(await done('promote', 'shop-service@1.0.5', '--canary', '1%')).toMatch(/policies.*tried on every event/);
    await until(() => shops().length === 1);
    const [thankless] = JSON.parse(await done('audit', 'shop-service', '--json')) as Record<string, unknown>[];
    expect(thankless).toMatchObject({ action: 'CANARY_ENDED', version: '1.0.3', by: 'Canary judge' });
    expect(thankless!['reason']).toMatch(/reactions failed: (\d+) of \1, stable 0 of \d+/);
    expect(loads.map(({ failures }) => failures.length)).toEqual(before);

    await Promise.all(loads.map((one) => one.rest()));
    for (const one of loads) await everythingIsThere(one);
  },
);

/** Every acknowledged command is in the log, was reacted to, and is shown by every stream. */
async function everythingIsThere({ sold, streams } = load!): Promise<void> {
  const ids = [...sold];
  expect(ids.length).toBeGreaterThan(20);
  await until(() => streams.every(({ sales }) => ids.every((id) => sales.get(id) === true)));
  const log = await openLog(`sqlite:${product.data.log}`);
  const missing: string[] = [];
  for (const id of ids) {
    const { commits } = await log.read(`ev.shop.sale.${id}`);
    const once = (wanted: string) =>
      commits.flatMap(({ events }) => events.filter(({ type }) => type === wanted)).length === 1;
    if (!once('Sold') || !once('Thanked')) missing.push(id);
  }
  await log.close();
  expect(missing).toEqual([]);
}
