import type { DatabaseSync } from 'node:sqlite';

/** Writes everything into the database and cuts the log to nothing; false when another connection is reading. Never waits. */
export function truncateWriteAheadLog(database: DatabaseSync): boolean {
  const { timeout } = database.prepare('PRAGMA busy_timeout').get() as { readonly timeout: number };
  database.exec('PRAGMA busy_timeout = 0');
  try {
    const result = database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get();
    return result?.['busy'] === 0;
  } finally {
    database.exec(`PRAGMA busy_timeout = ${timeout}`);
  }
}
