/** From a row to a commit, or to the error that says where the file is damaged: SQLite does not know what a commit is. */
import { decodeCommit, type CommitRow } from '../commit/row.ts';
import { LogError } from '../errors.ts';
import type { Commit, Position } from '../port.ts';

export function storedCommit(row: CommitRow, path: string): Commit {
  try {
    return decodeCommit(row);
  } catch (error) {
    throw damaged(path, `commit ${row.position} cannot be read`, error);
  }
}

/** For a reader of everything: positions have no gaps. */
export function assertNext(row: Pick<CommitRow, 'position'>, before: Position, path: string): void {
  if (row.position !== before + 1) throw damaged(path, `commit ${before + 1} is missing`);
}

export function damaged(path: string, what: string, cause?: unknown): LogError {
  return new LogError(
    'LOG_CORRUPT',
    `The event log ${path} is damaged: ${what}. Keep a copy, then restore a backup, or export what is readable and import it into a new file.`,
    { path },
    { cause },
  );
}
