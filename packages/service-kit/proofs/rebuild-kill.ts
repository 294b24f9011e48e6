/**
 * Proof "rebuild-kill": a service whose projection has changed is killed with SIGKILL at random points while the new
 * documents are made, and started again. All the while it is asked for its documents: they are never fewer than there
 * were, never older. The rebuild goes on from where it was, and what it ends with equals what was there before.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { decodeCursor } from '@tessera/event-log';
import { openSqliteLog } from '@tessera/event-log/sqlite';
import type { DocumentsAnswer } from '../src/core/runtime/documents.ts';
import { createRandom } from '../src/simulation/random.ts';
import { startShop, type ShopProcess } from './shop/shop-process.ts';

export const suite = 'log';

export interface RebuildKillOptions {
  readonly kills?: number;
  readonly sales?: number;
  readonly seed?: number;
}

export interface RebuildKillResult {
  readonly name: 'rebuild-kill';
  readonly seed: number;
  readonly sales: number;
  readonly kills: number;
  /** Kills while a rebuild was under way. */
  readonly hits: number;
  /** How far the rebuild was at the kill, and when it was first heard of afterwards; percent. */
  readonly resumed: readonly (readonly [killedAt: number, goneOnAt: number])[];
  /** Rebuilds that came to their end. */
  readonly swaps: number;
  /** Answers looked at. */
  readonly looks: number;
  /** Answers with fewer documents than before, or older ones. */
  readonly poorer: number;
  /** Rebuilds that began anew after a kill. */
  readonly restarted: number;
  readonly equal: boolean;
  readonly ok: boolean;
}

interface Rebuilding {
  readonly rebuilding?: { readonly percent: number };
}

export async function run(options: RebuildKillOptions = {}): Promise<RebuildKillResult> {
  const { kills = 25, sales = 6_000, seed = 1 } = options;
  const random = createRandom(seed).next;
  const folder = mkdtempSync(join(tmpdir(), 'tessera-rebuild-kill-'));
  let shop: ShopProcess | undefined;
  let [hits, swaps, looks, poorer, restarted] = [0, 0, 0, 0, 0];
  const resumed: [number, number][] = [];
  try {
    await record(join(folder, 'log.db'), sales);
    shop = await startShop({ folder });
    await shop.whenReady();
    const before = await shop.documents('sales');
    await shop.kill('SIGTERM');
    let newest = positionOf(before);
    let revision = 1;

    const look = (answer: DocumentsAnswer): void => {
      looks += 1;
      const position = positionOf(answer);
      if (answer.documents.length < before.documents.length || position < newest) poorer += 1;
      newest = Math.max(newest, position);
    };
    const percentOf = async (one: ShopProcess): Promise<number | undefined> =>
      ((await (await one.get('/readyz')).json()) as Rebuilding).rebuilding?.percent;

    let killedAt: number | undefined;
    for (let kill = 0; kill < kills;) {
      shop = await startShop({ folder, revision, dawdleMs: 1 });
      await shop.whenReady();
      look(await shop.documents('sales'));
      const first = await percentOf(shop);
      if (killedAt !== undefined && first !== undefined) {
        const goneOnAt = await heardOf(shop, percentOf);
        resumed.push([killedAt, goneOnAt ?? 100]);
        // What was folded since the last transaction is folded again; not what was before.
        if (goneOnAt !== undefined && killedAt > 30 && goneOnAt < killedAt / 3) restarted += 1;
      }
      // Half of the kills come at any time, half once something is done; some rebuilds come to their end.
      if (random() < 0.5) await heardOf(shop, percentOf);
      await sleep(random() * 800);
      const percent = await percentOf(shop);
      look(await shop.documents('sales'));
      await shop.kill();
      kill += 1;
      if (percent === undefined) {
        swaps += 1;
        revision += 1;
        killedAt = undefined;
      } else {
        hits += 1;
        killedAt = percent;
      }
    }

    shop = await startShop({ folder, revision });
    await shop.whenReady();
    for (;;) {
      look(await shop.documents('sales'));
      if ((await percentOf(shop)) === undefined) break;
      await sleep(50);
    }
    const after = await shop.documents('sales');
    look(after);
    const equal = JSON.stringify(after.documents) === JSON.stringify(before.documents);
    const ok = equal && poorer === 0 && restarted === 0 && hits > 0;
    return { name: 'rebuild-kill', seed, sales, kills, hits, resumed, swaps, looks, poorer, restarted, equal, ok };
  } finally {
    await shop?.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The first sign of progress that is not the beginning; undefined when it ended meanwhile. */
async function heardOf(
  shop: ShopProcess,
  percentOf: (one: ShopProcess) => Promise<number | undefined>,
): Promise<number | undefined> {
  for (;;) {
    const percent = await percentOf(shop);
    if (percent !== 0) return percent;
    await sleep(20);
  }
}

function positionOf({ cursor }: DocumentsAnswer): number {
  return decodeCursor(cursor)?.position ?? -1;
}

async function record(path: string, sales: number): Promise<void> {
  const log = await openSqliteLog({ path });
  for (let from = 0; from < sales; from += 500) {
    const ids = Array.from({ length: Math.min(500, sales - from) }, (_, at) => `s${from + at}`);
    await Promise.all(
      ids.map((id, at) => {
        const sold = { type: 'Sold', data: { id, buyer: `b${at % 7}`, item: `part ${at}`, quantity: 1 + (at % 9) } };
        return log.append(`ev.shop.sale.${id}`, [sold], { commandId: `c-${id}` });
      }),
    );
  }
  await log.close();
}
