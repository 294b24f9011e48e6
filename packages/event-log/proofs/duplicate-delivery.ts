/**
 * Proof "duplicate-delivery": writers and readers reach a real nats-server over links that break in the middle of
 * messages. Acknowledgements get lost, appends are repeated, and the server delivers again what was on its way. Every
 * command must be stored once and its append answer with that commit; every reader must be handed every commit once, whole,
 * in order.
 *
 * `node packages/event-log/proofs/duplicate-delivery.ts [--commits 1500] [--writers 3] [--readers 3] [--seed 1]`
 */
import { parseArgs } from 'node:util';
import { openLog } from '../src/open/index.ts';
import { findNatsServer, startNatsServers } from '../src/jetstream/nats-servers.fixture.ts';
import type { Commit, EventLog } from '../src/index.ts';
import { readAll } from './acknowledged/follow-all.ts';
import { startFlakyLink, type FlakyLink } from './flaky-link.ts';
import { seeded } from './seeded.ts';

/** Run by `npm run proof -- log`. */
export const suite = 'log';

export interface DuplicateDeliveryOptions {
  readonly commits?: number;
  readonly writers?: number;
  readonly readers?: number;
  readonly seed?: number;
}

export interface DuplicateDelivery {
  readonly name: 'duplicate-delivery';
  /** Set when there is no nats-server here; everything else is then 0. */
  readonly skipped?: string;
  readonly seed: number;
  readonly acknowledged: number;
  /** Broken connections. */
  readonly cuts: number;
  readonly lost: number;
  readonly doubled: number;
  /** Appends that were told of a position at which something else stands, or that it was an earlier call's. */
  readonly misinformed: number;
  /** Readers that were not handed exactly what is stored, in order. */
  readonly readersWrong: number;
  readonly ok: boolean;
}

const none = { acknowledged: 0, cuts: 0, lost: 0, doubled: 0, misinformed: 0, readersWrong: 0 };

export async function run(options: DuplicateDeliveryOptions = {}): Promise<DuplicateDelivery> {
  const { commits = 1500, writers = 3, readers = 3, seed = 1 } = options;
  if (findNatsServer() === undefined) {
    return { name: 'duplicate-delivery', skipped: 'nats-server is not installed', seed, ...none, ok: true };
  }
  const random = seeded(seed);
  const servers = await startNatsServers(1);
  const { port } = servers.servers[0]!;
  const links: FlakyLink[] = [];
  const logs: EventLog[] = [];
  const open = async (bytes: number): Promise<EventLog> => {
    const link = await startFlakyLink({ port, random, bytes });
    links.push(link);
    const log = await openLog(`nats://${link.address}/flaky`, { patienceMs: 120_000 });
    logs.push(log);
    return log;
  };
  try {
    const whole = await openLog(servers.url('flaky'));
    logs.push(whole);
    const writing = await Promise.all(Array.from({ length: writers }, () => open(20_000)));
    const reading = await Promise.all(Array.from({ length: readers }, () => open(60_000)));
    const seen = reading.map((log) => follow(log, commits));
    const told = new Map<string, { readonly position: number; readonly duplicate: boolean }>();
    await Promise.all(
      writing.map(async (log, writer) => {
        for (let at = writer; at < commits; at += writers) {
          // Some without an id of their own, some expecting a version: each takes another way through the engine.
          const commandId = `c${at}`;
          const stream = `ev.flaky.link.${writer}-${at % 3}`;
          const result = await log.append(stream, [{ type: 'X', data: { at } }], { commandId });
          if (result.ok) told.set(commandId, { position: result.commit.position, duplicate: result.duplicate });
        }
      }),
    );
    const stored = await readAll(whole);
    for (const link of links) link.heal();
    const views = await Promise.all(seen);
    const at = new Map(stored.map((commit) => [commit.position, commit]));
    const ids = stored.map(({ commandId }) => commandId!);
    const result = {
      acknowledged: told.size,
      cuts: links.reduce((sum, { cuts }) => sum + cuts, 0),
      lost: [...told].filter(([id]) => !ids.includes(id)).length,
      doubled: ids.length - new Set(ids).size,
      misinformed: [...told].filter(([id, { position, duplicate }]) => duplicate || at.get(position)?.commandId !== id)
        .length,
      readersWrong: views.filter((view) => JSON.stringify(view) !== JSON.stringify(stored)).length,
    };
    const { lost, doubled, misinformed, readersWrong, cuts } = result;
    const ok = cuts > 0 && told.size === commits && lost + doubled + misinformed + readersWrong === 0;
    return { name: 'duplicate-delivery', seed, ...result, ok };
  } finally {
    for (const link of links) link.heal();
    await Promise.all(logs.map((log) => log.close()));
    await Promise.all(links.map((link) => link.close()));
    await servers.stop();
  }
}

/** The first so many commits a subscription hands over, as they come. */
async function follow(log: EventLog, count: number): Promise<Commit[]> {
  const seen: Commit[] = [];
  for await (const item of log.subscribe({}, new AbortController().signal)) {
    if (item.kind === 'commit') seen.push(item.commit);
    else if (item.position >= count) return seen;
  }
  return seen;
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      commits: { type: 'string' },
      writers: { type: 'string' },
      readers: { type: 'string' },
      seed: { type: 'string' },
    },
  });
  const result = await run(Object.fromEntries(Object.entries(values).map(([key, value]) => [key, Number(value)])));
  process.stdout.write(`${JSON.stringify(result)}\n`);
  process.exitCode = result.ok ? 0 : 1;
}
