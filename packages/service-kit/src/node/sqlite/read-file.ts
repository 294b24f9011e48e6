/**
 * `read.db`: what a service's read store consists of. The documents are in files of their own, one per projection and
 * generation, in `views/` beside it; which of them are served is said here, in one transaction. Nothing in it is not in
 * the log: damaged, or of another log or version, it is put aside or emptied and folded anew.
 */
import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { beginWriting, connect, isDamage, neverWait, removeDatabase } from './connect.ts';

/** Raised when the tables change; an older file is folded anew. */
const format = 4;

export interface ReadFile {
  readonly database: DatabaseSync;
  /** The folder of the documents' files. */
  readonly views: string;
  /** Who this store belongs to, for the policies' lease: the same after a restart. */
  readonly owner: string;
  /** Whether traces of somebody who was erased are still to be wiped: see `ReadStore.oweForgetting`. */
  owesForgetting(): boolean;
  /** Throws `ReadStoreBusy`. */
  oweForgetting(owes: boolean): void;
  /** Why an earlier file was not used; undefined when there is nothing to say. */
  readonly note: string | undefined;
}

const tables = `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE views (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    generation TEXT NOT NULL,
    rebuilt INTEGER NOT NULL,
    clean INTEGER NOT NULL,
    shape TEXT NOT NULL,
    complete INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE UNIQUE INDEX served ON views (name) WHERE complete = 1;
`;

/**
 * `keys`: which vault the documents' personal data was opened with; with another one they are folded anew, or they would
 * go on missing what could be read now, and showing what could not.
 */
export function openReadFile(path: string, epoch: string, keys = 'none'): ReadFile {
  const views = join(dirname(path), 'views');
  mkdirSync(views, { recursive: true, mode: 0o700 });
  try {
    const opened = open(path, epoch, keys, views);
    return finish(opened, views);
  } catch (error) {
    if (!isDamage(error)) throw error;
    const aside = `${path}.damaged-${Date.now()}`;
    renameSync(path, aside);
    remove(path, views);
    return {
      ...finish(open(path, epoch, keys, views), views),
      note: `${path} was damaged (${(error as Error).message}); it is kept as ${aside} and folded anew`,
    };
  }
}

type Opened = Pick<ReadFile, 'database' | 'owner' | 'note'>;

function finish(opened: Opened, views: string): ReadFile {
  const { database } = opened;
  const owe = database.prepare("INSERT OR IGNORE INTO meta VALUES ('forgetting', 'owed')");
  const done = database.prepare("DELETE FROM meta WHERE key = 'forgetting'");
  neverWait(database);
  return {
    ...opened,
    views,
    owesForgetting: () => meta(database, 'forgetting') !== undefined,
    oweForgetting(owes) {
      beginWriting(database, 'read.db');
      (owes ? owe : done).run();
      database.exec('COMMIT');
    },
  };
}

function open(path: string, epoch: string, keys: string, views: string): Opened {
  const database = connect(path, 1_000);
  const { user_version: found } = database.prepare('PRAGMA user_version').get() as { user_version: number };
  const was = found === format ? meta(database, 'epoch') : undefined;
  const sameKeys = found === format && meta(database, 'keys') === keys;
  if (was === epoch && sameKeys) return { database, owner: meta(database, 'owner')!, note: undefined };
  if (found === 0) return { database, owner: prepare(database, epoch, keys), note: undefined };
  database.close();
  remove(path, views);
  const fresh = connect(path, 1_000);
  const note =
    found === format && was === epoch
      ? 'the keys of personal data are others than before: everything is folded anew'
      : found === format
        ? `the log is another one than before (epoch ${epoch}, was ${was}): everything is folded anew`
        : `${path} has the format ${found}, this version writes ${format}: everything is folded anew`;
  return { database: fresh, owner: prepare(fresh, epoch, keys), note };
}

/** Answers the owner's id. */
function prepare(database: DatabaseSync, epoch: string, keys: string): string {
  const owner = crypto.randomUUID();
  database.exec(`BEGIN; ${tables} PRAGMA user_version = ${format};`);
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

function remove(path: string, views: string): void {
  removeDatabase(path);
  rmSync(views, { recursive: true, force: true });
  mkdirSync(views, { recursive: true, mode: 0o700 });
}

function meta(database: DatabaseSync, key: string): string | undefined {
  return database.prepare('SELECT value FROM meta WHERE key = ?').get(key)?.['value'] as string | undefined;
}
