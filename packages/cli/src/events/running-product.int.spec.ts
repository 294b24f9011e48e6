/** The verbs that speak to services, on a product that runs: what is parked, what stands still, making views anew. */
import { openSqliteLog } from '@tessera/event-log/sqlite';
import { writeFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { choosePorts } from '../supervisor/ports.ts';
import { startSupervisor, type Supervisor } from '../supervisor/supervisor.ts';
import { createFixtureProduct, type FixtureProduct } from '../testing/fixture-product.ts';
import { callTessera, runTessera } from '../testing/run-tessera.ts';
import { until } from '../testing/until.ts';

/** The sample shop of service-kit. Two files tell its fold how to behave: `mended` (poison can be folded), `slow`. */
const shopMain = (): string => {
  const kit = fileURLToPath(new URL('../../../service-kit/src/', import.meta.url));
  return `
import { existsSync } from 'node:fs';
import { runService } from ${JSON.stringify(`${kit}node/index.ts`)};
import { shop } from ${JSON.stringify(`${kit}sample/shop.ts`)};
const { sales } = shop.projections;
const is = (marker) => existsSync(process.env.TESSERA_DATA + '/' + marker);
const pause = new Int32Array(new SharedArrayBuffer(4));
const Sold = (docs, e) => {
  if (e.data.item === 'poison' && !is('mended')) throw new Error('I cannot fold this');
  if (is('slow')) Atomics.wait(pause, 0, 0, 15);
  sales.on.Sold(docs, e);
};
await runService({ ...shop, projections: { sales: { ...sales, on: { ...sales.on, Sold } } } });
`;
};

let product: FixtureProduct;
let supervisor: Supervisor;
const mark = (name: string) => join(product.data.root, name);
const tessera = (...args: string[]) => callTessera([...args, '--data', product.data.root]);

interface Listed {
  readonly process: string;
  readonly who: string;
  readonly event: string;
  readonly state: string;
  readonly reason: string;
}
const parked = async () => JSON.parse((await tessera('events', 'park', 'list', '--json')).out) as Listed[];

/** Once there are so many. */
const listed = (count: number) =>
  until(async () => {
    const list = await parked();
    return list.length === count && list;
  });

async function ask(query: string): Promise<Record<string, unknown>> {
  const user = { id: 'ada', name: 'Ada', roles: ['customer'] };
  const response = await fetch(`http://127.0.0.1:${supervisor.portOf('shop')}/graphql`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${supervisor.secrets.internalToken}`,
      'content-type': 'application/json',
      'x-tessera-user': Buffer.from(JSON.stringify(user)).toString('base64url'),
    },
    body: JSON.stringify({ query }),
  });
  const { data, errors } = (await response.json()) as { data?: Record<string, unknown>; errors?: unknown };
  if (!data || errors) throw new Error(JSON.stringify(errors));
  return data;
}
const sell = (id: string, item = 'bolt') =>
  ask(`mutation { sell(commandId: "${id}", id: "${id}", item: "${item}", quantity: 1) { problem { code } } }`);
const sales = async (): Promise<string[]> =>
  ((await ask('{ sales(first: 500) { items { id } } }'))['sales'] as { items: { id: string }[] }).items.map(
    ({ id }) => id,
  );

/** What another release, or another service, has recorded. */
async function append(
  stream: string,
  type: string,
  data: Record<string, string | number>,
  version = 1,
): Promise<string> {
  const log = await openSqliteLog({ path: product.data.log });
  const result = await log.append(stream, [{ type, version, data }]);
  await log.close();
  if (!result.ok) throw new Error('a conflict');
  return result.commit.events[0]!.id;
}

beforeAll(async () => {
  product = createFixtureProduct(['shop']);
  product.write('services/shop', shopMain());
  const [port] = await choosePorts([undefined]);
  supervisor = await startSupervisor({ root: product.root, data: product.data, port: port! });
  await supervisor.whenReady();
}, 120_000);
afterAll(async () => {
  await supervisor?.stop();
  product?.remove();
});

describe('on a running product', () => {
  it('lists what is parked, retries it in order once the code is mended, and drops it with a reason', async () => {
    expect((await tessera('events', 'park', 'list')).out).toBe('Nothing is parked.\n');
    await sell('s1');
    await sell('s2', 'poison');
    await ask('mutation { cancelSale(commandId: "x2", id: "s2") { problem { code } } }');
    const list = await listed(2);
    expect(list).toMatchObject([
      { process: 'shop-service', who: 'sales', state: 'failed', reason: 'Error: I cannot fold this' },
      { process: 'shop-service', who: 'sales', state: 'waits' },
    ]);
    const event = list[0]!.event;
    const table = (await tessera('events', 'park', 'list', 'shop')).out;
    expect(table).toMatch(/shop-service +sales +\d+-0 +Sold +ev\.shop\.sale\.s2 +Error: I cannot fold this\n/);

    const early = await tessera('events', 'park', 'retry', 'shop', 'sales', event);
    expect([early.code, early.out]).toEqual([
      0,
      `✓ done; 2 still parked\n  sales ${event}: Error: I cannot fold this\n`,
    ]);
    await sell('s3', 'poison');
    const other = (await listed(3))[2]!.event;
    const without = await tessera('events', 'park', 'drop', 'shop', 'sales', event);
    expect([without.code, without.err]).toEqual([2, expect.stringContaining('needs a reason')]);
    const dropped = await tessera('events', 'park', 'drop', 'shop', 'sales', event, '--reason', 'a test');
    expect([dropped.code, dropped.out]).toEqual([
      0,
      `✓ done; 1 still parked\n  sales ${other}: Error: I cannot fold this\n`,
    ]);
    writeFileSync(mark('mended'), '');
    expect((await tessera('events', 'park', 'retry', 'shop', 'sales')).out).toBe('✓ done; 0 still parked\n');
    expect(await sales()).toEqual(['s1', 's3']);
    const unknown = await tessera('events', 'park', 'retry', 'shop', 'sales', '99-0');
    expect([unknown.code, unknown.err]).toEqual([1, expect.stringContaining('NOT_PARKED')]);
    expect((await tessera('events', 'park', 'list', 'depot')).err).toContain('There is no service "depot"');
  }, 120_000);

  it('lists a view and a policy that stand still, and lets them go on without the event', async () => {
    const newer = await append('ev.shop.sale.s9', 'Sold', { id: 's9', thing: 'nut' }, 9);
    const odd = await append('ev.depot.stock.k', 'Taken', { sale: 's1' }, 7);
    await sell('s4');
    expect(await listed(2)).toMatchObject([
      { who: 'sales', event: newer, state: 'stops', reason: expect.stringContaining('version 9') },
      { who: 'ship', event: odd, state: 'stops', reason: expect.stringContaining('version 7') },
    ]);
    expect((await tessera('events', 'park', 'list')).out).toContain('stands still: ');
    expect(await sales()).toEqual(['s1', 's3']);
    const retried = await tessera('events', 'park', 'retry', 'shop', 'sales', newer);
    expect([retried.code, retried.err]).toEqual([1, expect.stringContaining('NOT_READABLE')]);
    expect((await tessera('events', 'park', 'drop', 'shop', 'sales', newer, '--reason', 'a test')).code).toBe(0);
    await until(async () => (await sales()).length === 3);
    expect(await sales()).toEqual(['s1', 's3', 's4']);
    const { out } = await tessera('events', 'park', 'drop', 'shop', 'ship', odd, '--reason', 'a test');
    expect(out).toBe('✓ recorded; whichever replica runs ship carries it out\n');
    await append('ev.depot.stock.k', 'Taken', { sale: 's4' });
    await until(async () => JSON.stringify(await ask('{ sale(id: "s4") { status } }')).includes('SHIPPED'));
    await listed(0);
  }, 120_000);

  it('retries all that a policy could not do, at once', async () => {
    const events: string[] = [];
    for (let i = 0; i < 2; i++) events.push(await append('ev.depot.stock.k', 'Taken', {}));
    expect(await listed(2)).toMatchObject([{ who: 'ship' }, { who: 'ship' }]);
    const retried = await tessera('events', 'park', 'retry', 'shop', 'ship');
    expect(retried.out).toBe('✓ recorded; whichever replica runs ship carries all 2 out\n');
    // It is no better: parked again.
    await listed(2);
    for (const event of events) await tessera('events', 'park', 'drop', 'shop', 'ship', event, '--reason', 'a test');
    await listed(0);
    const nothing = await tessera('events', 'park', 'retry', 'shop', 'ship');
    expect([nothing.code, nothing.err]).toEqual([1, expect.stringContaining('NOT_PARKED')]);
  }, 120_000);

  it('makes a view anew, telling how far it is, and so does status', async () => {
    for (let i = 0; i < 60; i++) await sell(`t${i}`);
    const before = await sales();
    writeFileSync(mark('slow'), '');
    let status: Promise<string> | undefined;
    const { code, out, err } = await runTessera(['events', 'rebuild', 'shop', 'sales', '--data', product.data.root], {
      onOut(said) {
        if (said.includes(' %')) status ??= tessera('status').then((ran) => ran.out);
      },
    });
    rmSync(mark('slow'));
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^ {2}shop-service: \d+ % \(\d+ of \d+\)\n[\s\S]*✓ shop-service: sales as of \d+, [\d.]+ s\n$/);
    expect(await status).toMatch(/shop-service .* ready .*rebuilding sales: \d+ %/);
    expect((await tessera('status')).out).not.toContain('rebuilding');
    expect(await sales()).toEqual(before);
    const unknown = await tessera('events', 'rebuild', 'shop', 'nothing');
    expect([unknown.code, unknown.err]).toEqual([1, expect.stringContaining('UNKNOWN_PROJECTION')]);
    const json = await tessera('events', 'rebuild', 'shop', '--json');
    expect(JSON.parse(json.out)).toMatchObject([{ process: 'shop-service', projections: ['sales'] }]);
  }, 240_000);
});
