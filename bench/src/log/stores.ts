/** The stores that are compared: the log's SQLite engine, PostgreSQL by hand, Emmett on PostgreSQL. */
import { getPostgreSQLEventStore } from '@event-driven-io/emmett-postgresql';
import pg from 'pg';
import type { EventLog } from '../../../packages/event-log/src/index.ts';
import type { PostgresServer } from './postgres-server.ts';
import { writers, type Store } from './workload.ts';

export function sqliteStore(log: EventLog): Store {
  return {
    name: 'sqlite',
    append: (stream, events, commandId) =>
      log.append(`ev.bench.order.${stream}`, events as Parameters<EventLog['append']>[1], { commandId }),
    close: () => log.close(),
  };
}

function openPool({ connection }: PostgresServer): pg.Pool {
  return new pg.Pool({ ...connection, max: writers, min: writers });
}

export interface PostgresStore extends Store {
  /** Fills it, fast, with what a scan is to read. */
  fill(commits: number, eventsOf: (at: number) => readonly object[]): Promise<void>;
  /** Every commit, oldest first, decoded; answers how many events there were. */
  scan(): Promise<number>;
}

const scanBatch = 4096;

/**
 * The same table, indexes and promises as the engine's, one connection per writer, prepared statements: the least that an
 * append with an idempotency key costs. It is spared the total order of visible positions, which would cost it a lock.
 */
export async function postgresStore(server: PostgresServer, table = 'commits'): Promise<PostgresStore> {
  const pool = openPool(server);
  await pool.query(`CREATE TABLE ${table} (
    position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, stream text NOT NULL, command_id text, time timestamptz NOT NULL,
    events jsonb NOT NULL, meta jsonb NOT NULL);
    CREATE INDEX ${table}_by_stream ON ${table} (stream);
    CREATE UNIQUE INDEX ${table}_by_command ON ${table} (stream, command_id)`);
  const insert = {
    name: 'append',
    text: `INSERT INTO ${table} (stream, command_id, time, events, meta) VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT (stream, command_id) DO NOTHING RETURNING position`,
  };
  return {
    name: 'postgres',
    append: (stream, events, commandId) =>
      pool.query({ ...insert, values: [stream, commandId, new Date().toISOString(), JSON.stringify(events), '{}'] }),
    async fill(commits, eventsOf) {
      for (let from = 0; from < commits; from += 1000) {
        const rows = Array.from({ length: Math.min(1000, commits - from) }, (_, at) =>
          JSON.stringify(eventsOf(from + at)),
        );
        await pool.query(
          `INSERT INTO ${table} (stream, command_id, time, events, meta)
           SELECT 'order-' || (n % 100), 'fill-' || $2 + n, now(), e::jsonb, '{}' FROM unnest($1::text[]) WITH ORDINALITY AS r(e, n)`,
          [rows, from],
        );
      }
      await pool.query(`VACUUM ANALYZE ${table}`);
    },
    async scan() {
      let after = '0';
      let events = 0;
      const client = await pool.connect();
      try {
        for (;;) {
          const { rows } = await client.query<[string, string, string, Date, unknown[], object]>({
            name: 'scan',
            text: `SELECT position, stream, command_id, time, events, meta FROM ${table} WHERE position > $1 ORDER BY position LIMIT ${scanBatch}`,
            values: [after],
            rowMode: 'array',
          });
          for (const row of rows) events += row[4].length;
          const last = rows.at(-1);
          if (!last) return events;
          after = last[0];
        }
      } finally {
        client.release();
      }
    },
    close: () => pool.end(),
  };
}

export async function emmettStore(server: PostgresServer): Promise<Store> {
  const pool = openPool(server);
  const store = getPostgreSQLEventStore(server.url, { connectionOptions: { pool } });
  await store.schema.migrate();
  return {
    name: 'emmett',
    append: (stream, events) => store.appendToStream(stream, events as never),
    async close() {
      await store.close();
      // It was handed to the store, which leaves it open.
      await pool.end();
    },
  };
}
