/** SQLite's result codes, in the log's words: which file, why, and what to do. https://www.sqlite.org/rescode.html */
import { LogError, type LogErrorCode } from '../errors.ts';

const BUSY = 5;
const LOCKED = 6;

const meanings: Record<number, readonly [LogErrorCode, string]> = {
  3: ['LOG_UNREACHABLE', 'may not be accessed. Check the permissions of the file and its folder'],
  5: ['LOG_BUSY', 'is locked by another process. End what holds it (a backup, an open sqlite3 shell), then try again'],
  8: ['LOG_UNREACHABLE', 'is read-only. Check the permissions of the file, its folder and the mount'],
  10: ['LOG_IO', 'cannot be read or written. Check the disk; commits that were acknowledged before are safe'],
  11: [
    'LOG_CORRUPT',
    'is damaged. Keep a copy, then restore a backup, or export what is readable and import it into a new file',
  ],
  13: ['LOG_FULL', 'cannot grow: the disk is full. Nothing of this append was stored; free some space and repeat it'],
  14: ['LOG_UNREACHABLE', 'cannot be opened. Check that the path names a file and that its folder can be written to'],
  26: ['LOG_NOT_A_LOG', 'is not an SQLite database. Name another file, or move this one away to start a new log'],
};

function resultCode(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('errcode' in error)) return undefined;
  // The low byte is the primary code; the rest says more precisely where it happened.
  return typeof error.errcode === 'number' ? error.errcode & 0xff : undefined;
}

/** Another connection holds a lock at this instant: worth another try a millisecond later. */
export function isBusy(error: unknown): boolean {
  const code = resultCode(error);
  return code === BUSY || code === LOCKED;
}

/** What callers see of an SQLite failure. Errors that are not SQLite's pass through unchanged. */
export function toLogError(error: unknown, path: string): unknown {
  const code = resultCode(error);
  if (code === undefined || error instanceof LogError) return error;
  const [logCode, meaning] = meanings[code] ?? (['LOG_IO', 'failed an operation'] as const);
  const reason = error instanceof Error ? error.message : String(error);
  return new LogError(logCode, `The event log ${path} ${meaning}. (SQLite: ${reason})`, { path }, { cause: error });
}
