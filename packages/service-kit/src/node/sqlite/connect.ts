import { rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

/** Opens a file of the read store; throws on one that is damaged. `cacheKb`: what SQLite may keep of it in memory. */
export function connect(path: string, cacheKb: number): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: 1_000 });
  try {
    // The log is what is durable; this store only has to be consistent, which WAL is without an fsync per transaction.
    database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -${cacheKb}`);
    // What is written over or removed may be somebody's who asked to be forgotten.
    database.exec('PRAGMA secure_delete = ON');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

export function removeDatabase(path: string): void {
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(`${path}${suffix}`, { force: true });
}

export function isDamage(error: unknown): boolean {
  // SQLITE_CORRUPT, SQLITE_NOTADB
  const code = (error as { errcode?: number }).errcode;
  return code !== undefined && [11, 26].includes(code & 0xff);
}
