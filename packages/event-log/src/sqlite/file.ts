/**
 * The file: opened by several processes, created by whichever comes first, refused when it is something else.
 * Nothing is written to a file before it is known to be a log.
 */
import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { LogError } from '../errors.ts';
import { toLogError } from './failure.ts';
import { applicationId, assertIsLog, isBlank, pragma, schemaVersion } from './identity.ts';
import { whileBusy } from './patience.ts';
import { prepareStatements, type Statements } from './statements.ts';
import { createStreamIndex, hashOf, type StreamIndex } from './stream-index.ts';

// `commits` is what an operator may read in plain SQL; `events` is JSON: [{"type", "version", "data"}, …]. How `previous`,
// `heads`, `commands` and `log.indexed` find a stream's commits: stream-index.ts.
const commitsTable = (name: string) => `
  CREATE TABLE ${name} (
    position INTEGER PRIMARY KEY,
    stream TEXT NOT NULL,
    previous INTEGER NOT NULL,
    command_id TEXT,
    time TEXT NOT NULL,
    events TEXT NOT NULL,
    meta TEXT NOT NULL
  ) STRICT;
`;
const indexTables = `
  CREATE TABLE heads (stream TEXT PRIMARY KEY, position INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE commands (hash INTEGER, position INTEGER, PRIMARY KEY (hash, position)) STRICT, WITHOUT ROWID;
  INSERT INTO log (key, value) VALUES ('indexed', '0');
  PRAGMA user_version = ${schemaVersion};
`;
const schema = `
  CREATE TABLE log (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
  ${commitsTable('commits')}
  ${indexTables}
  PRAGMA application_id = ${applicationId};
`;
// A process of the version before, which may have the file open, fails at its next append: it knows no `previous`.
const fromFormat1 = `
  ${commitsTable('moved')}
  INSERT INTO moved (position, stream, previous, command_id, time, events, meta)
  SELECT position, stream, coalesce((SELECT max(b.position) FROM commits b WHERE b.stream = c.stream AND b.position < c.position), 0),
    command_id, time, events, meta FROM commits c ORDER BY position;
  DROP TABLE commits;
  ALTER TABLE moved RENAME TO commits;
  ${indexTables}
`;

export interface LogFile {
  readonly database: DatabaseSync;
  readonly statements: Statements;
  readonly index: StreamIndex;
  readonly epoch: string;
  /** Throws `LOG_UNREACHABLE` when the path no longer leads to the file that was opened. */
  assertInPlace(): void;
}

export interface OpenFileOptions {
  readonly path: string;
  /** For a file that does not exist yet. */
  readonly epoch: string;
  readonly patienceMs: number;
  readonly maxRecent?: number | undefined;
}

export async function openLogFile(options: OpenFileOptions): Promise<LogFile> {
  const { path, patienceMs } = options;
  let database: DatabaseSync | undefined;
  try {
    mkdirSync(dirname(path), { recursive: true });
    const opened = (database = new DatabaseSync(path, { timeout: 0 }));
    await whileBusy(() => identify(opened, path), patienceMs);
    await whileBusy(() => switchToWal(opened, path), patienceMs);
    const epoch = await whileBusy(() => createOnce(opened, path, options.epoch), patienceMs);
    const statements = await whileBusy(() => prepareStatements(opened), patienceMs);
    const index = await whileBusy(() => createStreamIndex(statements, path, options.maxRecent), patienceMs);
    return { database: opened, statements, index, epoch, assertInPlace: inPlace(path) };
  } catch (error) {
    database?.close();
    throw toOpenError(error, path);
  }
}

/** Refuses what is not a log, or a newer one, before anything is changed. */
function identify(database: DatabaseSync, path: string): void {
  if (!isBlank(database)) assertIsLog(database, path);
}

function switchToWal(database: DatabaseSync, path: string): void {
  const mode = pragma(database, 'journal_mode = WAL');
  if (mode !== 'wal') {
    throw new LogError(
      'LOG_UNREACHABLE',
      `The event log ${path} cannot use write-ahead logging (got "${String(mode)}"). Put it on a local file system; ` +
        'network file systems lack the shared memory that several processes need.',
      { path },
    );
  }
  // FULL: the write-ahead log is synced at every commit, so an acknowledged append survives a loss of power.
  database.exec(
    'PRAGMA synchronous = FULL; PRAGMA cache_size = -4000; PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 67108864',
  );
}

/** Several processes may get here at once: the first to take the write lock creates or converts, the others find it done. */
function createOnce(database: DatabaseSync, path: string, epoch: string): string {
  const format = () => Number(pragma(database, 'user_version'));
  if (format() < schemaVersion) {
    database.exec('BEGIN IMMEDIATE');
    try {
      if (format() === 0) {
        database.exec(schema);
        database.prepare("INSERT INTO log (key, value) VALUES ('epoch', ?)").run(epoch);
      } else if (format() === 1) {
        database.exec(fromFormat1);
        const statements = prepareStatements(database);
        const rows = statements.recent(0);
        statements.moveHeads(rows.map(({ stream, position }) => [stream, position]));
        statements.moveCommands(
          rows.flatMap((row) => {
            const hash = hashOf(row);
            return hash === undefined ? [] : [[hash, row.position] as const];
          }),
        );
        statements.setIndexed(statements.head());
      }
      database.exec('COMMIT');
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK');
      throw error;
    }
  }
  const stored = database.prepare("SELECT value FROM log WHERE key = 'epoch'").get()?.value;
  if (typeof stored === 'string') return stored;
  throw new LogError(
    'LOG_CORRUPT',
    `The event log ${path} has no epoch: its table "log" was altered. Restore a backup.`,
    { path },
  );
}

/**
 * A file that is removed or replaced while it is open goes on working for this process, and everything acknowledged
 * from then on is lost when it ends. So each group of appends makes sure first.
 */
function inPlace(path: string): () => void {
  const { ino, dev } = statSync(path);
  return () => {
    const now = statSync(path, { throwIfNoEntry: false });
    if (now?.ino === ino && now.dev === dev) return;
    throw new LogError(
      'LOG_UNREACHABLE',
      `The event log ${path} was ${now ? 'replaced' : 'removed'} while it was open. Nothing was stored; restart this process.`,
      { path },
    );
  };
}

/** What went wrong before the log was open, SQLite's and the file system's errors alike. */
function toOpenError(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || !('code' in error) || error instanceof LogError) return error;
  if (error.code === 'ERR_SQLITE_ERROR') return toLogError(error, path);
  return new LogError(
    'LOG_UNREACHABLE',
    `The event log ${path} cannot be opened: ${error.message}. Check the path and the permissions of its folder.`,
    { path },
    { cause: error },
  );
}
