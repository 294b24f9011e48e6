/**
 * The log under a product is replaced: by the same history on another engine, and by an older backup. Read stores, replicas
 * and browsers hold positions of the log before; none of them may take one for a position of the new log.
 */
import { test, expect } from '@playwright/test';
import type { Commit } from '@tessera/event-log';
import { findNatsServer, startNatsServers } from '@tessera/event-log/nats-servers';
import { openLog } from '@tessera/event-log/open';
import { exportLog, importLog } from '@tessera/event-log/transfer';
import { join } from 'node:path';
import { signInByHttp, type GraphqlUser } from '../src/graphql.ts';
import { openLiveStream, type LiveStream } from '../src/live-stream.ts';
import { startProduct, type Product } from '../src/product.ts';
import { publishedOperation, type PublishedOperation } from '../src/published-operation.ts';

test.skip(findNatsServer() === undefined, 'nats-server is not installed: apt-get install nats-server');

test('swapped for its own export on another engine, then for an older backup: the same documents, and reset, never a wrong view', async () => {
  test.setTimeout(400_000);
  const nats = await startNatsServers(1);
  const product = await startProduct({ args: ['--no-publish'] });
  try {
    const published = await product.tessera('publish', 'apps/orders');
    expect(published.code, published.stderr + published.stdout).toBe(0);
    const live = await publishedOperation(product, 'orders', 'OrdersOrderList');
    const people = { ada: await signInByHttp(product.url, 'ada'), dana: await signInByHttp(product.url, 'dana') };
    const kept = await place(people.ada, 'swap-1');
    await until(() => shipmentStatus(people.dana, kept.id), 'TO_PICK');
    await settled(people.dana);
    const file = join(product.data, 'log.db');
    const backup = await linesOf(file);
    const before = await documents(people.dana);

    const stream = await open(product, people.ada, live);
    const { cursor } = (await stream.next('snapshot')).data as { cursor: string };
    const late = await place(people.ada, 'swap-2');
    await until(() => shipmentStatus(people.dana, late.id), 'TO_PICK');
    await settled(people.dana);
    const whole = await documents(people.dana);
    await product.stop();
    stream.close();

    // The same history on JetStream.
    const moved = nats.url('moved');
    await importLog(await linesOf(file), moved);
    expect(await commitsOf(moved)).toEqual(await commitsOf(file));
    await product.start({ TESSERA_LOG: moved });
    expect(await documents(people.dana)).toEqual(whole);
    // A position of the old log is no reason to wait, and the answer says which log it is of.
    const [, epoch] = await Promise.all([
      people.ada.ask('{ orders { total } }', {}, { 'x-tessera-at-least': `orders=${late.position}` }),
      epochOf(moved),
    ]);
    expect(late.position.startsWith(`${epoch}.`)).toBe(false);
    const again = await open(product, people.ada, live, cursor);
    const reset = await again.next('reset', 'snapshot', 'change');
    expect(reset).toMatchObject({ event: 'reset', data: { reason: 'epoch' } });
    expect(idsOf(reset.data)).toEqual(await ordersOf(people.ada));
    expect(idsOf(reset.data)).toContain(late.id);
    const movedCursor = reset.data['cursor'] as string;
    await product.stop();
    again.close();

    // Back to a file, from the backup that was made before the second order.
    const restored = join(product.data, 'restored.db');
    await importLog(backup, restored);
    await product.start({ TESSERA_LOG: `sqlite:${restored}` });
    expect(await documents(people.dana)).toEqual(before);
    for (const after of [cursor, movedCursor]) {
      const restoredStream = await open(product, people.ada, live, after);
      const told = await restoredStream.next('reset', 'snapshot', 'change');
      expect(told).toMatchObject({ event: 'reset', data: { reason: 'epoch' } });
      expect(idsOf(told.data)).toContain(kept.id);
      expect(idsOf(told.data)).not.toContain(late.id);
      restoredStream.close();
    }
    // And it goes on: a new order takes the way of all orders.
    const next = await place(people.ada, 'swap-3');
    await until(() => shipmentStatus(people.dana, next.id), 'TO_PICK');
  } finally {
    await product.close();
    await nats.stop();
  }
});

