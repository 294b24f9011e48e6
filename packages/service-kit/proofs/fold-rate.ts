/**
 * How fast a service folds a log into its SQLite read store while it catches up.
 * `node packages/service-kit/proofs/fold-rate.ts [events]`; prints one JSON object per figure.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteLog } from '@tessera/event-log/sqlite';
import { z } from 'zod';
import { startRuntime } from '../src/core/runtime/service-runtime.ts';
import { realWorld } from '../src/core/world/world.ts';
import { defineService, event, projection, type ServiceDefinition } from '../src/index.ts';
import { createMemoryStore } from '../src/memory/memory-store.ts';
import { openSqliteVault } from '../src/node/keys/sqlite-vault.ts';
import { openReadFile } from '../src/node/sqlite/read-file.ts';
import { createSqliteStore } from '../src/node/sqlite/sqlite-store.ts';

const total = Number(process.argv[2] ?? 200_000);
const folder = mkdtempSync(join(tmpdir(), 'tessera-fold-rate-'));

interface Counter {
  readonly id: string;
  readonly count: number;
  readonly sum: number;
}

/** `spread`: how many documents the events fall on. */
function counting(spread: 'one each' | 'few', extras: object = {}): ServiceDefinition {
  return defineService({
    name: 'count',
    schema: 'type Query { nothing: String } type Counter { id: ID! count: Int! sum: Int! }',
    events: { Counted: event(1, z.object({ id: z.string(), few: z.string(), amount: z.int() })) },
    projections: {
      counters: projection<Counter>({
        type: 'Counter',
        ...extras,
        on: {
          Counted: (docs, e) => {
            const id = e.data[spread === 'few' ? 'few' : 'id'] as string;
            const was = docs.get(id);
            docs.put(id, { id, count: (was?.count ?? 0) + 1, sum: (was?.sum ?? 0) + (e.data['amount'] as number) });
          },
        },
      }),
    },
    resolvers: { Query: { nothing: () => null } },
  });
}

const vault = openSqliteVault({ path: join(folder, 'keys', 'keys.db') });

async function fill(path: string): Promise<void> {
  const log = await openSqliteLog({ path });
  const each = 10;
  for (let from = 0; from < total; from += 5_000) {
    await Promise.all(
      Array.from({ length: 5_000 / each }, (_, at) => {
        const first = from + at * each;
        const events = Array.from({ length: each }, (_, i) => ({
          type: 'Counted',
          data: { id: `c${first + i}`, few: `f${(first + i) % 1_000}`, amount: 3 },
        }));
        return log.append(`ev.count.counter.s${first}`, events);
      }),
    );
  }
  await log.close();
}

async function measure(figure: string, service: ServiceDefinition): Promise<void> {
  const log = await openSqliteLog({ path: join(folder, 'log.db') });
  const file = openReadFile(join(folder, `${figure}.db`), log.epoch);
  const started = performance.now();
  const cpu = process.cpuUsage();
  const runtime = await startRuntime({
    service,
    log,
    world: realWorld,
    soon: setImmediate,
    openStore: (shapes) => createSqliteStore(file, shapes),
    openScratch: createMemoryStore,
    vault,
    onFailure(error) {
      throw error;
    },
  });
  await runtime.whenCaughtUp;
  const seconds = (performance.now() - started) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  const cpuSeconds = (user + system) / 1_000_000;
  const documents = runtime.store.page('counters', { first: 1 }).total;
  const memory = Math.round(process.memoryUsage.rss() / 1_000_000);
  console.log(
    JSON.stringify({
      figure,
      value: Math.round(total / seconds),
      unit: 'events/s',
      perCpuSecond: Math.round(total / cpuSeconds),
      documents,
      rssMB: memory,
    }),
  );
  await runtime.close();
  await log.close();
}

try {
  await fill(join(folder, 'log.db'));
  await measure('fold.few-documents-per-s', counting('few'));
  await measure('fold.one-document-each-per-s', counting('one each'));
  const extras = { indexes: { count: (doc: Counter) => doc.count }, search: (doc: Counter) => doc.id };
  await measure('fold.one-document-each-indexed-searched-per-s', counting('one each', extras));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
