/**
 * The file of a service's read store. It holds nothing that is not in the log: damaged, or of another log or version, it
 * is put aside or emptied and folded anew.
 */
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Raised when the tables change; an older file is folded anew. */
const format = 1;

export interface ReadFile {
  readonly database: DatabaseSync;
  /** Who this store belongs to, for the policies' lease: the same after a restart. */
  readonly owner: string;
  /** Why an earlier file was not used; undefined when there is nothing to say. */
  readonly note: string | undefined;
}

const tables = `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE projections (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    generation TEXT NOT NULL,
    position INTEGER NOT NULL DEFAULT 0,
    floor INTEGER NOT NULL DEFAULT 0,
    UNIQUE (name, generation)
  ) STRICT;
  CREATE TABLE parked (
    projection INTEGER NOT NULL,
    position INTEGER NOT NULL,
    event TEXT NOT NULL,
    type TEXT NOT NULL,
    stream TEXT NOT NULL,
    keys TEXT NOT NULL,
    reason TEXT NOT NULL
  ) STRICT;
`;

export function openReadFile(path: string, epoch: string): ReadFile {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  try {
    return open(path, epoch);
  } catch (error) {
    if (!isDamage(error)) throw error;
    const aside = `${path}.damaged-${Date.now()}`;
    renameSync(path, aside);
    remove(path);
    const { database, owner } = open(path, epoch);
    return {
      database,
      owner,
      note: `${path} was damaged (${(error as Error).message}); it is kept as ${aside} and folded anew`,
    };
  }
}

function open(path: string, epoch: string): ReadFile {
  const database = connect(path);
  const { user_version: found } = database.prepare('PRAGMA user_version').get() as { user_version: number };
  const was = found === format ? meta(database, 'epoch') : undefined;
  if (was === epoch) return { database, owner: meta(database, 'owner')!, note: undefined };
  if (found === 0) return { database, owner: prepare(database, epoch), note: undefined };
  database.close();
  remove(path);
  const fresh = connect(path);
  const note =
    found === format
      ? `the log is another one than before (epoch ${epoch}, was ${was}): everything is folded anew`
      : `${path} has the format ${found}, this version writes ${format}: everything is folded anew`;
  return { database: fresh, owner: prepare(fresh, epoch), note };
}

function connect(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: 1_000 });
  try {
    // The log is what is durable; this store only has to be consistent, which WAL is without an fsync per transaction.
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -32000');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Answers the owner's id. */
function prepare(database: DatabaseSync, epoch: string): string {
  const owner = crypto.randomUUID();
  database.exec(`BEGIN; ${tables} PRAGMA user_version = ${format};`);
  const set = database.prepare('INSERT INTO meta VALUES (?, ?)');
  set.run('epoch', epoch);
  set.run('owner', owner);
  database.exec('COMMIT');
  return owner;
}

function remove(path: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true });
}

function meta(database: DatabaseSync, key: string): string | undefined {
  return database.prepare('SELECT value FROM meta WHERE key = ?').get(key)?.['value'] as string | undefined;
}

function isDamage(error: unknown): boolean {
  // SQLITE_CORRUPT, SQLITE_NOTADB
  const code = (error as { errcode?: number }).errcode;
  return code !== undefined && [11, 26].includes(code & 0xff);
}
