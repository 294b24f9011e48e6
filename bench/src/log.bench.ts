/**
 * The event log beside PostgreSQL and Emmett, on the same machine in the same minutes: peers take turns within a round, so
 * a busy neighbour meets them all, and what counts is the median over rounds of each round's ratio.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run as measureOverhead } from '../../packages/event-log/proofs/append-rate.ts';
import { run as measureDelivery } from '../../packages/event-log/proofs/delivery.ts';
import { startNatsServers } from '../../packages/event-log/src/jetstream/nats-servers.fixture.ts';
import type { EventLog } from '../../packages/event-log/src/index.ts';
import { openSqliteLog } from '../../packages/event-log/src/sqlite/index.ts';
import type { Reporter } from './figures.ts';
import { fillLog, foldInProcess } from './log/fold.ts';
import { growthSvg } from './log/growth-svg.ts';
import { startPostgres } from './log/postgres-server.ts';
import { emmettStore, postgresStore, sqliteStore } from './log/stores.ts';
import { appendRate, eventsOf, median, type Store } from './log/workload.ts';

const picture = join(import.meta.dirname, '../../docs/pictures/log-growth.svg');

export async function run(reporter: Reporter): Promise<void> {
  const { quick } = reporter;
  const folder = mkdtempSync(join(tmpdir(), 'tessera-bench-log-'));
  try {
    await comparePeers(
      reporter,
      folder,
      quick ? { rounds: 3, seconds: 1, commits: 2_000 } : { rounds: 7, seconds: 2, commits: 20_000 },
    );
    await overhead(reporter, quick ? { rounds: 3, seconds: 1 } : { rounds: 5, seconds: 1 });
    await growth(reporter, folder, quick ? [10_000, 20_000] : [10_000, 100_000, 1_000_000]);
    await delivery(reporter, quick ? 50 : 500);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface PeerSizes {
  readonly rounds: number;
  readonly seconds: number;
  /** Of ten events each, to be scanned. */
  readonly commits: number;
}

async function comparePeers(
  { figure, say, detail, version }: Reporter,
  folder: string,
  sizes: PeerSizes,
): Promise<void> {
  say('starting PostgreSQL on a folder of its own …');
  const server = await startPostgres();
  version('postgresql', server.version);
  const log = await openSqliteLog({ path: join(folder, 'append.db') });
  const scanned = await openSqliteLog({ path: join(folder, 'scan.db') });
  const postgres = await postgresStore(server);
  const stores: Store[] = [sqliteStore(log), postgres, await emmettStore(server)];
  try {
    const rates: Record<string, number[]> = { sqlite: [], postgres: [], emmett: [] };
    // The first round only warms up.
    for (let round = 0; round <= sizes.rounds; round++) {
      for (const store of stores) {
        const rate = await appendRate(store, round, sizes.seconds);
        if (round > 0) rates[store.name]!.push(Math.round(rate));
      }
      say(
        `appends, round ${round} of ${sizes.rounds}: ${stores.map(({ name }) => `${name} ${rates[name]!.at(-1) ?? '–'}/s`).join(', ')}`,
      );
    }
    detail('appendsPerSecond', rates);
    const ratio = (peer: string) => median(rates['sqlite']!.map((rate, at) => rate / rates[peer]![at]!));
    for (const { name } of stores)
      figure({ figure: `log.append16.${name}-per-s`, value: median(rates[name]!), unit: 'commits/s' });
    figure({ figure: 'log.append16.ratio-postgres', value: ratio('postgres'), unit: '×', bound: '>= 4' });
    figure({ figure: 'log.append16.ratio-emmett', value: ratio('emmett'), unit: '×', bound: '>= 15' });

    say(`scanning ${sizes.commits * 10} events …`);
    await Promise.all(
      Array.from({ length: sizes.commits }, (_, at) =>
        scanned.append(`ev.bench.order.order-${at % 100}`, eventsOf(at, 10) as never, { commandId: `fill-${at}` }),
      ),
    );
    await postgres.close();
    const fresh = await refilled(server, sizes.commits);
    const scans: Record<string, number[]> = { sqlite: [], postgres: [] };
    for (let round = 0; round <= sizes.rounds; round++) {
      const own = await timed(() => scanLog(scanned));
      const peer = await timed(() => fresh.scan());
      if (own.events !== peer.events) throw new Error(`the scans differ: ${own.events} and ${peer.events} events`);
      if (round === 0) continue;
      scans['sqlite']!.push(Math.round(own.events / own.seconds));
      scans['postgres']!.push(Math.round(peer.events / peer.seconds));
    }
    await fresh.close();
    detail('scannedPerSecond', scans);
    figure({ figure: 'log.scan.sqlite-per-s', value: median(scans['sqlite']!), unit: 'events/s' });
    figure({ figure: 'log.scan.postgres-per-s', value: median(scans['postgres']!), unit: 'events/s' });
    const scanRatio = median(scans['sqlite']!.map((rate, at) => rate / scans['postgres']![at]!));
    figure({ figure: 'log.scan.ratio-postgres', value: scanRatio, unit: '×', bound: '>= 1' });
  } finally {
    for (const store of stores) await store.close().catch(() => undefined);
    await scanned.close();
    await server.stop();
  }
}

