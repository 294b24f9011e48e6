/**
 * Orders as two processes behind a real gateway: what a browser is told when somebody is erased, when a replica lags, and
 * when the log is replaced by another one.
 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { decodeCursor } from '@tessera/event-log';
import { openSqliteLog } from '@tessera/event-log/sqlite';
import { exportLog, importLog } from '@tessera/event-log/transfer';
import { recordErasure, type User } from '@tessera/service-kit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openBrowser } from './proofs/erasure/browser.ts';
import {
  startGatewayProcess,
  type GatewayAnswer,
  type GatewayProcess,
  type LiveText,
} from './proofs/erasure/gateway-process.ts';
import { ordersToken, startOrders, type OrdersProcess } from './proofs/erasure/orders-process.ts';

const root = mkdtempSync(join(tmpdir(), 'tessera-gateway-'));
const [log, restored] = [join(root, 'log.db'), join(root, 'restored.db')];
const person: User = { id: 'usr_7f3a', name: 'Zebulon Quixwater', roles: ['customer'] };
const subscription =
  'subscription All { orderList { id status version number note customer { id name } history { status by } } }';
const note = 'Beside the heron of Mossgate';
const place = `mutation ($id: ID!, $note: String) {
  placeOrder(input: { commandId: $id, lines: [{ sku: "PMP-1", quantity: 1 }], note: $note }) { position order { id } problem { code } }
}`;
interface Placed {
  readonly position: string;
  readonly order: { readonly id: string } | null;
  readonly problem: unknown;
}
interface Order {
  readonly id: string;
  readonly status: string;
  readonly version: string;
}

let first: OrdersProcess;
let second: OrdersProcess;
let gateway: GatewayProcess;

const start = (data: string, from: string, port = 0): Promise<OrdersProcess> =>
  startOrders({ log: from, data: join(root, data), keys: join(root, 'keys', 'keys.db'), port });

beforeAll(async () => {
  const writing = await openSqliteLog({ path: log });
  const product = { sku: 'PMP-1', name: 'Pump', category: 'Pumps', description: '', unitPrice: 500, currency: 'EUR' };
  const data = { ...product, attributes: [], by: { id: 'usr_cat', name: { $erased: true } } };
  await writing.append('ev.catalog.product.PMP-1', [{ type: 'ProductAdded', data }]);
  await writing.close();
  [first, second] = [await start('one', log), await start('two', log)];
  gateway = await startGatewayProcess(join(root, 'gateway'), [first.url, second.url], ordersToken);
}, 120_000);
afterAll(async () => {
  await Promise.all([gateway?.stop(), first?.stop('SIGKILL'), second?.stop('SIGKILL')]);
  rmSync(root, { recursive: true, force: true });
});

it('a person is erased while a browser looks: it is told, and nothing of them is left in the gateway', async () => {
  const dana = await gateway.signIn('dana');
  const hash = await gateway.publish(subscription);
  for (const id of ['one', 'two']) await first.ask(person, place, { id: `${person.id}${id}`, note });
  const open = await gateway.live(dana, { hash, variables: {} });
  const times = (text: string, what: string) => text.split(what).length - 1;
  await open.until((text) => times(text, `"note":"${note}"`) === 2);
  const seen = open.lastId;
  const before = await gateway.inMemory(person.name);
  expect(before.strings, 'the search finds nothing where something is').toBeGreaterThan(0);
  expect(before.buffers, 'the search finds nothing where something is').not.toEqual([]);

  const shown = open.text.length;
  const writing = await openSqliteLog({ path: log });
  const position = await recordErasure(writing, { subject: person.id });
  await writing.close();
  const erased = `"note":null,"customer":{"id":"${person.id}","name":null}`;
  await open.until((text) => times(text.slice(shown), erased) === 2);
  for (const orders of [first, second]) while ((await orders.erasedUpTo()) !== position) await delay(20);
  // Life goes on: what a process holds only until the next frame is gone with it.
  const ada: User = { id: 'usr_90b1', name: 'Ottoline Fernsby', roles: ['customer'] };
  await first.ask(ada, place, { id: 'after', note: 'x' });
  await open.until((text) => text.slice(shown).includes(ada.name));

  // Who comes back from before it, from before everything, or asks.
  const resumed = await gateway.live(dana, { hash, variables: {} }, seen);
  await resumed.until((text) => times(text, erased) === 2 && text.includes(ada.name));
  const fresh = await gateway.live(dana, { hash, variables: {} });
  await fresh.until((text) => times(text, erased) === 2 && text.includes(ada.name));
  const asked = await gateway.ask(dana, '{ orders { items { id note customer { id name } history { by } } } }');
  expect(asked.errors).toBeUndefined();
  for (const text of [open.text.slice(shown), resumed.text, fresh.text, JSON.stringify(asked.data)]) {
    for (const secret of [person.name, 'Quixwater', note]) expect(text).not.toContain(secret);
  }
  for (const secret of [person.name, note]) {
    expect({ secret, ...(await gateway.inMemory(secret)) }).toEqual({ secret, strings: 0, buffers: [] });
  }
  for (const each of [open, resumed, fresh]) each.close();
}, 240_000);

it('one of two replicas lags: who has written reads their own, through whichever replica, never older', async () => {
  const ada = await gateway.signIn('ada');
  // Somebody holds the second one's documents: it folds, and cannot write what it has folded.
  const views = join(root, 'two', 'services', 'orders', 'views');
  const held = readdirSync(views)
    .filter((name) => name.endsWith('.db'))
    .map((name) => new DatabaseSync(join(views, name), { timeout: 10_000 }));
  for (const database of held) database.exec('BEGIN IMMEDIATE');
  const query = 'query ($id: ID!) { order(id: $id) { id status } }';
  try {
    for (let i = 0; i < 3; i++) {
      const placed = (await gateway.ask(ada, place, { id: `lagging-${i}`, note: null })).data?.['placeOrder'] as Placed;
      expect(placed.problem).toBeNull();
      const [, id] = /^\{"id":"(.*)"\}$/.exec(JSON.stringify(placed.order)) ?? [];
      const orderId = id ?? (await newest(first));
      const about = { 'x-tessera-at-least': `orders=${placed.position}` };
      const answers = await Promise.all(
        Array.from({ length: 4 }, () => gateway.ask(ada, query, { id: orderId }, about)),
      );
      for (const { data, errors } of answers) {
        expect([errors, data]).toEqual([undefined, { order: { id: orderId, status: 'PLACED' } }]);
      }
      // It does lag: without the header it has never heard of the order.
      const adaUser: User = { id: 'ada', name: 'Ada Marsh', roles: ['customer'] };
      expect(await second.ask(adaUser, `{ order(id: "${orderId}") { id } }`)).toEqual({ order: null });
      expect(await first.ask(adaUser, `{ order(id: "${orderId}") { id } }`)).toEqual({ order: { id: orderId } });
    }
  } finally {
    for (const database of held) {
      database.exec('ROLLBACK');
      database.close();
    }
  }
}, 240_000);

it('an older backup of the log comes in its place, one replica after the other: reset, and nothing of the lost one is shown', async () => {
  const [ada, dana] = [await gateway.signIn('ada'), await gateway.signIn('dana')];
  const hash = await gateway.publish(subscription);
  const all = '{ orders(first: 100) { total items { id status version } } }';
  const kept = await placed(ada, 'kept');
  const backup = await linesOf(log);
  const before = ordersIn(await gateway.ask(dana, all, {}, { 'x-tessera-at-least': `orders=${kept.position}` }));
  const lost = [await placed(ada, 'lost-1'), await placed(ada, 'lost-2')];
  expect(await cancel(ada, 'lost-3', kept.id)).toBeNull();
  const { epoch } = decodeCursor(kept.position)!;

  // One reader of each kind: a page, a stream, one that goes away and comes back.
  const browser = openBrowser(gateway.url, dana, hash);
  await browser.until(({ documents }) => documents.get(kept.id)?.['status'] === 'CANCELLING');
  const seen = browser.latest.documents.get(kept.id)!['version'] as string;
  const open = await gateway.live(dana, { hash, variables: {} });
  await open.until((text) => text.includes(lost[1]!.id));
  const leftAt = open.lastId!;
  expect(worldsOf(open)).toEqual([['snapshot', epoch]]);

  // While the replicas are on two logs, everybody is shown one world, whole; and not the former after the present one.
  await importLog(backup, restored);
  await second.stop();
  second = await start('two', restored, Number(new URL(second.url).port));
  const worlds: string[] = [];
  for (let i = 0; i < 8; i++) {
    const about = i % 2 === 0 ? {} : { 'x-tessera-at-least': `orders=${kept.position}` };
    const answer = await gateway.ask(dana, all, {}, about);
    const world = worldOf(answer);
    expect(ordersIn(answer)).toEqual([...before, ...(world === epoch ? lost.map(({ id }) => id) : [])].sort());
    worlds.push(world);
  }
  const turned = worlds.findIndex((world) => world !== epoch);
  expect(new Set(worlds.slice(turned)).size).toBe(1);

  await first.stop();
  first = await start('one', restored, Number(new URL(first.url).port));
  await browser.until(({ documents, state }) => state === 'live' && documents.size === before.length);
  const here = await gateway.ask(dana, all);
  const shown = [...browser.latest.documents.values()] as unknown as Order[];
  const inOrder = (orders: readonly Order[]) => orders.map(({ id, status, version }) => [id, status, version]).sort();
  expect(inOrder(shown)).toEqual(inOrder(itemsOf(here)));
  expect(ordersIn(here)).toEqual(before);

  // Positions that only the lost log had: no reason to wait, to go on from, or to decide upon.
  for (const [after, lastEventId] of [
    [undefined, leftAt],
    [leftAt.slice(leftAt.indexOf(':') + 1), undefined],
  ]) {
    const back = await gateway.live(dana, { hash, variables: {}, after }, lastEventId);
    await back.until((text) => /^data: .*"documents"/m.test(text) || text.includes('event: change'));
    expect(back.text).toMatch(/^event: reset\ndata: .*"reason":"epoch"/m);
    for (const { id } of lost) expect(back.text).not.toContain(id);
    back.close();
  }
  for (let i = 0; i < 4; i++) {
    const answer = await gateway.ask(dana, all, {}, { 'x-tessera-at-least': `orders=${lost[1]!.position}` });
    expect([worldOf(answer), ordersIn(answer)]).toEqual([worldOf(here), before]);
  }
  expect(await cancel(ada, 'late', kept.id, seen)).toMatchObject({ code: 'STALE' });

  // Life goes on, and is seen.
  const next = await placed(ada, 'next');
  expect(decodeCursor(next.position)!.epoch).toBe(worldOf(here));
  await browser.until(({ documents }) => documents.has(next.id));
  await open.until((text) => text.includes(next.id));
  // Both worlds may have been shown in turn while both were there; each time it was said.
  const told = worldsOf(open);
  expect(told.map(([event]) => event)).toEqual(['snapshot', ...told.slice(1).map(() => 'reset')]);
  expect(told.at(-1)).toEqual(['reset', worldOf(here)]);
  expect(browser.stats.gaps).toBe(0);
  browser.close();
  open.close();
}, 240_000);

/** Acknowledged and perhaps not yet folded, on a busy machine: the same command again answers with the order then. */
async function placed(cookie: string, id: string): Promise<{ readonly id: string; readonly position: string }> {
  for (;;) {
    const { data, errors } = await gateway.ask(cookie, place, { id, note: null });
    expect(errors).toBeUndefined();
    const { position, order, problem } = data!['placeOrder'] as Placed;
    expect(problem).toBeNull();
    if (order !== null) return { id: order.id, position };
  }
}

