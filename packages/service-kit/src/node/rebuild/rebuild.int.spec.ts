/** Blue and green: what is served while documents of a new fold are made, and how they come in their place (I5). */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EventLog } from '@tessera/event-log';
import { openLog } from '@tessera/event-log/open';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  command,
  defineService,
  emit,
  event,
  personal,
  projection,
  recordErasure,
  unlessErased,
  type ServiceDefinition,
} from '../../index.ts';
import { eventually } from '../../sample/http-client.ts';
import { runningHosts } from '../../sample/running-hosts.ts';
import { shop } from '../../sample/shop.ts';
import { temporaryFolders } from '../../sample/temporary-folders.ts';

const folders = temporaryFolders();
const hosts = runningHosts();
afterEach(async () => {
  await hosts.closeAll();
  folders.clear();
});

const sales = shop.projections['sales']!;
/** `mirror` is never changed. */
const shopAt = (revision: number): ServiceDefinition => ({
  ...shop,
  projections: { sales: { ...sales, revision }, mirror: sales },
});

const start = (service: ServiceDefinition, folder: string, log: EventLog | string) =>
  hosts.start(service, folder, { log, policies: false });

/** A log whose subscriptions, but for the first, wait after so many commits: the rebuild cannot go on before it is let. */
async function holdRebuild(url: string, afterCommits = 0) {
  const log = await openLog(url);
  const gate = Promise.withResolvers<void>();
  const whenHeld = Promise.withResolvers<void>();
  let subscriptions = 0;
  const held: EventLog = {
    ...log,
    epoch: log.epoch,
    async *subscribe(options, signal) {
      subscriptions += 1;
      const aborted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      // Looking for erasures at the start is none of them.
      if (options.filter?.length === 1) subscriptions -= 1;
      if (subscriptions <= 1) return yield* log.subscribe(options, signal);
      let left = afterCommits;
      for await (const item of log.subscribe(options, signal)) {
        if (left === 0) {
          whenHeld.resolve();
          await Promise.race([gate.promise, aborted]);
        }
        left -= 1;
        yield item;
      }
    },
  };
  return { log: held, whenHeld: whenHeld.promise, release: gate.resolve, close: () => log.close() };
}

const keysOf = ({ documents }: { readonly documents: readonly (readonly [string, unknown])[] }) =>
  documents.map(([key]) => key);
const saleQuery = '{ sale(id: "s1") { id } }';

describe('a projection whose fold has changed', () => {
  it('shows the former documents as of where they stood, lets the others go on, and is swapped in one step', async () => {
    const folder = folders.make();
    const url = `sqlite:${join(folder, 'log.db')}`;
    const before = await start(shopAt(0), folder, url);
    for (const id of ['s1', 's2', 's3']) await before.sell(id);
    const seen = await before.documents('sales');
    await hosts.stop(before.host);

    const held = await holdRebuild(url);
    const after = await start(shopAt(2), folder, held.log);
    expect(await after.documents('sales')).toEqual({ ...seen, reset: true });
    const feed = await after.feed();
    expect(await feed.next()).toMatchObject({ former: { sales: 3 }, position: 3 });
    const sold = await after.sell('s4');
    expect([sold.problem, sold.sale]).toEqual([null, null]);
    expect(keysOf(await after.documents('mirror'))).toEqual(['s1', 's2', 's3', 's4']);
    expect(keysOf(await after.documents('sales'))).toEqual(['s1', 's2', 's3']);

    // Read-your-writes: refused rather than answered with less than was seen.
    const old = await after.graphql({ query: saleQuery });
    expect(old.extensions.tessera.position).toBe(seen.cursor.split('.').slice(0, 2).join('.'));
    const asked = await after.graphql({ query: saleQuery, headers: { 'x-tessera-at-least': sold.position! } });
    expect(asked.errors?.[0]?.extensions.code).toBe('NOT_CAUGHT_UP');
    const further = `${sold.position!}.${seen.cursor.split('.')[2]}`;
    expect((await after.get(`/documents?projection=sales&after=${further}`)).status).toBe(503);

    const ready = await after.get('/readyz');
    expect([ready.status, await ready.json()]).toMatchObject([200, { rebuilding: { projections: ['sales'] } }]);
    expect((await after.get('/readyz?complete')).status).toBe(503);

    held.release();
    for (let line = await feed.next(); ; line = await feed.next()) {
      if (line.kind !== 'hello') continue;
      expect(line.former).toBeUndefined();
      expect(line.position).toBeGreaterThanOrEqual(4);
      break;
    }
    feed.close();
    const now = await after.documents('sales', seen.cursor);
    expect([now.reset, keysOf(now)]).toEqual([true, ['s1', 's2', 's3', 's4']]);
    expect((await after.get('/readyz?complete')).status).toBe(200);
    const again = await after.graphql({ query: saleQuery, headers: { 'x-tessera-at-least': sold.position! } });
    expect(again.data).toEqual({ sale: { id: 's1' } });
    await after.sell('s5');
    expect(keysOf(await after.documents('sales'))).toHaveLength(5);
    await hosts.stop(after.host);
    await held.close();
  });

  it('is not shown at all while its former documents would be read wrongly', async () => {
    const folder = folders.make();
    const url = `sqlite:${join(folder, 'log.db')}`;
    const before = await start(shopAt(0), folder, url);
    await before.sell('s1');
    await hosts.stop(before.host);
    const held = await holdRebuild(url);
    const moved = {
      ...shop,
      projections: {
        sales: { ...sales, partition: (sale: object) => `of ${(sale as { buyer: string }).buyer}` },
        mirror: sales,
      },
    };
    const after = await start(moved, folder, held.log);
    expect((await after.graphql({ query: saleQuery })).errors?.[0]?.extensions.code).toBe('REBUILDING');
    const refused = await after.get('/documents?projection=sales');
    expect([refused.status, await refused.json()]).toMatchObject([503, { code: 'REBUILDING' }]);
    expect(keysOf(await after.documents('mirror'))).toEqual(['s1']);
    held.release();
    await eventually(
      async () => (await after.get('/readyz?complete')).status,
      (status) => status === 200,
    );
    expect(keysOf(await after.documents('sales', undefined, 'of ada'))).toEqual(['s1']);
    await hosts.stop(after.host);
    await held.close();
  });
});

