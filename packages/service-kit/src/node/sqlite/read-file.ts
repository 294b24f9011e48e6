/**
 * The file of a service's read store. It holds nothing that is not in the log: damaged, or of another log or version, it
 * is put aside or emptied and folded anew.
 */
import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Raised when the tables change; an older file is folded anew. */
const format = 2;

export interface ReadFile {
  readonly database: DatabaseSync;
  /** Who this store belongs to, for the policies' lease: the same after a restart. */
  readonly owner: string;
  /** Why an earlier file was not used; undefined when there is nothing to say. */
  readonly note: string | undefined;
}

export const readTables = `
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

/**
 * `keys`: which vault the documents' personal data was opened with; with another one they are folded anew, or they would
 * go on missing what could be read now, and showing what could not.
 */
export function openReadFile(path: string, epoch: string, keys = 'none'): ReadFile {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  try {
    return open(path, epoch, keys);
  } catch (error) {
    if (!isDamage(error)) throw error;
    const aside = `${path}.damaged-${Date.now()}`;
    renameSync(path, aside);
    remove(path);
    const { database, owner } = open(path, epoch, keys);
    return {
      database,
      owner,
      note: `${path} was damaged (${(error as Error).message}); it is kept as ${aside} and folded anew`,
    };
  }
}

function open(path: string, epoch: string, keys: string): ReadFile {
  const database = connect(path);
  const { user_version: found } = database.prepare('PRAGMA user_version').get() as { user_version: number };
  const was = found === format ? meta(database, 'epoch') : undefined;
  const sameKeys = found === format && meta(database, 'keys') === keys;
  if (was === epoch && sameKeys) return { database, owner: meta(database, 'owner')!, note: undefined };
  if (found === 0) return { database, owner: prepare(database, epoch, keys), note: undefined };
  database.close();
  remove(path);
  const fresh = connect(path);
  const note =
    found === format && was === epoch
      ? 'the keys of personal data are others than before: everything is folded anew'
      : found === format
        ? `the log is another one than before (epoch ${epoch}, was ${was}): everything is folded anew`
        : `${path} has the format ${found}, this version writes ${format}: everything is folded anew`;
  return { database: fresh, owner: prepare(fresh, epoch, keys), note };
}

function connect(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: 1_000 });
  try {
    // The log is what is durable; this store only has to be consistent, which WAL is without an fsync per transaction.
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -32000');
    // What is written over or removed may be somebody's who asked to be forgotten.
    database.exec('PRAGMA secure_delete = ON');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Answers the owner's id. */
function prepare(database: DatabaseSync, epoch: string, keys: string): string {
  const owner = crypto.randomUUID();
  database.exec(`BEGIN; ${readTables} PRAGMA user_version = ${format};`);
  const set = database.prepare('INSERT INTO meta VALUES (?, ?)');
  set.run('epoch', epoch);
  set.run('owner', owner);
  set.run('keys', keys);
  database.exec('COMMIT');
  return owner;
}

/** Earlier files that were put aside, for they hold what documents were then. */
export function removeDamagedFiles(path: string): void {
  const folder = dirname(path);
  const prefix = `${basename(path)}.damaged-`;
  for (const name of readdirSync(folder)) if (name.startsWith(prefix)) rmSync(join(folder, name), { force: true });
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
