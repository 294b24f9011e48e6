/**
 * One supervisor per data folder. The lock is the operating system's (an exclusive SQLite transaction on a file of its
 * own), so it ends with the process, however that ends: there are no stale locks and no pids to guess about.
 */
import { DatabaseSync } from 'node:sqlite';

export interface DataLock {
  release(): void;
}

/** Undefined when another process holds it, and still does after `patience` ms (a passing look is not a holder). */
export function tryLock(file: string, patience = 0): DataLock | undefined {
  const database = new DatabaseSync(file, { timeout: patience });
  try {
    // Without a journal on disk: nothing is ever written, and a reader must not find one to roll back.
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (isBusy(error)) return undefined;
    throw error;
  }
  return { release: () => database.close() };
}

/** Whether a supervisor is running on this folder right now. */
export function isLocked(file: string): boolean {
  const lock = tryLock(file);
  lock?.release();
  return lock === undefined;
}

function isBusy(error: unknown): boolean {
  // SQLITE_BUSY and its extended codes.
  return typeof error === 'object' && error !== null && 'errcode' in error && (Number(error.errcode) & 0xff) === 5;
}
