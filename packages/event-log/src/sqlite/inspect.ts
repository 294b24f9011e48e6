/** A quick look at a log file, at rest or in use. `verifySqliteLog` is the thorough one. Changes nothing. */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { toLogError } from './failure.ts';
import { assertIsLog } from './identity.ts';

export interface SqliteLogGlance {
  readonly path: string;
  readonly epoch: string;
  readonly head: number;
  readonly bytes: number;
  /** What is written and not yet moved into the file. */
  readonly walBytes: number;
  /** `wal` is right. */
  readonly journalMode: string;
  /** What SQLite's `quick_check` found; empty is right. */
  readonly problems: readonly string[];
}

/** Throws `LOG_UNREACHABLE`, `LOG_NOT_A_LOG`, `LOG_TOO_NEW`, `LOG_CORRUPT`, all naming the file. */
export function inspectSqliteLog(file: string): SqliteLogGlance {
  const path = resolve(file);
  let database: DatabaseSync | undefined;
  try {
    const opened = (database = new DatabaseSync(path, { readOnly: true, timeout: 2000 }));
    const single = (sql: string): unknown => Object.values(opened.prepare(sql).get() ?? {})[0];
    assertIsLog(opened, path);
    const check = opened.prepare('PRAGMA quick_check(5)').all();
    return {
      path,
      epoch: String(single("SELECT value FROM log WHERE key = 'epoch'")),
      head: Number(single('SELECT coalesce(max(position), 0) FROM commits')),
      bytes: statSync(path).size,
      walBytes: statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0,
      journalMode: String(single('PRAGMA journal_mode')),
      problems: check.map((row) => String(row['quick_check'])).filter((line) => line !== 'ok'),
    };
  } catch (error) {
    throw toLogError(error, path);
  } finally {
    database?.close();
  }
}