/** A table of its own for the scan, with what the SQLite log holds and nothing else. */
async function refilled(server: Awaited<ReturnType<typeof startPostgres>>, commits: number) {
  const store = await postgresStore(server, 'scanned');
  await store.fill(commits, (at) => eventsOf(at, 10));
  return store;
}

async function timed(work: () => Promise<number>): Promise<{ events: number; seconds: number }> {
  const started = performance.now();
  const events = await work();
  return { events, seconds: (performance.now() - started) / 1000 };
}

async function scanLog(log: EventLog): Promise<number> {
  const head = await log.head();
  const stop = new AbortController();
  let events = 0;
  for await (const item of log.subscribe({}, stop.signal)) {
    if (item.kind === 'commit') events += item.commit.events.length;
    else if (item.position >= head) stop.abort();
  }
  return events;
}

async function overhead(
  { figure, say, detail }: Reporter,
  options: { rounds: number; seconds: number },
): Promise<void> {
  say('the port beside bare node:sqlite …');
  const { name: _, ...rate } = await measureOverhead({ ...options, writers: 16 });
  detail('appendRate', rate);
  figure({ figure: 'log.append16.bare-per-s', value: rate.barePerSecond, unit: 'commits/s' });
  figure({ figure: 'log.append16.overhead-pct', value: rate.overheadPercent, unit: '%', bound: '<= 25' });
}

/** The same service folds logs of growing size, each time into an empty read store; the biggest is the promised rebuild. */
async function growth(
  { figure, say, detail, quick }: Reporter,
  folder: string,
  sizes: readonly number[],
): Promise<void> {
  const points: { events: number; filled: number; folded: number; peakMb: number; perCpuSecond: number }[] = [];
  for (const events of sizes) {
    const path = join(folder, `growth-${events}.db`);
    const filled = await fillLog(path, events);
    const runs = [];
    // The small ones are over in a moment: of three, the one that was disturbed least.
    for (let run = 0; run < (events < 1_000_000 ? 3 : 1); run++) runs.push(await foldInProcess(folder, path, events));
    rmSync(path);
    const best = runs.reduce((a, b) => (b.seconds < a.seconds ? b : a));
    const peakMb = Math.max(...runs.map((one) => one.peakMb));
    const perCpuSecond = Math.round(events / best.cpuSeconds);
    points.push({ events, filled, folded: best.seconds, peakMb, perCpuSecond });
    say(
      `${events} events: written in ${filled.toFixed(2)} s, folded in ${best.seconds.toFixed(2)} s, ${perCpuSecond} per second of CPU, peak ${peakMb.toFixed(0)} MB`,
    );
  }
  detail('growth', points);
  const biggest = points.at(-1)!;
  figure({
    figure: 'log.fold-per-s',
    value: Math.round(biggest.events / biggest.folded),
    unit: 'events/s',
    bound: '>= 100000',
  });
  figure({ figure: 'log.fold-per-cpu-s', value: biggest.perCpuSecond, unit: 'events per second of CPU' });
  figure({ figure: 'log.rebuild.1m-s', value: biggest.folded * (1_000_000 / biggest.events), unit: 's' });
  figure({ figure: 'log.rebuild.peak-mb', value: biggest.peakMb, unit: 'MB', bound: '<= 200' });
  if (quick) return;
  const series = [
    {
      name: 'fold into a read store',
      colour: '#0b6e99',
      points: points.map(({ events, folded }) => ({ events, seconds: folded })),
    },
    {
      name: 'durable append, 10 events a commit',
      colour: '#b4530a',
      points: points.map(({ events, filled }) => ({ events, seconds: filled })),
    },
  ];
  writeFileSync(picture, growthSvg('10,000 to 1,000,000 events', series));
}

async function delivery({ figure, say }: Reporter, count: number): Promise<void> {
  say('append in one process, handler in another …');
  const sqlite = await measureDelivery({ count });
  figure({ figure: 'log.delivery.sqlite.p50-ms', value: sqlite.p50Ms, unit: 'ms' });
  figure({ figure: 'log.delivery.sqlite.p99-ms', value: sqlite.p99Ms, unit: 'ms' });
  const nats = await startNatsServers(1);
  try {
    const jetstream = await measureDelivery({ count, url: nats.url('bench') });
    figure({ figure: 'log.delivery.jetstream.p50-ms', value: jetstream.p50Ms, unit: 'ms' });
    figure({ figure: 'log.delivery.jetstream.p99-ms', value: jetstream.p99Ms, unit: 'ms' });
  } finally {
    await nats.stop();
  }
}
