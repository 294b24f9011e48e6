/**
 * 10,000 orders through the public GraphQL API: signed-in customers, published operations, the gateway, the services, the
 * log. Afterwards the projections are held against an independent fold: plain SQL over the log's file, which shares no
 * code with the services. A mismatch means that an order was lost, doubled or priced differently.
 */
import { createHash, randomUUID } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { startProduct, type Product } from '../../e2e/src/product.ts';
import { deployToken, graphql, type Answer } from '../../e2e/src/releases.ts';
import { percentile, type Reporter } from './figures.ts';

const orders = 10_000;
const concurrency = 32;
const linesPerOrder = 2;

interface Part {
  readonly sku: string;
  readonly unitPrice: number;
}

export async function run({ figure, say, detail }: Reporter): Promise<void> {
  say('starting the product on a data folder of its own …');
  const product = await startProduct();
  try {
    const cookie = await signIn(product, 'dana');
    const hashes = await publishedHashes(product);
    const parts = await catalog(product);
    await fillStock(product, cookie, hashes, parts, say);

    const before = totals(product);
    const latencies: number[] = [];
    let errors = 0;
    let placed = 0;
    const startedAt = performance.now();
    await Promise.all(
      Array.from({ length: concurrency }, async () => {
        while (placed < orders) {
          const index = placed++;
          const sentAt = performance.now();
          const refused = await place(product, cookie, hashes, linesFor(index, parts));
          latencies.push(performance.now() - sentAt);
          if (refused !== undefined) {
            errors++;
            if (errors <= 5) say(`order ${index}: ${refused}`);
          }
          if ((index + 1) % 2_000 === 0) say(`${index + 1} orders placed`);
        }
      }),
    );
    const seconds = (performance.now() - startedAt) / 1000;
    figure({ figure: 'orders.rate', value: orders / seconds, unit: 'orders/s' });
    figure({ figure: 'orders.errors', value: errors, unit: 'orders', bound: '= 0' });
    detail('placeMs', { p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99), concurrency });

    say('waiting until every order is confirmed or refused …');
    const settledAt = performance.now();
    const settled = await untilSettled(product, before.orders + orders, say);
    detail('settleSeconds', (performance.now() - settledAt) / 1000);
    const { mismatches, facts } = await compare(product, cookie, settled);
    detail('compared', facts);
    figure({ figure: 'orders.sum-mismatch', value: mismatches, unit: 'differences', bound: '= 0' });
  } finally {
    await product.close();
  }
}

async function signIn(product: Product, identity: string): Promise<string> {
  const response = await fetch(`${product.url}/auth/sign-in`, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: product.url },
    body: new URLSearchParams({ identity, return: '/' }),
  });
  const cookie = response.headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ');
  if (cookie === '') throw new Error(`Signing in as ${identity} set no cookie: ${response.status}`);
  return cookie;
}

/** Operation name → hash, from the manifests of what is live: the same operations the apps send. */
async function publishedHashes(product: Product): Promise<ReadonlyMap<string, string>> {
  const { readFile, readdir } = await import('node:fs/promises');
  const hashes = new Map<string, string>();
  for (const module of ['orders', 'fulfilment']) {
    const folder = join(product.data, 'artifacts', module);
    for (const version of await readdir(folder)) {
      const manifest = JSON.parse(await readFile(join(folder, version, 'manifest.json'), 'utf8')) as {
        contract: { operations: { name: string; hash: string }[] };
      };
      for (const { name, hash } of manifest.contract.operations) hashes.set(name, hash);
    }
  }
  return hashes;
}

async function catalog(product: Product): Promise<readonly Part[]> {
  const token = await deployToken(product, 'platform');
  const answer = await graphql(product, token, '{ products(first: 100) { items { sku unitPrice withdrawn } } }', {});
  const items = (answer.data?.['products'] as { items: (Part & { withdrawn: boolean })[] }).items;
  return items.filter(({ withdrawn }) => !withdrawn).slice(0, 50);
}

/** Enough of everything that no order is refused for want of stock: a refusal here would be a fault. */
async function fillStock(
  product: Product,
  cookie: string,
  hashes: ReadonlyMap<string, string>,
  parts: readonly Part[],
  say: Reporter['say'],
) {
  say(`receiving stock of ${parts.length} parts …`);
  for (const { sku } of parts) {
    const input = { commandId: randomUUID(), sku, quantity: 100_000 };
    const answer = await send(product, cookie, hashes, 'FulfilmentReceiveStock', { input });
    const problem = (answer.data?.['receiveStock'] as { problem: { message: string } | null } | undefined)?.problem;
    if (answer.errors || problem) throw new Error(`receiving ${sku}: ${JSON.stringify(answer.errors ?? problem)}`);
  }
}

function linesFor(index: number, parts: readonly Part[]) {
  return Array.from({ length: linesPerOrder }, (_, line) => ({
    sku: parts[(index * 7 + line * 13) % parts.length]?.sku ?? '',
    quantity: 1 + ((index + line) % 5),
  }));
}

