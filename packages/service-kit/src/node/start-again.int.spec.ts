/** A host that starts again finds something wrong, or other than it left it. */
import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, it } from 'vitest';
import type { ServiceDefinition } from '../index.ts';
import { shop } from '../sample/shop.ts';
import { temporaryFolders } from '../sample/temporary-folders.ts';
import { runningHosts } from '../sample/running-hosts.ts';

const folders = temporaryFolders();
const hosts = runningHosts();
const { start, stop } = hosts;
afterEach(async () => {
  await hosts.closeAll();
  folders.clear();
});

describe('when something is wrong', () => {
  const failing: ServiceDefinition = {
    ...shop,
    projections: {
      sales: {
        ...shop.projections['sales']!,
        on: {
          ...shop.projections['sales']!.on,
          Sold(docs, e) {
            if (e.streamId === 'bad') throw new RangeError('cannot fold this');
            shop.projections['sales']!.on['Sold']!(docs, e);
          },
        },
      },
    },
  };

  it('an event that cannot be folded is parked with its reason; what follows it waits, the rest goes on', async () => {
    const folder = folders.make();
    const first = await start(failing, folder, { policies: false });
    await first.sell('bad');
    await first.graphql({ query: 'mutation { cancelSale(commandId: "x", id: "bad") { position } }' });
    await first.sell('good');
    expect((await first.documents('sales')).documents.map(([key]) => key)).toEqual(['good']);
    const parkedOf = async (client: typeof first) =>
      ((await (await client.get('/readyz')).json()) as { ready: boolean; parked: { type: string; reason: string }[] })
        .parked;
    expect(await parkedOf(first)).toMatchObject([
      { projection: 'sales', type: 'Sold', stream: 'ev.shop.sale.bad', reason: 'RangeError: cannot fold this' },
      { type: 'SaleCancelled', reason: expect.stringContaining('WaitsBehind') as string },
    ]);
    await stop(first.host);
    // It is remembered, and a mended projection folds everything.
    const second = await start(failing, folder, { policies: false });
    expect(await parkedOf(second)).toHaveLength(2);
    await stop(second.host);
    const third = await start(shop, folder, { policies: false });
    expect(await parkedOf(third)).toEqual([]);
    expect((await third.documents('sales')).documents.map(([key]) => key)).toEqual(['good']);
  });

  it('a changed projection is folded anew; the former documents go', async () => {
    const folder = folders.make();
    const first = await start(shop, folder, { policies: false });
    for (let i = 0; i < 30; i++) await first.sell(`s${i}`);
    const before = await first.documents('sales');
    await stop(first.host);
    const changed: ServiceDefinition = {
      ...shop,
      projections: { sales: { ...shop.projections['sales']!, revision: 2 } },
    };
    const second = await start(changed, folder, { policies: false });
    const after = await second.documents('sales', before.cursor);
    expect(after.reset).toBe(true);
    expect(after.documents).toEqual(before.documents);
    expect(after.cursor).not.toBe(before.cursor);
  });

  it('a damaged read store is put aside and folded anew', async () => {
    const folder = folders.make();
    const first = await start(shop, folder, { policies: false });
    await first.sell('s1');
    await stop(first.host);
    const { writeFileSync } = await import('node:fs');
    writeFileSync(
      join(folder, 'services/shop/read.db'),
      'this is no database, and long enough to be looked at'.repeat(100),
    );
    const second = await start(shop, folder, { policies: false });
    expect((await second.documents('sales')).documents).toHaveLength(1);
  });

  it('another log empties the read store', async () => {
    const folder = folders.make();
    const first = await start(shop, folder, { policies: false });
    await first.sell('s1');
    const { cursor } = await first.documents('sales');
    await stop(first.host);
    const second = await start(shop, folder, { policies: false, log: `sqlite:${join(folder, 'other.db')}` });
    expect(await second.documents('sales', cursor)).toMatchObject({ reset: true, documents: [] });
  });

  it('an older copy in the place of the log is refused: its next positions would be known for other events', async () => {
    const folder = folders.make();
    const [log, copy] = [join(folder, 'log.db'), join(folder, 'copy.db')];
    const first = await start(shop, folder, { policies: false });
    await first.sell('s1');
    const database = new DatabaseSync(log);
    await backup(database, copy);
    database.close();
    await first.sell('s2');
    await stop(first.host);
    for (const end of ['-wal', '-shm']) rmSync(`${log}${end}`, { force: true });
    renameSync(copy, log);
    await expect(start(shop, folder, { policies: false })).rejects.toMatchObject({
      code: 'LOG_REWOUND',
      message: expect.stringContaining('tessera events import'),
    });
  });
});