/** Answers why it was refused. */
async function cancel(cookie: string, commandId: string, id: string, basedOn: string | null = null): Promise<unknown> {
  const text = `mutation ($commandId: ID!, $id: ID!, $basedOn: String) {
    cancelOrder(input: { commandId: $commandId, id: $id, basedOn: $basedOn }) { problem { code } }
  }`;
  const { data, errors } = await gateway.ask(cookie, text, { commandId, id, basedOn });
  expect(errors).toBeUndefined();
  return (data!['cancelOrder'] as Placed).problem;
}

function itemsOf({ data, errors }: GatewayAnswer): Order[] {
  expect(errors).toBeUndefined();
  return (data!['orders'] as { items: Order[] }).items;
}

function ordersIn(answer: GatewayAnswer): string[] {
  return itemsOf(answer)
    .map(({ id }) => id)
    .sort();
}

/** The epoch of the log it is from. */
function worldOf({ extensions }: GatewayAnswer): string {
  return decodeCursor(extensions!.positions['orders']!)!.epoch;
}

/** Each frame of documents, by its event and the epoch it is of; changes of what is shown already are left out. */
function worldsOf({ text }: LiveText): [event: string, epoch: string][] {
  const frames = [...text.matchAll(/^event: (snapshot|reset|change)\ndata: (.*)$/gm)].map(
    ([, event, data]): [string, string] => [
      event!,
      decodeCursor((JSON.parse(data!) as { cursor: string }).cursor)!.epoch,
    ],
  );
  return frames.filter(([event, epoch], i) => event !== 'change' || frames[i - 1]?.[1] !== epoch);
}

async function linesOf(path: string): Promise<string[]> {
  const opened = await openSqliteLog({ path });
  const lines: string[] = [];
  for await (const line of exportLog(opened)) lines.push(line);
  await opened.close();
  return lines;
}

async function newest(orders: OrdersProcess): Promise<string> {
  const staff: User = { id: 'usr_staff', name: 'Sam Till', roles: ['staff'] };
  const { orders: page } = await orders.ask(staff, '{ orders(first: 1) { items { id } } }');
  return (page as { items: { id: string }[] }).items[0]!.id;
}
