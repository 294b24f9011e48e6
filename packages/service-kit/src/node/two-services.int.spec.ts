/** What services on one log have of each other, and of their own replicas. */
import { join } from 'node:path';
import { openLog } from '@tessera/event-log/open';
import { afterEach, describe, expect, it } from 'vitest';
import { depot } from '../sample/depot.ts';
import { eventually } from '../sample/http-client.ts';
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

describe('two services on one log file', () => {
  const fillShelf = (client: Awaited<ReturnType<typeof start>>, quantity: number) =>
    client.graphql({ query: `mutation { fill(commandId: "f", item: "bolt", quantity: ${quantity}) }` });
  const statuses = async (client: Awaited<ReturnType<typeof start>>) =>
    (await client.documents('sales')).documents.map(([, doc]) => (doc as { status: string }).status).sort();

  it('answer each other through policies', async () => {
    const folder = folders.make();
    const [shopHost, depotHost] = await Promise.all([start(shop, folder), start(depot, folder)]);
    await fillShelf(depotHost, 3);
    await Promise.all(['a', 'b', 'c', 'd', 'e'].map((id) => shopHost.sell(id)));
    const settled = await eventually(
      () => statuses(shopHost),
      (all) => !all.includes('OPEN'),
    );
    expect(settled).toEqual(['REFUSED', 'REFUSED', 'SHIPPED', 'SHIPPED', 'SHIPPED']);
  });

  it('a reaction that is run again, by another replica or after a restart, changes nothing', async () => {
    const folder = folders.make();
    const shopHost = await start(shop, folder);
    let depotHost = await start(depot, folder);
    await fillShelf(depotHost, 100);
    await Promise.all(Array.from({ length: 20 }, (_, i) => shopHost.sell(`s${i}`)));
    await eventually(
      () => statuses(shopHost),
      (all) => all.every((status) => status === 'SHIPPED'),
    );
    await stop(depotHost.host);
    const log = await openLog(`sqlite:${join(folder, 'log.db')}`);
    // The policies' progress is lost: as if the owner had been paused before it could note any.
    const before = (await log.read('ev.depot.shelf.bolt')).commits.length;
    const noted = await log.read('ev.depot.policy.runner');
    const { term } = noted.commits.at(-1)!.events[0]!.data as { term: number };
    await log.append('ev.depot.policy.runner', [
      { type: 'PolicyProgress', data: { term, owner: '', until: '', positions: { take: 0 } } },
    ]);
    depotHost = await start(depot, folder);
    type Status = { policies: { position: number } };
    const status = async () => (await (await depotHost.get('/readyz')).json()) as Status;
    const head = await log.head();
    await eventually(status, ({ policies }) => policies?.position >= head);
    expect((await log.read('ev.depot.shelf.bolt')).commits).toHaveLength(before);
    await log.close();
  });

  it('a policy that is new reacts to all that has happened, or from now on, as it says', async () => {
    const folder = folders.make();
    const take = depot.policies['take']!;
    const first = await start(shop, folder);
    await first.sell('before');
    const depotHost = await start(
      { ...depot, policies: { ...depot.policies, take: { ...take, from: 'now' } } },
      folder,
    );
    type Status = { policies?: { role: string } };
    await eventually(
      async () => ((await (await depotHost.get('/readyz')).json()) as Status).policies?.role,
      (role) => role === 'owner',
    );
    await fillShelf(depotHost, 10);
    await first.sell('after');
    const statusesOf = async () =>
      Object.fromEntries(
        (await first.documents('sales')).documents.map(([key, doc]) => [key, (doc as { status: string }).status]),
      );
    await eventually(statusesOf, ({ after }) => after === 'SHIPPED');
    expect(await statusesOf()).toEqual({ before: 'OPEN', after: 'SHIPPED' });
    await stop(depotHost.host);
    // Another, later: from the beginning. The old one goes on from where it was.
    const both = { ...depot, policies: { take: { ...take, from: 'now' as const }, takeAll: take } };
    const again = await start(both, folder);
    expect(await eventually(statusesOf, ({ before }) => before === 'SHIPPED')).toEqual({
      before: 'SHIPPED',
      after: 'SHIPPED',
    });
    // One taken by the old policy, two by the new one.
    const left = async () =>
      (await again.graphql<{ shelf: { left: number } }>({ query: '{ shelf(item: "bolt") { left } }' })).data?.shelf
        .left;
    await eventually(left, (count) => count !== undefined && count <= 7);
    await eventually(
      async () => (await (await again.get('/readyz')).json()) as { position: number; policies?: { position: number } },
      ({ position, policies }) => policies !== undefined && policies.position >= position,
    );
    expect(await left()).toBe(7);
  });

  it('a replica takes over when the owner is stuck, and the owner repeats harmlessly when it goes on', async () => {
    const folder = folders.make();
    const url = `sqlite:${join(folder, 'log.db')}`;
    const policies = { leaseMs: 200, checkpointMs: 20 };
    const shopHost = await start(shop, folder, { policies: false });
    const inner = await openLog(url);
    let release = (): void => {};
    let stuck: Promise<void> | undefined;
    // Every append of the owner waits, as if its process were stopped in the middle.
    const paused = {
      ...inner,
      epoch: inner.epoch,
      append: async (...args: Parameters<typeof inner.append>) => {
        await stuck;
        return inner.append(...args);
      },
    };
    const owner = await start(depot, folder, { log: paused, policies });
    await fillShelf(owner, 1_000);
    stuck = new Promise((resolve) => (release = resolve));
    for (let i = 0; i < 10; i++) await shopHost.sell(`s${i}`);
    const other = await start(depot, folders.make(), { log: url, policies });
    const takenCommits = async () => (await inner.read('ev.depot.shelf.bolt')).commits.length - 1;
    await eventually(takenCommits, (count) => count === 10);
    type Status = { policies?: { role: string } };
    expect(((await (await other.get('/readyz')).json()) as Status).policies?.role).toBe('owner');
    release();
    stuck = undefined;
    // The owner notices the other's term and stands back; whatever it had begun was a repetition.
    await eventually(
      async () => ((await (await owner.get('/readyz')).json()) as Status).policies?.role,
      (role) => role === 'waiting',
    );
    await shopHost.sell('s10');
    await eventually(takenCommits, (count) => count === 11);
    await stop(owner.host);
    await inner.close();
  });
});
