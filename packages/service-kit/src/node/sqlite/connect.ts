import { rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { ReadStoreBusy } from '../../core/read-store/read-store-busy.ts';

/** How long opening a file may wait for another process's lock: nobody is served yet. Milliseconds. */
const openingMs = 1_000;

/**
 * Opens a file of the read store; throws on one that is damaged. `cacheKb`: what SQLite may keep of it in memory. Once
 * what it is opened for is prepared, `neverWait`.
 */
export function connect(path: string, cacheKb: number): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: openingMs });
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

/** From now on another connection's lock is told at once: waiting inside SQLite, the event loop would stand still. */
export function neverWait(database: DatabaseSync): void {
  database.exec('PRAGMA busy_timeout = 0');
}

/** Takes the lock for writing, or throws `ReadStoreBusy`. */
export function beginWriting(database: DatabaseSync, path: string): void {
  try {
    database.exec('BEGIN IMMEDIATE');
  } catch (error) {
    if (!isBusy(error)) throw error;
    throw new ReadStoreBusy(`${path} is locked by another process`, { cause: error });
  }
}

/** Another connection's lock turned it away. */
export function isBusy(error: unknown): boolean {
  // SQLITE_BUSY
  return ((error as { errcode?: number }).errcode ?? 0) % 256 === 5;
}

export function removeDatabase(path: string): void {
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(`${path}${suffix}`, { force: true });
}

export function isDamage(error: unknown): boolean {
  // SQLITE_CORRUPT, SQLITE_NOTADB
  const code = (error as { errcode?: number }).errcode;
  return code !== undefined && [11, 26].includes(code & 0xff);
}
