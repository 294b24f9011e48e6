/**
 * The file of the keys: 0600 in a folder 0700. `secure_delete` writes zeros over what is removed; `synchronous=FULL` makes
 * a key durable before anything is sealed with it.
 */
import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** "Tesk" in the header. */
const applicationId = 0x5465736b;

/** How long opening the file may wait for another process's lock: nobody is served yet. Milliseconds. */
const openingMs = 2_000;

const tables = `
  CREATE TABLE IF NOT EXISTS vault (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS keys (
    domain TEXT NOT NULL, subject TEXT NOT NULL, key BLOB NOT NULL, PRIMARY KEY (domain, subject)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS erased (subject TEXT PRIMARY KEY, at TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS carried_out (epoch TEXT PRIMARY KEY, position INTEGER NOT NULL) STRICT, WITHOUT ROWID;
`;

/** What a file of keys is called once they have been moved to servers: it holds none any more, and says where they are. */
export function leftFile(path: string): string {
  return `${path}.moved`;
}

/** Throws when the file is something else. Whoever serves while it is open, lets it `neverWait`. */
export function openKeyFile(path: string, id: string): DatabaseSync {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  // Made before SQLite opens it, so that there is no moment in which others may read it; -wal and -shm take its rights.
  closeSync(openSync(path, 'a', 0o600));
  chmodSync(path, 0o600);
  const database = new DatabaseSync(path, { timeout: openingMs });
  try {
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON');
    const { application_id: found } = database.prepare('PRAGMA application_id').get() as { application_id: number };
    const empty = Number(database.prepare('SELECT count(*) AS count FROM sqlite_schema').get()?.['count']) === 0;
    if (found !== applicationId && !empty) throw new Error('it is a database of something else');
    database.exec(`BEGIN IMMEDIATE; ${tables} PRAGMA application_id = ${applicationId};`);
    database.prepare(`INSERT OR IGNORE INTO vault VALUES ('id', ?)`).run(id);
    database.exec('COMMIT');
    return database;
  } catch (error) {
    database.close();
    throw new Error(
      `The keys of personal data, ${path}, cannot be opened: ${error instanceof Error ? error.message : String(error)}. ` +
        'Restore the file from its backup, or say where it is with TESSERA_KEYS.',
      { cause: error },
    );
  }
}
