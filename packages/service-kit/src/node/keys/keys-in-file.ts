import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { isBusy, neverWait } from '../sqlite/connect.ts';
import { truncateWriteAheadLog } from '../sqlite/truncate-write-ahead-log.ts';
import { openKeyFile } from './key-file.ts';
import { nameOf, type KeySet, type OwnedKey, type StoredKeys } from './stored-keys.ts';

/** Made when it is not there. Throws when it is something else. */
export function openKeysInFile(path: string): StoredKeys {
  const database = openKeyFile(path, randomUUID());
  const bury = database.prepare('INSERT OR IGNORE INTO erased (subject, at) VALUES (?, ?)');
  const insert = database.prepare('INSERT OR IGNORE INTO keys (domain, subject, key) VALUES (?, ?, ?)');
  return {
    where: path,
    async read() {
      const fresh = openKeyFile(path, randomUUID());
      try {
        return readKeys(fresh);
      } finally {
        fresh.close();
      }
    },
    async add(keys) {
      inOneTransaction(database, () => {
        for (const { domain, subject, key } of keys) insert.run(domain, subject, key);
      });
    },
    async erase(subjects) {
      inOneTransaction(database, () => {
        const now = new Date().toISOString();
        for (const subject of subjects) {
          bury.run(subject, now);
          overwriteKeys(database, subject);
        }
      });
      if (!truncateWriteAheadLog(database))
        throw new Error(`${path} is used by another process: end it, and try again.`);
    },
    async overwrite(movedTo) {
      inOneTransaction(database, () => leave(database, movedTo));
      if (!truncateWriteAheadLog(database))
        throw new Error(`${path} is used by another process: end it, and try again.`);
    },
    close: async () => database.close(),
  };
}

/**
 * The same for the file that keys leave: nobody else has it open, nor gets it until this is closed, wherever it is moved to
 * meanwhile. Undefined: another process has it open.
 */
export function openKeysAlone(path: string): StoredKeys | undefined {
  const database = openKeyFile(path, randomUUID());
  let alone = false;
  try {
    alone = holdAlone(database);
  } finally {
    if (!alone) database.close();
  }
  if (!alone) return undefined;
  const refuse = () => Promise.reject(new Error(`${path} is only left`));
  return {
    where: path,
    read: async () => readKeys(database),
    add: refuse,
    erase: refuse,
    async overwrite(movedTo) {
      inOneTransaction(database, () => leave(database, movedTo));
    },
    close: async () => database.close(),
  };
}

/** False: another connection is there, or was faster. */
function holdAlone(database: DatabaseSync): boolean {
  neverWait(database);
  try {
    // Both are refused while another connection is there. Without a journal on disk nothing is left beside the file.
    database.exec('PRAGMA journal_mode = DELETE; PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = MEMORY');
    database.exec('BEGIN EXCLUSIVE; COMMIT');
  } catch (error) {
    if (isBusy(error)) return false;
    throw error;
  }
  const { journal_mode: mode } = database.prepare('PRAGMA journal_mode').get() as { readonly journal_mode: string };
  return mode === 'memory';
}

function readKeys(database: DatabaseSync): KeySet {
  const keys = new Map<string, OwnedKey>();
  for (const row of database.prepare('SELECT domain, subject, key FROM keys').all()) {
    const owner = { domain: row['domain'] as string, subject: row['subject'] as string };
    keys.set(nameOf(owner), { ...owner, key: Buffer.from(row['key'] as Uint8Array) });
  }
  const erased = database.prepare('SELECT subject FROM erased').all();
  return { keys, erased: new Set(erased.map((row) => row['subject'] as string)) };
}

function leave(database: DatabaseSync, movedTo: string): void {
  overwriteKeys(database);
  database.prepare(`INSERT OR REPLACE INTO vault VALUES ('moved', ?)`).run(movedTo);
}

/** `secure_delete` writes zeros over what is removed; what may stay in a page's free space was written over before. */
function overwriteKeys(database: DatabaseSync, subject?: string): void {
  const [where, values] = subject === undefined ? ['', []] : [' WHERE subject = ?', [subject]];
  database.prepare(`UPDATE keys SET key = zeroblob(length(key))${where}`).run(...values);
  database.prepare(`DELETE FROM keys${where}`).run(...values);
}

function inOneTransaction(database: DatabaseSync, work: () => void): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    work();
    database.exec('COMMIT');
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}
