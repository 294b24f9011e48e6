/**
 * A person is erased where log and keys are on NATS servers and the replicas of orders share nothing else: two machines,
 * as far as they can tell. Real processes, a real server, its real files.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { openBucket } from '@tessera/event-log/bucket';
import { findNatsServer, startNatsServers, type NatsServers } from '@tessera/event-log/nats-servers';
import { openLog } from '@tessera/event-log/open';
import { exportLog, importLog } from '@tessera/event-log/transfer';
import type { User } from '@tessera/service-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startOrders, type OrdersProcess } from './proofs/erasure/orders-process.ts';
import { findTraces } from './proofs/erasure/traces.ts';

const tessera = fileURLToPath(new URL('../../packages/cli/bin/tessera.mjs', import.meta.url));
const secret = 'what every machine of this product knows';
const person: User = { id: 'usr_7f3a', name: 'Zebulon Quixwater', roles: ['customer'] };
const other: User = { id: 'usr_90b1', name: 'Ottoline Fernsby', roles: ['customer'] };
const staff: User = { id: 'usr_staff', name: 'Sam Till', roles: ['staff'] };
const note = 'Beside the heron of Mossgate';

describe.skipIf(!findNatsServer())('on nats-server (apt-get install nats-server)', () => {
  const root = mkdtempSync(join(tmpdir(), 'tessera-erase-nats-'));
  const running: OrdersProcess[] = [];
  let nats: NatsServers;
  beforeAll(async () => {
    nats = await startNatsServers(1);
  });
  afterAll(async () => {
    await Promise.all(running.map((orders) => orders.stop('SIGKILL')));
    await nats?.stop();
    rmSync(root, { recursive: true, force: true });
  });

  async function machine(name: string, log = nats.url('shop'), keys?: string): Promise<OrdersProcess> {
    const place = keys === undefined ? {} : { keys };
    const orders = await startOrders({ log, data: join(root, name), secret, ...place });
    running.push(orders);
    return orders;
  }

  it('a person who was erased on one machine is nowhere any more: other machines, servers, exports, restored logs', async () => {
    const log = await openLog(nats.url('shop'));
    const product = { sku: 'PMP-1', name: 'Pump', category: 'Pumps', description: '', unitPrice: 500, currency: 'EUR' };
    const data = { ...product, attributes: [], by: { id: 'usr_cat', name: { $erased: true } } };
    await log.append('ev.catalog.product.PMP-1', [{ type: 'ProductAdded', data }]);
    const [one, two] = [await machine('one'), await machine('two')];
    await place(one, person, 'a');
    await place(two, person, 'b');
    await place(one, other, 'c');
    // What one has sealed the other reads.
    for (const orders of [one, two]) {
      const seen = await look(orders);
      expect(seen.toSorted()).toEqual([other.name, person.name, person.name]);
    }
    const exported: string[] = [];
    for await (const line of exportLog(log)) exported.push(line);
    const keys = await wrappedKeysOf(person.id);
    expect(keys).toHaveLength(1);
    const texts = [person.name, 'Quixwater', note, 'Mossgate'];
    const traces = () => [nats.folder, root].flatMap((folder) => findTraces(folder, texts, keys));
    // Names in read stores, the wrapped key on the server; servers write behind their acknowledgement.
    while (!traces().some(({ what }) => what.includes('key'))) await delay(20);
    expect(traces().some(({ what }) => what.includes('Quixwater'))).toBe(true);

    await two.stop('SIGKILL');
    const { position } = await erase(one);
    const late = await machine('two');
    expect(await late.erasedUpTo()).toBe(position);
    for (const orders of [one, late]) {
      expect((await look(orders)).filter((name) => name !== null)).toEqual([other.name]);
    }
    expect(traces()).toEqual([]);
    expect(exported.join('\n')).not.toMatch(/Quixwater|Mossgate/);

    // The log as it was before, on servers that have the keys of today.
    await importLog(
      (async function* () {
        yield* exported;
      })(),
      nats.url('restored'),
    );
    const restored = await machine('restored', nats.url('restored'), nats.url('shop'));
    expect((await look(restored)).filter((name) => name !== null)).toEqual([other.name]);
    expect(traces()).toEqual([]);
    await log.close();
  }, 240_000);

  async function place(orders: OrdersProcess, who: User, id: string): Promise<void> {
    const text = 'mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { problem { code message } } }';
    const input = { commandId: id, lines: [{ sku: 'PMP-1', quantity: 1 }], note: who === person ? note : 'x' };
    expect((await orders.ask(who, text, { input }))['placeOrder']).toEqual({ problem: null });
  }

  /** The names on the three orders. */
  async function look(orders: OrdersProcess): Promise<(string | null)[]> {
    for (;;) {
      const { all } = await orders.ask(staff, '{ all: orders(first: 50) { items { customer { name } } } }');
      const { items } = all as { items: { customer: { name: string | null } }[] };
      if (items.length === 3) return items.map(({ customer }) => customer.name);
      await delay(20);
    }
  }

  async function erase(orders: OrdersProcess) {
    const args = ['events', 'erase', person.id, '--reason', 'request', '--yes', '--json', '--data', join(root, 'cli')];
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [tessera, ...args, '--log', nats.url('shop'), '--replica', orders.url],
      { env: { PATH: process.env['PATH'], TESSERA_KEYS_SECRET: secret } },
    );
    const told = JSON.parse(stdout) as { position: number; acknowledged: string[] };
    expect(told.acknowledged).toEqual([orders.url]);
    return told;
  }

  /** As they stand on the servers. */
  async function wrappedKeysOf(subject: string): Promise<Buffer[]> {
    const bucket = (await openBucket({ url: nats.url('shop'), name: 'keys', content: 'keys' }))!;
    const last = await bucket.put('barrier', new Uint8Array(), 10_000);
    const found: Buffer[] = [];
    await new Promise<void>((resolve, reject) => {
      bucket.watch({
        onEntry({ key, value, revision }) {
          if (key.endsWith(`.${Buffer.from(subject).toString('base64url')}`)) found.push(Buffer.from(value));
          if (revision >= last) resolve();
        },
        onLost() {},
        onGone: reject,
      });
    });
    await bucket.close();
    return found;
  }
});
