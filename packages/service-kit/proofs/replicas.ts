/**
 * Proof "replicas": several replicas of a service, each a process with a read store of its own, under random commands.
 * They are killed and started again at random, some with an empty read store, from a copy of a sibling. Who has recorded
 * something and asks another replica for at least that sees it, or is refused; and when all stand at the same position,
 * they answer alike.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import { openSqliteLog } from '@tessera/event-log/sqlite';
import { createRandom } from '../src/simulation/random.ts';
import { startShop, type ShopProcess } from './shop/shop-process.ts';

export const suite = 'log';

export interface ReplicasOptions {
  readonly replicas?: number;
  readonly kills?: number;
  /** Commands at least, between two kills. */
  readonly commands?: number;
  readonly seed?: number;
}

export interface ReplicasResult {
  readonly name: 'replicas';
  readonly seed: number;
  readonly replicas: number;
  readonly kills: number;
  /** Starts with an empty read store, from a copy. */
  readonly copies: number;
  readonly acknowledged: number;
  /** Questions to another replica for at least what was recorded: seen, or refused. */
  readonly seen: number;
  readonly refused: number;
  /** Answered without what was recorded. */
  readonly older: number;
  readonly lost: number;
  readonly alike: boolean;
  readonly ok: boolean;
}

export async function run(options: ReplicasOptions = {}): Promise<ReplicasResult> {
  const { replicas: count = 3, kills = 20, commands = 40, seed = 1 } = options;
  const random = createRandom(seed).next;
  const folder = mkdtempSync(join(tmpdir(), 'tessera-replicas-'));
  const shops: (ShopProcess | undefined)[] = [];
  const acknowledged = new Set<string>();
  const cancelled = new Set<string>();
  let [copies, seen, refused, older, stopped] = [0, 0, 0, 0, false];

  const folderOf = (at: number): string => join(folder, 'services', at === 0 ? 'shop' : `shop.${at + 1}`);
  async function startOne(at: number): Promise<void> {
    const sibling = shops.find((shop, index) => shop !== undefined && index !== at);
    const shop = await startShop({
      folder,
      ...(at === 0 ? {} : { replica: String(at + 1) }),
      ...(sibling === undefined ? {} : { copyFrom: sibling.url }),
    });
    await shop.whenReady();
    shops[at] = shop;
  }
  const pick = (): ShopProcess | undefined => shops[Math.floor(random() * count)];

  async function command(id: string, cancel: boolean): Promise<void> {
    // As a client does: the same command id until somebody answers.
    for (;;) {
      const shop = pick();
      if (shop === undefined) {
        await sleep(5);
        continue;
      }
      try {
        const position = cancel ? await cancelSale(shop, id) : (await shop.sell(id)).position;
        if (position === null || position === undefined) throw new Error('no position');
        (cancel ? cancelled : acknowledged).add(id);
        await check(id, cancel, position);
        return;
      } catch {
        if (stopped) return;
        await sleep(5);
      }
    }
  }

  async function check(id: string, cancel: boolean, position: string): Promise<void> {
    const other = pick();
    if (other === undefined) return;
    const answer = await other.graphql<{ sale: object | null }>({
      query: `{ sale(id: "${id}") { id } }`,
      headers: { 'x-tessera-at-least': position },
    });
    if (answer.errors?.[0]?.extensions.code === 'NOT_CAUGHT_UP') refused += 1;
    else if ((answer.data?.sale === null) === cancel) seen += 1;
    else older += 1;
  }

  try {
    const log = await openSqliteLog({ path: join(folder, 'log.db') });
    for (let at = 0; at < count; at++) await startOne(at);
    let next = 0;
    const writer = async (): Promise<void> => {
      while (!stopped) {
        const id = `s${next++}`;
        await command(id, false);
        if (random() < 0.2) await command(id, true);
      }
    };
    const writers = [writer(), writer(), writer()];
    for (let kill = 0; kill < kills; kill++) {
      const goal = acknowledged.size + commands;
      while (acknowledged.size < goal) await sleep(5);
      const at = Math.floor(random() * count);
      const victim = shops[at];
      shops[at] = undefined;
      await victim?.kill();
      if (random() < 0.4) {
        rmSync(folderOf(at), { recursive: true, force: true });
        copies += 1;
      }
      await startOne(at);
    }
    stopped = true;
    await Promise.all(writers);

    const head = await log.head();
    await log.close();
    const cursor = `${log.epoch}.${head.toString(36)}`;
    const answers = await Promise.all(
      shops.map(async (shop) => {
        const { documents } = await untilAt(shop!, cursor);
        const page = '{ sales(first: 500, order: "quantity") { total items { id version } } }';
        return { documents, page: (await shop!.graphql({ query: page })).data };
      }),
    );
    const alike = answers.every((answer) => isDeepStrictEqual(answer, answers[0]));
    const keys = new Set(answers[0]!.documents.map(([key]) => key));
    const lost = [...acknowledged].filter((id) => keys.has(id) === cancelled.has(id)).length;
    const ok = alike && older === 0 && lost === 0;
    return {
      name: 'replicas',
      seed,
      replicas: count,
      kills,
      copies,
      acknowledged: acknowledged.size,
      seen,
      refused,
      older,
      lost,
      alike,
      ok,
    };
  } finally {
    stopped = true;
    await Promise.all(shops.flatMap((shop) => (shop === undefined ? [] : [shop.kill()])));
    rmSync(folder, { recursive: true, force: true });
  }
}

async function cancelSale(shop: ShopProcess, id: string): Promise<string | null | undefined> {
  const answer = await shop.graphql<{ cancelSale: { position: string | null } }>({
    query: `mutation { cancelSale(commandId: "x-${id}", id: "${id}") { position } }`,
  });
  return answer.data?.cancelSale.position;
}

/** Waits until it has reached the cursor; its own patience is 2 s. */
async function untilAt(shop: ShopProcess, cursor: string): ReturnType<ShopProcess['documents']> {
  for (;;) {
    const response = await shop.get(`/documents?projection=sales&after=${cursor}`);
    if (response.ok) return shop.documents('sales');
  }
}
