/**
 * What the port costs over bare node:sqlite: durable appends of 16 concurrent writers in one process, both with the
 * same commits, the same fsync, the same grouping and the same promises: the bare one finds commands and streams by
 * ordinary indexes. Rounds alternate so that a busy machine hits both alike.
 *
 * `node packages/event-log/proofs/append-rate.ts [--rounds 5] [--seconds 1] [--writers 16] [--events 1]`
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { parseArgs } from 'node:util';
import { openSqliteLog } from '../src/sqlite/index.ts';

export interface AppendRateOptions {
  readonly rounds?: number;
  readonly seconds?: number;
  readonly writers?: number;
  /** Events per commit. */
  readonly events?: number;
}

export interface AppendRate {
  readonly name: 'append-rate';
  /** Medians over the rounds. */
  readonly portPerSecond: number;
  readonly barePerSecond: number;
  /** Of this process, per append: what the port costs whatever the disk and the neighbours do. Medians too. */
  readonly portCpuMicros: number;
  readonly bareCpuMicros: number;
  /** How much longer an append takes through the port, per cent. */
  readonly overheadPercent: number;
  readonly scanEventsPerSecond: number;
}

/** Appends one commit for a writer; resolves when it is durable. */
type Append = (writer: number, at: number) => Promise<unknown>;

export async function run(options: AppendRateOptions = {}): Promise<AppendRate> {
  const { rounds = 5, seconds = 1, writers = 16, events = 1 } = options;
  const folder = mkdtempSync(join(tmpdir(), 'tessera-rate-'));
  try {
    const log = await openSqliteLog({ path: join(folder, 'port.db') });
    const bare = new DatabaseSync(join(folder, 'bare.db'));
    const appendBare = bareAppend(bare, events);
    const appendPort: Append = (writer, at) =>
      log.append(`ev.bench.order.o${writer}-${at % 100}`, eventsOf(at, events), { commandId: `c${at}` });

    const port: Round[] = [];
    const plain: Round[] = [];
    for (let round = 0; round <= rounds; round++) {
      const rates = {
        plain: await rate(appendBare, writers, seconds, round),
        port: await rate(appendPort, writers, seconds, round),
      };
      // The first round only warms up.
      if (round === 0) continue;
      plain.push(rates.plain);
      port.push(rates.port);
    }
    const scanEventsPerSecond = await scanRate(log, events);
    await log.close();
    bare.close();
    const portPerSecond = median(port.map(({ perSecond }) => perSecond));
    const barePerSecond = median(plain.map(({ perSecond }) => perSecond));
    const overheadPercent = Math.round((barePerSecond / portPerSecond - 1) * 1000) / 10;
    const portCpuMicros = median(port.map(({ cpuMicros }) => cpuMicros));
    const bareCpuMicros = median(plain.map(({ cpuMicros }) => cpuMicros));
    return {
      name: 'append-rate',
      portPerSecond,
      barePerSecond,
      portCpuMicros,
      bareCpuMicros,
      overheadPercent,
      scanEventsPerSecond,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function eventsOf(at: number, count: number) {
  return Array.from({ length: count }, (_, i) => ({
    type: 'OrderPlaced',
    data: { orderId: `o-${at}`, at: i, lines: [{ sku: 'BW-1001', quantity: 3, price: 1250 }], customer: 'c-77' },
  }));
}

async function rate(append: Append, writers: number, seconds: number, round: number): Promise<Round> {
  const before = process.cpuUsage();
  const started = performance.now();
  const until = started + seconds * 1000;
  let count = 0;
  await Promise.all(
    Array.from({ length: writers }, async (_, writer) => {
      for (let at = 0; performance.now() < until; at++) {
        await append(writer, round * 10_000_000 + writer * 500_000 + at);
        count++;
      }
    }),
  );
  const { user, system } = process.cpuUsage(before);
  return {
    perSecond: Math.round(count / ((performance.now() - started) / 1000)),
    cpuMicros: Math.round(((user + system) / count) * 10) / 10,
  };
}

interface Round {
  readonly perSecond: number;
  readonly cpuMicros: number;
}

/** The least that gives the same durability and finds commits again: no checks, no answers, no other processes. */
function bareAppend(database: DatabaseSync, events: number): Append {
  database.exec(`
    PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -16000;
    CREATE TABLE commits (position INTEGER PRIMARY KEY, stream TEXT NOT NULL, command_id TEXT, time TEXT NOT NULL, events TEXT NOT NULL, meta TEXT NOT NULL) STRICT;
    CREATE INDEX commits_by_stream ON commits (stream);
    CREATE UNIQUE INDEX commits_by_command ON commits (stream, command_id);`);
  const known = database.prepare('SELECT 1 FROM commits WHERE stream = ? AND command_id = ?');
  const insert = database.prepare(
    'INSERT INTO commits (stream, command_id, time, events, meta) VALUES (?, ?, ?, ?, ?)',
  );
  let queue: [string, string, string, string, () => void][] = [];

  function flush(): void {
    const group = queue;
    queue = [];
    database.exec('BEGIN IMMEDIATE');
    for (const [stream, commandId, time, text] of group) {
      if (known.get(stream, commandId) === undefined) insert.run(stream, commandId, time, text, '{}');
    }
    database.exec('COMMIT');
    for (const [, , , , done] of group) done();
  }

  return (writer, at) =>
    new Promise<void>((resolve) => {
      if (queue.length === 0) setImmediate(flush);
      const text = JSON.stringify(eventsOf(at, events).map((event) => ({ ...event, version: 1 })));
      queue.push([`ev.bench.order.o${writer}-${at % 100}`, `c${at}`, new Date().toISOString(), text, resolve]);
    });
}

async function scanRate(log: Awaited<ReturnType<typeof openSqliteLog>>, events: number): Promise<number> {
  const head = await log.head();
  const stop = new AbortController();
  const started = performance.now();
  for await (const item of log.subscribe({}, stop.signal))
    if (item.kind === 'progress' && item.position >= head) stop.abort();
  return Math.round((head * events) / ((performance.now() - started) / 1000));
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      writers: { type: 'string' },
      events: { type: 'string' },
    },
  });
  const numbers = Object.fromEntries(Object.entries(values).map(([key, value]) => [key, Number(value)]));
  process.stdout.write(`${JSON.stringify(await run(numbers))}\n`);
}