it('a rebuild that is asked for serves and folds on meanwhile; readers are told to start over', async () => {
  const folder = folders.make();
  const shopHost = await start(shopAt(0), folder, `sqlite:${join(folder, 'log.db')}`);
  for (let i = 0; i < 5; i++) await shopHost.sell(`s${i}`);
  const seen = await shopHost.documents('sales');
  let selling = true;
  const busy = (async () => {
    for (let i = 5; selling; i++) await shopHost.sell(`s${i}`);
  })();
  await shopHost.host.runtime.rebuild(['sales']);
  selling = false;
  await busy;
  const now = await shopHost.documents('sales', seen.cursor);
  expect(now.reset).toBe(true);
  expect(now.cursor).not.toContain(`.${seen.cursor.split('.')[2]!}$`);
  expect(keysOf(now)).toEqual(keysOf(await shopHost.documents('mirror')));
});

const guest = z.object({ id: z.string(), name: personal(z.string(), { subject: 'id' }) });
interface Guest {
  readonly id: string;
  readonly name: string | null;
}

/** Guests by name; each revision folds them anew. */
const hotelAt = (revision: number): ServiceDefinition =>
  defineService({
    name: 'hotel',
    schema: 'type Guest { id: ID! name: String } type Query { nothing: String }',
    events: { Arrived: event(1, guest) },
    streams: {
      guest: {
        initial: {},
        evolve: {},
        decide: { arrive: command(guest, (_state: object, input) => [emit('Arrived', input)]) },
      },
    },
    projections: {
      guests: projection<Guest>({
        type: 'Guest',
        revision,
        search: ({ name }) => name ?? '',
        on: {
          Arrived: (docs, { data, streamId }) =>
            docs.put(streamId, { id: streamId, name: unlessErased(data['name'] as string) }),
        },
      }),
    },
    resolvers: { Query: { nothing: () => null } },
  });

it('an erasure in the middle of a rebuild: the new documents do not know the person, nor does any file', async () => {
  const folder = folders.make();
  const url = `sqlite:${join(folder, 'log.db')}`;
  const [person, other] = ['Zebulon Quixwater', 'Ottoline Fernsby'];
  const filesWith = (text: string) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => readFileSync(path).toString('latin1').toLowerCase().includes(text.toLowerCase()));
  const before = await start(hotelAt(0), folder, url);
  const arrive = (id: string, name: string) =>
    before.host.runtime.engine.execute({
      stream: 'guest',
      id,
      name: 'arrive',
      input: { id, name },
      commandId: id,
      user: null,
    });
  for (const id of ['g1', 'g2', 'g3']) expect((await arrive(id, id === 'g2' ? other : person)).ok).toBe(true);
  await hosts.stop(before.host);

  // The first of the person's two is in the new documents, the second is not.
  const held = await holdRebuild(url, 1);
  const after = await start(hotelAt(1), folder, held.log);
  await held.whenHeld;
  const namesOf = async () =>
    (await after.documents('guests')).documents.map(([key, doc]) => [key, (doc as unknown as Guest).name]);
  expect(await namesOf()).toEqual([
    ['g1', person],
    ['g2', other],
    ['g3', person],
  ]);
  expect(filesWith('quixwater').length).toBeGreaterThan(0);
  const positions = [
    await recordErasure(held.log, { subject: 'g1' }),
    await recordErasure(held.log, { subject: 'g3' }),
  ];
  await eventually(
    async () => (await (await after.get('/readyz')).json()) as { erasures: { position: number } },
    ({ erasures }) => erasures.position === positions[1],
  );
  expect(filesWith('quixwater')).toEqual([]);
  held.release();
  await eventually(
    async () => (await after.get('/readyz?complete')).status,
    (status) => status === 200,
  );
  expect(await namesOf()).toEqual([
    ['g1', null],
    ['g2', other],
    ['g3', null],
  ]);
  expect(filesWith('quixwater')).toEqual([]);
  expect(filesWith('fernsby').length).toBeGreaterThan(0);
  await hosts.stop(after.host);
  await held.close();
});
