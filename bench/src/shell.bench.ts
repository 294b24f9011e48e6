/**
 * What federation costs a person who opens the product for the first time: cold first content of the product, of the same
 * apps as one tuned Vite monolith, and of the same apps as a plain `@module-federation/vite` host with remotes. All three are
 * built from the same sources, served by the same kind of server over the same slow line (40 ms, 10 Mbit/s), with the same
 * data from the same services, to a browser profile that has nothing yet. Over HTTP/2, as a product stands on the internet;
 * and over HTTP/1.1, as the gateway speaks it without anything before it (`.http1`), where each file counts. They take turns within each round, so that what
 * the machine does meanwhile happens to all of them, and a ratio is the median of those within rounds. Then a second product has
 * 200 apps, and the two take turns.
 *
 * First content is the app's own heading; its data is a detail, since it is the services' to be quick.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { chromium, type Browser } from 'playwright';
import { signInByHttp } from '../../e2e/src/graphql.ts';
import { pageApp } from '../../e2e/src/hand-made-app.ts';
import { startProduct, type Product } from '../../e2e/src/product.ts';
import { release } from '../../e2e/src/releases.ts';
import { generateAll } from '../../tools/generate.mjs';
import { chromiumArgs, chromiumPath } from '../../tools/chromium.mjs';
import { percentile, type Reporter } from './figures.ts';
import { apps } from './shell/apps.ts';
import { makeCertificate } from './shell/certificate.ts';
import { buildFederation, buildMonolith, type Peer } from './shell/build-peers.ts';
import { firstContent, type Load } from './shell/first-content.ts';
import { startLine } from './shell/line.ts';
import { peerPage, protectionOf } from './shell/peer-page.ts';

const line = { roundTripMs: 40, bitsPerSecond: 10_000_000 };
const opened = { path: '/catalog', heading: 'Catalog', row: '[A-Z]{3}-[A-Z]{3}-\\d+' };
const manyApps = 200;
/** Loads differ by 13 % from one to the next, and what is compared by 2: fewer rounds say 0.96 one day and 1.07 the other. */
const enoughRounds = 45;

/** Milliseconds until the next load: a browser still puts away the page before. */
const settleMs = 500;

type Name = 'tessera' | 'monolith' | 'mf-vite' | 'tessera-200';
type Protocol = 'h1' | 'h2';

interface Contender {
  readonly name: Name;
  readonly url: string;
  /** Of the person who opens it. */
  readonly cookie: string;
}