/** Undefined when the order was placed, else why not. */
async function place(
  product: Product,
  cookie: string,
  hashes: ReadonlyMap<string, string>,
  lines: readonly object[],
): Promise<string | undefined> {
  const answer = await send(product, cookie, hashes, 'OrdersPlaceOrder', {
    input: { commandId: randomUUID(), lines, note: null },
  });
  const result = answer.data?.['placeOrder'] as
    { order: { id: string } | null; problem: { code: string } | null } | undefined;
  if (answer.errors || result?.problem || !result?.order)
    return JSON.stringify(answer.errors ?? result?.problem ?? answer);
  return undefined;
}

async function send(
  product: Product,
  cookie: string,
  hashes: ReadonlyMap<string, string>,
  name: string,
  variables: object,
) {
  const sha256Hash = hashes.get(name);
  if (sha256Hash === undefined) throw new Error(`No live release publishes ${name}.`);
  const response = await fetch(`${product.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie, origin: product.url, 'x-tessera-app': 'bench@1.0.0' },
    body: JSON.stringify({
      operationName: name,
      variables,
      extensions: { persistedQuery: { version: 1, sha256Hash } },
    }),
  });
  return (await response.json()) as { data?: Record<string, unknown>; errors?: unknown };
}

/** A free-text read as a member of staff: the product runs as a development environment here. */
async function ask(product: Product, cookie: string, query: string, variables: object): Promise<Answer> {
  const response = await fetch(`${product.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie, origin: product.url },
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()) as Answer;
}

interface Totals {
  readonly orders: number;
  readonly settled: number;
  readonly sum: number;
  /** sha256 over every placed order's id and total, in order of id. */
  readonly digest: string;
  /** Reserved pieces: what was reserved minus released and issued. */
  readonly reserved: number;
}

/** The independent fold: SQLite's own JSON functions over the log's file, and nothing of ours. */
function totals(product: Product): Totals {
  const database = new DatabaseSync(join(product.data, 'log.db'), { readOnly: true });
  try {
    const events = `FROM commits, json_each(commits.events) AS event WHERE commits.stream LIKE`;
    const number = (sql: string) => Number((database.prepare(sql).get() as { value: number | null }).value ?? 0);
    const type = `json_extract(event.value, '$.type')`;
    const placed = database
      .prepare(
        `SELECT json_extract(event.value, '$.data.orderId') AS id, json_extract(event.value, '$.data.total') AS total ${events} 'ev.orders.order.%' AND ${type} = 'OrderPlaced' ORDER BY id`,
      )
      .all() as { id: string; total: number }[];
    const pieces = (name: string) =>
      number(
        `SELECT sum(json_extract(event.value, '$.data.quantity')) AS value ${events} 'ev.fulfilment.stock.%' AND ${type} = '${name}'`,
      );
    return {
      orders: placed.length,
      settled: number(
        `SELECT count(*) AS value ${events} 'ev.orders.order.%' AND ${type} IN ('OrderConfirmed', 'OrderRefused')`,
      ),
      sum: placed.reduce((sum, { total }) => sum + total, 0),
      digest: digestOf(placed),
      reserved: pieces('StockReserved') - pieces('StockReleased') - pieces('StockIssued'),
    };
  } finally {
    database.close();
  }
}

function digestOf(placed: readonly { id: string; total: number }[]): string {
  const hash = createHash('sha256');
  for (const { id, total } of placed) hash.update(`${id} ${total}\n`);
  return hash.digest('hex');
}

async function untilSettled(product: Product, expected: number, say: Reporter['say']): Promise<Totals> {
  let last = -1;
  let stillSince = performance.now();
  for (;;) {
    const now = totals(product);
    if (now.settled >= expected) return now;
    if (now.settled !== last) stillSince = performance.now();
    // Waits as long as there is progress; a minute without any is a hang.
    if (performance.now() - stillSince > 60_000)
      throw new Error(`Only ${now.settled} of ${expected} orders were settled, and nothing moved for a minute.`);
    last = now.settled;
    say(`${now.settled} of ${expected} settled`);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
}

/** What the services' own projections say, read through the graph page by page, against the fold. */
async function compare(product: Product, cookie: string, fold: Totals) {
  const seen: { id: string; total: number }[] = [];
  let after: string | null = null;
  do {
    const answer = await ask(
      product,
      cookie,
      'query($after: String) { orders(first: 200, after: $after) { items { id total } next } }',
      { after },
    );
    const page = answer.data?.['orders'] as { items: { id: string; total: number }[]; next: string | null } | undefined;
    if (!page) throw new Error(`Reading orders failed: ${JSON.stringify(answer.errors)}`);
    seen.push(...page.items);
    after = page.next;
  } while (after !== null);
  seen.sort((a, b) => (a.id < b.id ? -1 : 1));
  const stock = await ask(product, cookie, 'query { stock(first: 200) { items { reserved } } }', {});
  const reserved = (stock.data?.['stock'] as { items: { reserved: number }[] }).items.reduce(
    (sum, item) => sum + item.reserved,
    0,
  );
  const sum = seen.reduce((total, order) => total + order.total, 0);
  const differences = [
    seen.length !== fold.orders,
    sum !== fold.sum,
    digestOf(seen) !== fold.digest,
    reserved !== fold.reserved,
  ];
  return {
    mismatches: differences.filter(Boolean).length,
    facts: {
      orders: [seen.length, fold.orders],
      sum: [sum, fold.sum],
      digest: [digestOf(seen), fold.digest],
      reserved: [reserved, fold.reserved],
    },
  };
}
