/**
 * The vault of one machine: an SQLite file outside the log, with AES-256-GCM. Several processes use it at once; each keeps
 * the keys it has used in memory, and drops them when it reads the erasure in the log. While another process holds the
 * file's lock, whoever needs it waits outside of SQLite: the event loop turns.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import {
  KeysUnavailable,
  SealBroken,
  type KeyNeed,
  type KeyOwner,
  type KeyVault,
} from '../../core/privacy/key-vault.ts';
import { openBox, sealBox } from './box.ts';
import { isBusy, neverWait } from '../sqlite/connect.ts';
import { truncateWriteAheadLog } from '../sqlite/truncate-write-ahead-log.ts';
import { whenFree } from '../sqlite/when-free.ts';
import { leftFile, openKeyFile } from './key-file.ts';

const keyBytes = 32;

/** How long other processes may hold the file, milliseconds: for somebody who waits for an answer, and for an erasure. */
const patienceMs = { fetch: 2_000, erase: 30_000 };

export interface SqliteVaultOptions {
  /** Made, readable by nobody else, when it is not there. */
  readonly path: string;
}

export function openSqliteVault({ path }: SqliteVaultOptions): KeyVault {
  assertNotLeft(path);
  const database = openKeyFile(path, randomUUID());
  const moved = database.prepare(`SELECT value FROM vault WHERE name = 'moved'`).get()?.['value'] as string | undefined;
  if (moved !== undefined) {
    database.close();
    throw wasMoved(path, moved);
  }
  const identity = database.prepare(`SELECT value FROM vault WHERE name = 'id'`).get() as { readonly value: string };
  const select = database.prepare('SELECT key FROM keys WHERE domain = ? AND subject = ?');
  const insert = database.prepare(
    `INSERT OR IGNORE INTO keys (domain, subject, key)
     SELECT ?, ?, ? WHERE NOT EXISTS (SELECT 1 FROM erased WHERE subject = ?)`,
  );
  const bury = database.prepare('INSERT OR IGNORE INTO erased (subject, at) VALUES (?, ?)');
  const isBuried = database.prepare('SELECT 1 FROM erased WHERE subject = ?');
  const overwrite = database.prepare('UPDATE keys SET key = zeroblob(length(key)) WHERE subject = ?');
  const remove = database.prepare('DELETE FROM keys WHERE subject = ?');
  const done = database.prepare('SELECT position FROM carried_out WHERE epoch = ?');
  const noteDone = database.prepare(
    `INSERT INTO carried_out (epoch, position) VALUES (?, ?)
     ON CONFLICT (epoch) DO UPDATE SET position = max(position, excluded.position)`,
  );
  const keys = new Map<string, Buffer>();
  const gone = new Set<string>();
  /** Who has no key, as was seen in this turn of the event loop: lost, or never made. */
  const missing = new Set<string>();
  loadErased();
  neverWait(database);

  function loadErased(): void {
    for (const row of database.prepare('SELECT subject FROM erased').all()) gone.add(row['subject'] as string);
  }

  function keyOf({ domain, subject }: KeyOwner): Buffer | undefined {
    if (gone.has(subject)) return undefined;
    const name = nameOf({ domain, subject });
    const known = keys.get(name);
    if (known !== undefined) return known;
    const row = select.get(domain, subject);
    if (row === undefined) {
      if (isBuried.get(subject) !== undefined) gone.add(subject);
      return undefined;
    }
    const key = Buffer.from(row['key'] as Uint8Array);
    keys.set(name, key);
    return key;
  }

  function isAtHand(need: KeyNeed): boolean {
    const name = nameOf(need);
    return keys.has(name) || gone.has(need.subject) || (need.box !== undefined && missing.has(name));
  }

  function fetch(need: KeyNeed): void {
    const key = keyOf(need) ?? (need.box !== undefined || gone.has(need.subject) ? undefined : makeKey(need));
    if (key !== undefined || gone.has(need.subject)) return;
    missing.add(nameOf(need));
    // Another process may make one at any time: what was seen counts for this turn.
    setImmediate(() => missing.clear());
  }

  function unavailable(cause: unknown): KeysUnavailable {
    const locked = isBusy(cause) ? new Error('another process holds its lock', { cause }) : cause;
    return new KeysUnavailable(path, { cause: locked });
  }

  function destroy(subject: string): void {
    database.exec('BEGIN IMMEDIATE');
    try {
      bury.run(subject, new Date().toISOString());
      overwrite.run(subject);
      remove.run(subject);
      database.exec('COMMIT');
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK');
      throw error;
    }
  }

  function makeKey(owner: KeyOwner): Buffer | undefined {
    const fresh = randomBytes(keyBytes);
    insert.run(owner.domain, owner.subject, fresh, owner.subject);
    fresh.fill(0);
    // Another process may have been faster: what is in the file counts.
    return keyOf(owner);
  }

  /** The write-ahead log holds pages as they were: it is emptied. A process that reads holds that up for a moment. */
  async function emptyWriteAheadLog(): Promise<void> {
    for (const deadline = Date.now() + patienceMs.erase; ;) {
      if (truncateWriteAheadLog(database)) return;
      if (Date.now() > deadline) {
        throw new Error(
          `${path}-wal is held by another process for ${patienceMs.erase / 1_000} s: the key is destroyed, but old bytes of it may still ` +
            'be there. End the process and erase again.',
        );
      }
      await delay(10);
    }
  }

  return {
    id: identity.value,
    isAtHand: (needs) => needs.every(isAtHand),
    async fetch(needs) {
      try {
        await whenFree(() => needs.forEach(fetch), patienceMs.fetch);
      } catch (cause) {
        throw unavailable(cause);
      }
    },
    seal(owner, text, context) {
      const key = keyOf(owner) ?? (gone.has(owner.subject) ? undefined : makeKey(owner));
      if (key === undefined) return undefined;
      return sealBox(key, text, context).toString('base64url');
    },
    open(owner, box, context) {
      const key = isAtHand({ ...owner, box }) ? keys.get(nameOf(owner)) : keyOf(owner);
      if (key === undefined) return undefined;
      try {
        return openBox(key, Buffer.from(unnumbered(box), 'base64url'), context).toString('utf8');
      } catch (cause) {
        throw new SealBroken(owner, { cause });
      }
    },
    isErased: (subject) => gone.has(subject),
    async erase(subject) {
      for (const [name, key] of keys) {
        if (name.slice(name.indexOf(' ') + 1) !== subject) continue;
        key.fill(0);
        keys.delete(name);
      }
      gone.add(subject);
      try {
        await whenFree(() => destroy(subject), patienceMs.erase);
      } catch (cause) {
        throw unavailable(cause);
      }
      // Also when somebody else had buried it: they may have ended before this, and it costs next to nothing.
      await emptyWriteAheadLog();
    },
    carriedOut: (epoch) => Number(done.get(epoch)?.['position'] ?? 0),
    noteCarriedOut(epoch, position) {
      // Should it get lost, more is carried out again than is needed.
      whenFree(() => noteDone.run(epoch, position), patienceMs.erase).catch(() => undefined);
    },
    close: () => database.close(),
  };
}

function nameOf({ domain, subject }: KeyOwner): string {
  return `${domain} ${subject}`;
}

/** What was sealed while the keys were on NATS begins with the revision of its key there. */
function unnumbered(box: string): string {
  return box.slice(box.indexOf('.') + 1);
}

/** Whoever still names the file would make fresh keys, and find that nothing can be read. */
function assertNotLeft(path: string): void {
  if (existsSync(path) || !existsSync(leftFile(path))) return;
  throw wasMoved(path, `servers (${leftFile(path)} says which)`);
}

function wasMoved(path: string, where: string): Error {
  return new Error(`The keys of personal data were moved from ${path} to ${where}. Name that place with TESSERA_KEYS.`);
}
