/** Several replicas of a service: each folds for itself, a new one starts from a copy, and a lagging one says so. */
import { join } from 'node:path';
import type { EventLog, SubscribeOptions } from '@tessera/event-log';
import { openLog } from '@tessera/event-log/open';
import { afterEach, expect, it } from 'vitest';
import { eventually } from '../sample/http-client.ts';
import { runningHosts } from '../sample/running-hosts.ts';
import { shop } from '../sample/shop.ts';
import { temporaryFolders } from '../sample/temporary-folders.ts';
import type { ServiceHostOptions } from './index.ts';

const folders = temporaryFolders();
const hosts = runningHosts();
const logs: EventLog[] = [];
afterEach(async () => {
  await hosts.closeAll();
  for (const log of logs.splice(0)) await log.close();
  folders.clear();
});

const start = (folder: string, log: EventLog | string, more: Partial<ServiceHostOptions> = {}) =>
  hosts.start(shop, folder, { log, policies: false, ...more });

it('a new replica starts from a copy of a sibling: it folds only what came since, and ends equal', async () => {
  const folder = folders.make();
  const url = `sqlite:${join(folder, 'log.db')}`;
  const first = await start(folder, url);
  for (let i = 0; i < 40; i++) await first.sell(`s${i}`, { item: `part ${i}` });
  const inner = await openLog(url);
  logs.push(inner);
  const folded: number[] = [];
  const watched: EventLog = {
    ...inner,
    epoch: inner.epoch,
    async *subscribe(options: SubscribeOptions, signal: AbortSignal) {
      for await (const item of inner.subscribe(options, signal)) {
        if (item.kind === 'commit') folded.push(item.commit.position);
        yield item;
      }
    },
  };
  const second = await start(folder, watched, { replica: '2', copyFrom: first.host.url });
  await first.sell('late');
  await eventually(
    () => second.documents('sales'),
    ({ documents }) => documents.length === 41,
  );
  expect(folded.every((position) => position > 40)).toBe(true);
  expect(await second.documents('sales')).toEqual(await first.documents('sales'));
  const page = '{ sales(first: 5, search: "part 3", order: "quantity") { total items { id item } } }';
  expect((await second.graphql({ query: page })).data).toEqual((await first.graphql({ query: page })).data);
});

it('without a sibling that answers, or with one of another log, it folds from the beginning', async () => {
  const [folder, other] = [folders.make(), folders.make()];
  const url = `sqlite:${join(folder, 'log.db')}`;
  const first = await start(folder, url);
  await first.sell('s1');
  const stranger = await start(other, `sqlite:${join(other, 'log.db')}`);
  await stranger.sell('x1');
  const alone = await start(folder, url, { replica: '2', copyFrom: 'http://127.0.0.1:9' });
  const misled = await start(folder, url, { replica: '3', copyFrom: stranger.host.url });
  for (const each of [alone, misled]) expect(await each.documents('sales')).toEqual(await first.documents('sales'));
});

it('a subscription that says nothing any more makes /healthz fail; a quiet log does not', async () => {
  const folder = folders.make();
  const inner = await openLog(`sqlite:${join(folder, 'log.db')}`);
  logs.push(inner);
  let stuck = false;
  const log: EventLog = {
    ...inner,
    epoch: inner.epoch,
    async *subscribe(options: SubscribeOptions, signal: AbortSignal) {
      for await (const item of inner.subscribe(options, signal)) {
        if (stuck) await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
        yield item;
      }
    },
  };
  const { get } = await start(folder, log, { pulse: { patienceMs: 100, everyMs: 10 } });
  const healthy = async () => (await get('/healthz')).status;
  await inner.append('ev.other.thing.a', [{ type: 'Happened', data: {} }]);
  const until = Date.now() + 300;
  while (Date.now() < until) expect(await healthy()).toBe(200);
  stuck = true;
  await inner.append('ev.shop.sale.a', [{ type: 'SaleShipped', data: { id: 'a' } }]);
  await eventually(healthy, (status) => status === 503);
  const body = (await (await get('/healthz')).json()) as { hanging: string };
  expect(body.hanging).toContain('folding stands at');
});