function open(
  product: Product,
  user: GraphqlUser,
  { app, hash }: PublishedOperation,
  after?: string,
): Promise<LiveStream> {
  const subscription = { hash, variables: { customer: 'ada' }, ...(after === undefined ? {} : { after }) };
  return openLiveStream({ url: product.url, cookie: user.cookie, app, subscription });
}

/** Acknowledged and perhaps not yet folded, on a busy machine: the same command again answers with the order then. */
async function place(user: GraphqlUser, commandId: string): Promise<{ id: string; position: string }> {
  for (;;) {
    const { placeOrder } = await user.ask<{
      placeOrder: { order: { id: string } | null; position: string | null; problem: unknown };
    }>(
      `mutation($input: PlaceOrderInput!) { placeOrder(input: $input) { order { id } position problem { code message } } }`,
      { input: { commandId, lines: [{ sku: 'VLV-BAL-40', quantity: 1 }] } },
    );
    expect(placeOrder.problem).toBeNull();
    if (placeOrder.order) return { id: placeOrder.order.id, position: placeOrder.position! };
  }
}

async function shipmentStatus(user: GraphqlUser, id: string): Promise<string | undefined> {
  const { shipment } = await user.ask<{ shipment: { status: string } | null }>(
    `query($id: ID!) { shipment(id: $id) { status } }`,
    { id },
  );
  return shipment?.status;
}

/** Every order has been decided upon: nothing is under way that would be in one picture and not in the other. */
async function settled(user: GraphqlUser): Promise<void> {
  await until(async () => {
    const { orders } = await user.ask<{ orders: { items: { status: string }[] } }>(
      '{ orders(first: 100) { items { status } } }',
    );
    return orders.items.some(({ status }) => status === 'PLACED') ? 'under way' : 'settled';
  }, 'settled');
}

/** What orders and fulfilment show, but for the versions, which name the log. */
async function documents(user: GraphqlUser): Promise<unknown> {
  return user.ask(`{
    orders(first: 100) { total items {
      id number status total currency placedAt updatedAt refusal note
      customer { id name } lines { line sku name quantity unitPrice amount } history { status at by }
      shipment { id status createdAt updatedAt carrier trackingCode lines { sku name quantity } }
    } }
    stock { total items { sku name onHand reserved free reorderAt updatedAt } }
  }`);
}

async function ordersOf(user: GraphqlUser): Promise<string[]> {
  const { orders } = await user.ask<{ orders: { items: { id: string }[] } }>('{ orders(first: 100) { items { id } } }');
  return orders.items.map(({ id }) => id).sort();
}

function idsOf(data: Readonly<Record<string, unknown>>): string[] {
  return (data['documents'] as [string, unknown][]).map(([key]) => key).sort();
}

async function until(look: () => Promise<string | undefined>, wanted: string): Promise<void> {
  await expect.poll(look, { timeout: 120_000, intervals: [50] }).toBe(wanted);
}

async function linesOf(url: string): Promise<string[]> {
  const log = await openLog(url);
  const lines: string[] = [];
  for await (const line of exportLog(log)) lines.push(line);
  await log.close();
  return lines;
}

async function epochOf(url: string): Promise<string> {
  const log = await openLog(url);
  await log.close();
  return log.epoch;
}

async function commitsOf(url: string): Promise<Commit[]> {
  const log = await openLog(url);
  const stop = new AbortController();
  const commits: Commit[] = [];
  for await (const item of log.subscribe({}, stop.signal)) {
    if (item.kind === 'commit') commits.push(item.commit);
    else stop.abort();
  }
  await log.close();
  return commits;
}
