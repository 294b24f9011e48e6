/**
 * The whole product with its log on NATS JetStream instead of a file: an order is placed through the public API, reserved,
 * picked, dispatched and delivered by services that only share the log, while the server is killed and started again.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, expect } from '@playwright/test';
import { openLog } from '@tessera/event-log/open';
import { findNatsServer, startNatsServers } from '@tessera/event-log/nats-servers';
import { signInByHttp, type GraphqlUser } from '../src/graphql.ts';
import { startProduct } from '../src/product.ts';

interface Result {
  readonly position: string | null;
  readonly problem: { readonly code: string; readonly message: string } | null;
}

interface Named {
  readonly orders: {
    readonly items: readonly { readonly customer: { readonly id: string; readonly name: string | null } }[];
  };
}

/** Acknowledged commands: their id and what they were told. */
type Acknowledged = Map<string, string>;

test.skip(findNatsServer() === undefined, 'nats-server is not installed: apt-get install nats-server');

test('the product runs on NATS: an order is delivered although the server is killed meanwhile; nothing acknowledged is lost', async () => {
  test.setTimeout(300_000);
  const nats = await startNatsServers(1);
  const [server] = nats.servers;
  const url = nats.url('product');
  const product = await startProduct({ env: { TESSERA_LOG: url }, args: ['--no-publish'] });
  try {
    const [ada, cleo] = [await signInByHttp(product.url, 'ada'), await signInByHttp(product.url, 'cleo')];
    const acknowledged: Acknowledged = new Map();
    const id = await place(ada, 'nats-1', acknowledged);
    await until(() => shipmentStatus(cleo, id), 'TO_PICK');
    await command(cleo, 'pickShipment', { commandId: 'pick-1', id }, acknowledged);

    await server!.kill();
    // What is folded is still answered; what is to be recorded waits for the server.
    expect(await shipmentStatus(cleo, id)).toMatch(/TO_PICK|PICKED/);
    const waiting = [
      command(cleo, 'dispatchShipment', { commandId: 'dispatch-1', id, carrier: 'Canal Post' }, acknowledged),
      place(ada, 'nats-2', acknowledged),
    ];
    await server!.start();
    const [, second] = await Promise.all(waiting);

    await until(() => shipmentStatus(cleo, id), 'DISPATCHED');
    await command(cleo, 'deliverShipment', { commandId: 'deliver-1', id }, acknowledged);
    await until(() => orderStatus(ada, id), 'COMPLETED');
    await until(() => shipmentStatus(cleo, second!), 'TO_PICK');
    // Once more, with nothing under way: whoever waits in silence must notice the new server too.
    await server!.kill();
    await server!.start();
    const third = await place(ada, 'nats-3', acknowledged);
    await until(() => shipmentStatus(cleo, third), 'TO_PICK');

    expect((await product.status()).map(({ name, restarts }) => `${name} ${restarts}`)).toEqual(
      (await product.status()).map(({ name }) => `${name} 0`),
    );
    expect(JSON.parse((await product.tessera('status', '--json')).stdout)).toMatchObject({ log: url });
    expect((await product.tessera('status')).stdout).toContain(url);
    expect(await missing(url, acknowledged)).toEqual([]);
    expect(acknowledged.size).toBe(6);

    // Each was confirmed to the address ada signed in with: from the session through the log into the mail.
    const outbox = join(product.data, 'outbox');
    await expect
      .poll(() => filesWith(product.data, 'To: ada.marsh@northfield.example').length, { timeout: 120_000 })
      .toBeGreaterThanOrEqual(3);

    // Somebody is forgotten: by every service, and by the servers that hold log and keys.
    const named = async (): Promise<string[]> =>
      (await cleo.ask<Named>('{ orders(first: 50) { items { customer { id name } } } }')).orders.items.flatMap(
        ({ customer }) => (customer.id === 'ada' ? [`${customer.name}`] : []),
      );
    expect(await named()).toContain('Ada Marsh');
    const erased = await product.tessera('events', 'erase', 'ada', '--reason', 'request', '--yes');
    expect(`${erased.stdout}${erased.stderr}`).toContain('Purged by');
    expect(new Set(await named())).toEqual(new Set(['null']));
    for (const folder of [nats.folder, product.data]) {
      expect(filesWith(folder, 'Ada Marsh')).toEqual([]);
      // A mail that was sent is out of reach: here it lies in a folder.
      const left = filesWith(folder, 'ada.marsh@').filter((path) => !path.startsWith(outbox));
      expect(left).toEqual([]);
    }
  } finally {
    await product.close();
    await nats.stop();
  }
});

/** Acknowledged and perhaps not yet folded, on a busy machine: the same command again answers with the order then. */
async function place(user: GraphqlUser, commandId: string, acknowledged: Acknowledged): Promise<string> {
  for (;;) {
    const { placeOrder } = await user.ask<{ placeOrder: Result & { order: { id: string } | null } }>(
      `mutation($input: PlaceOrderInput!) { placeOrder(input: $input) { order { id } position problem { code message } } }`,
      { input: { commandId, lines: [{ sku: 'VLV-BAL-40', quantity: 1 }] } },
    );
    note(commandId, placeOrder, acknowledged);
    if (placeOrder.order) return placeOrder.order.id;
  }
}

async function command(
  user: GraphqlUser,
  name: string,
  input: { readonly commandId: string; readonly id: string; readonly carrier?: string },
  acknowledged: Acknowledged,
): Promise<string> {
  const type = name === 'dispatchShipment' ? 'DispatchShipmentInput' : 'ShipmentCommandInput';
  const data = await user.ask<Record<string, Result>>(
    `mutation($input: ${type}!) { ${name}(input: $input) { position problem { code message } } }`,
    { input },
  );
  note(input.commandId, data[name]!, acknowledged);
  return input.id;
}

function note(commandId: string, { position, problem }: Result, acknowledged: Acknowledged): void {
  expect(problem).toBeNull();
  acknowledged.set(commandId, position!);
}

async function shipmentStatus(user: GraphqlUser, id: string): Promise<string | undefined> {
  const { shipment } = await user.ask<{ shipment: { status: string } | null }>(
    `query($id: ID!) { shipment(id: $id) { status } }`,
    { id },
  );
  return shipment?.status;
}

async function orderStatus(user: GraphqlUser, id: string): Promise<string | undefined> {
  const { order } = await user.ask<{ order: { status: string } | null }>(
    `query($id: ID!) { order(id: $id) { status } }`,
    { id },
  );
  return order?.status;
}

async function until(look: () => Promise<string | undefined>, wanted: string): Promise<void> {
  await expect.poll(look, { timeout: 120_000, intervals: [50] }).toBe(wanted);
}

function filesWith(folder: string, text: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => readFileSync(path).includes(text));
}

/** Acknowledged commands that the log does not hold at the position they were told. */
async function missing(url: string, acknowledged: Acknowledged): Promise<string[]> {
  const log = await openLog(url);
  const stop = new AbortController();
  const found = new Map<string | undefined, number>();
  for await (const item of log.subscribe({}, stop.signal)) {
    if (item.kind === 'commit') found.set(item.commit.commandId, item.commit.position);
    else stop.abort();
  }
  const { epoch } = log;
  await log.close();
  return [...acknowledged].flatMap(([id, cursor]) =>
    cursor === `${epoch}.${found.get(id)?.toString(36)}` ? [] : [`${id} at ${cursor}`],
  );
}
