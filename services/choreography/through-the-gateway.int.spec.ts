/** Orders as two processes behind a real gateway: what a browser is told when somebody is erased, and when a replica lags. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { openSqliteLog } from '@tessera/event-log/sqlite';
import { recordErasure, type User } from '@tessera/service-kit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startGatewayProcess, type GatewayProcess } from './proofs/erasure/gateway-process.ts';
import { ordersToken, startOrders, type OrdersProcess } from './proofs/erasure/orders-process.ts';

const root = mkdtempSync(join(tmpdir(), 'tessera-gateway-'));
const log = join(root, 'log.db');
const person: User = { id: 'usr_7f3a', name: 'Zebulon Quixwater', roles: ['customer'] };
const note = 'Beside the heron of Mossgate';
const place = `mutation ($id: ID!, $note: String) {
  placeOrder(input: { commandId: $id, lines: [{ sku: "PMP-1", quantity: 1 }], note: $note }) { position order { id } problem { code } }
}`;
interface Placed {
  readonly position: string;
  readonly order: { readonly id: string } | null;
  readonly problem: unknown;
}

let first: OrdersProcess;
let second: OrdersProcess;
let gateway: GatewayProcess;

beforeAll(async () => {
  const writing = await openSqliteLog({ path: log });
  const product = { sku: 'PMP-1', name: 'Pump', category: 'Pumps', description: '', unitPrice: 500, currency: 'EUR' };
  const data = { ...product, attributes: [], by: { id: 'usr_cat', name: { $erased: true } } };
  await writing.append('ev.catalog.product.PMP-1', [{ type: 'ProductAdded', data }]);
  await writing.close();
  const start = (data: string) => startOrders({ log, data: join(root, data), keys: join(root, 'keys', 'keys.db') });
  [first, second] = [await start('one'), await start('two')];
  gateway = await startGatewayProcess(join(root, 'gateway'), [first.url, second.url], ordersToken);
}, 120_000);
afterAll(async () => {
  await Promise.all([gateway?.stop(), first?.stop('SIGKILL'), second?.stop('SIGKILL')]);
  rmSync(root, { recursive: true, force: true });
});

it('a person is erased while a browser looks: it is told, and nothing of them is left in the gateway', async () => {
  const dana = await gateway.signIn('dana');
  const hash = await gateway.publish(
    'subscription All { orderList { id number note customer { id name } history { status by } } }',
  );
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

async function newest(orders: OrdersProcess): Promise<string> {
  const staff: User = { id: 'usr_staff', name: 'Sam Till', roles: ['staff'] };
  const { orders: page } = await orders.ask(staff, '{ orders(first: 1) { items { id } } }');
  return (page as { items: { id: string }[] }).items[0]!.id;
}