export async function run({ figure, say, detail, version, quick }: Reporter): Promise<void> {
  const rounds = quick ? 2 : enoughRounds;
  const folder = await mkdtemp(join(tmpdir(), 'tessera-bench-shell-'));
  const certificate = await makeCertificate(folder);
  // The apps' typed documents are made, not committed.
  await generateAll({ check: false });
  say('building the peers from the apps’ sources …');
  const monolith = await buildMonolith(join(folder, 'monolith'), 'apps/catalog/src/pages/products-page.tsx');
  const federation = await buildFederation(join(folder, 'federation'));
  say('starting the product on a data folder of its own …');
  const product = await startProduct();
  const executablePath = chromiumPath();
  const browser = await chromium.launch({
    args: [...chromiumArgs, '--ignore-certificate-errors'],
    ...(executablePath ? { executablePath } : {}),
  });
  const closing: { close(): Promise<void> }[] = [];
  try {
    const { cookie } = await signInByHttp(product.url, 'dana');
    const page = await pageOf(product, cookie);
    const reach = async (name: Name, to: Reached, over: Protocol): Promise<Contender> => {
      const front = {
        gateway: to.gateway,
        peer: to.peer && {
          files: to.peer.files,
          html: peerPage(to.peer, page.html),
          headers: protectionOf(page.headers),
        },
        certificate: over === 'h2' ? certificate : undefined,
      };
      // Over HTTP/1.1 the product has nothing before it.
      const slow = await startLine(
        over === 'h1' && to.peer === undefined
          ? { front: undefined, link: { ...line, targetPort: Number(new URL(to.gateway).port) } }
          : { front, link: line },
      );
      closing.push(slow);
      return { name, url: `${over === 'h2' ? 'https' : 'http'}://127.0.0.1:${slow.port}`, cookie: to.cookie };
    };
    const few = { gateway: product.url, cookie };
    const contendersOver = async (over: Protocol): Promise<readonly Contender[]> => [
      await reach('tessera', few, over),
      await reach('monolith', { ...few, peer: monolith }, over),
      await reach('mf-vite', { ...few, peer: federation }, over),
    ];
    const contenders = await contendersOver('h2');
    version('vite', await versionOf('vite'));
    version('@module-federation/vite', await versionOf('@module-federation/vite'));
    const measure = (of: readonly Contender[], cpu: number) => takeTurns(browser, of, { cpu, rounds, say });

    for (const cpu of [1, 4]) {
      say(`${apps.length} apps, CPU×${cpu}, ${rounds} rounds …`);
      const suffix = cpu === 1 ? '' : `.cpu${cpu}`;
      compare(await measure(contenders, cpu), suffix, { figure, detail });
    }
    say(`${apps.length} apps over HTTP/1.1, ${rounds} rounds …`);
    compare(await measure(await contendersOver('h1'), 1), '.http1', { figure, detail });

    const more = (quick ? 20 : manyApps) - apps.length;
    say(`starting a second product, and publishing ${more} more apps in it …`);
    const grown = await startProduct();
    closing.push(grown);
    await publishMany(grown, more, say);
    const person = await signInByHttp(grown.url, 'dana');
    const sides = [
      contenders[0]!,
      await reach('tessera-200', { gateway: grown.url, cookie: person.cookie }, 'h2'),
    ] as const;
    for (const cpu of [1, 4]) {
      say(`${apps.length} and ${more + apps.length} apps, CPU×${cpu}, ${rounds} rounds …`);
      const loads = await measure(sides, cpu);
      const suffix = cpu === 1 ? '' : `.cpu${cpu}`;
      detail(`growth${suffix}`, summary(loads));
      figure({
        figure: `shell.first-content.ratio-200-apps${suffix}`,
        value: ratioWithinRounds(loads, 'tessera-200', 'tessera', 'contentMs'),
        unit: '× of 5 apps',
        bound: '<= 1.05',
      });
    }
    const grownPage = await pageOf(grown, person.cookie);
    detail('documentBytes', {
      [apps.length]: Buffer.byteLength(page.html),
      [more + apps.length]: Buffer.byteLength(grownPage.html),
    });
  } finally {
    await browser.close();
    for (const each of closing.toReversed()) await each.close();
    await product.close();
    await rm(folder, { recursive: true, force: true });
  }
}

interface Reached {
  readonly gateway: string;
  readonly cookie: string;
  /** @default the product itself */
  readonly peer?: Peer;
}

function compare(loads: Loads, suffix: string, { figure, detail }: Pick<Reporter, 'figure' | 'detail'>): void {
  const content = medians(loads, 'contentMs');
  const names = Object.keys(loads) as Name[];
  detail(`loads${suffix}`, summary(loads));
  for (const name of names)
    figure({ figure: `shell.first-content.${name}-ms${suffix}`, value: content[name]!, unit: 'ms' });
  const ratio = ratioWithinRounds(loads, 'tessera', 'monolith', 'contentMs');
  figure({ figure: `shell.first-content.ratio-monolith${suffix}`, value: ratio, unit: '×', bound: '<= 1.05' });
  const ofFederation = ratioWithinRounds(loads, 'tessera', 'mf-vite', 'contentMs');
  figure({ figure: `shell.first-content.ratio-mf-vite${suffix}`, value: ofFederation, unit: '×', bound: '<= 1' });
  const ofData = ratioWithinRounds(loads, 'tessera', 'monolith', 'dataMs');
  figure({ figure: `shell.first-data.ratio-monolith${suffix}`, value: ofData, unit: '×' });
}

type Loads = Partial<Record<Name, Load[]>>;

interface TurnOptions {
  readonly cpu: number;
  readonly rounds: number;
  readonly say: Reporter['say'];
}

/**
 * One load of each per round, in every order by turns: what a load leaves behind in the browser and the machine, the next one
 * pays for, whoever it is. The first round is not counted.
 */
async function takeTurns(
  browser: Browser,
  contenders: readonly Contender[],
  { cpu, rounds, say }: TurnOptions,
): Promise<Loads> {
  const loads: Loads = {};
  const orders = ordersOf(contenders);
  for (let round = 0; round <= rounds; round++) {
    const turn = orders[round % orders.length]!;
    for (const { name, url, cookie } of turn) {
      await setTimeout(settleMs);
      const load = await firstContent(browser, { url, cookie, cpu, ...opened });
      if (round > 0) (loads[name] ??= []).push(load);
    }
    if (round > 0 && round % 5 === 0) say(`${round} of ${rounds} rounds`);
  }
  return loads;
}

/** Every order of them. */
function ordersOf<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((first) => ordersOf(items.filter((one) => one !== first)).map((rest) => [first, ...rest]));
}

type Moment = 'contentMs' | 'dataMs';

function medians(loads: Loads, what: Moment): Partial<Record<Name, number>> {
  return Object.fromEntries(
    Object.entries(loads).map(([name, each]) => [
      name,
      percentile(
        each.map((load) => load[what]),
        0.5,
      ),
    ]),
  );
}

/** What the machine does in a round happens to both. */
function ratioWithinRounds(loads: Loads, name: Name, base: Name, what: Moment): number {
  const ratios = loads[name]!.map((load, round) => load[what] / loads[base]![round]![what]);
  return percentile(ratios, 0.5);
}

/** Samples, and the timeline of the load in the middle: the profile that says why. */
function summary(loads: Loads): object {
  return Object.fromEntries(
    Object.entries(loads).map(([name, each]) => {
      const sorted = [...each].sort((a, b) => a.contentMs - b.contentMs);
      const middle = sorted[Math.floor(sorted.length / 2)]!;
      return [
        name,
        {
          contentMs: each.map(({ contentMs }) => Math.round(contentMs)),
          dataMs: each.map(({ dataMs }) => Math.round(dataMs)),
          kilobytes: middle.kilobytes,
          requests: middle.requests,
          timeline: middle.timeline,
        },
      ];
    }),
  );
}

/** Apps of the size of a small team's: an entry, six parts of it that load later, a stylesheet, two places, a command. */
async function publishMany(product: Product, count: number, say: Reporter['say']): Promise<void> {
  const part = (index: number): string => `export const part${index} = ${JSON.stringify('x'.repeat(2_000))};`;
  for (let index = 0; index < count; index++) {
    const name = `team${index}`;
    const files = {
      ...Object.fromEntries(Array.from({ length: 6 }, (_, at) => [`chunks/part-${at}.js`, part(at)])),
      'style.css': `@layer app.${name}{.${name}{color:inherit}}`,
    };
    const app = pageApp(name, '1.0.0', `() => h('h1', null, '${name}')`, { files });
    const contributions = {
      ...app.contributions,
      routes: [...(app.contributions?.routes ?? []), { path: `/${name}/$id`, page: 'main', title: `One of ${name}` }],
      // Nobody sees two hundred entries: each person has those of their job.
      navigation: (app.contributions?.navigation ?? []).map((entry) => ({ ...entry, roles: [`job-${index}`] })),
      commands: [{ id: `${name}.open`, label: `Open ${name}`, to: `/${name}`, roles: [`job-${index}`] }],
    };
    await release(product, { ...app, contributions });
    if ((index + 1) % 50 === 0) say(`${index + 1} published`);
  }
}

/** The product's own document, without the line. */
async function pageOf(product: Product, cookie: string): Promise<{ readonly html: string; readonly headers: Headers }> {
  const response = await fetch(`${product.url}${opened.path}`, { headers: { cookie } });
  if (!response.ok) throw new Error(`${opened.path}: ${response.status}`);
  return { html: await response.text(), headers: response.headers };
}

async function versionOf(name: string): Promise<string> {
  const { default: manifest } = (await import(`../../node_modules/${name}/package.json`, {
    with: { type: 'json' },
  })) as {
    default: { version: string };
  };
  return manifest.version;
}
