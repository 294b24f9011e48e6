/**
 * One file of documents: one generation of one projection. Documents, tombstones, parked events and the position they
 * stand for share one transaction. What was read or written lately is kept in memory, as text until somebody wants the
 * object.
 */
import { backup } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import type { Position } from '@tessera/event-log';
import type { DocumentChange, ParkedEvent, ProjectionShape, StoredDocument } from '../../core/read-store/read-store.ts';
import { createRecent } from '../../core/recent.ts';
import { createAbsentKeys } from './absent-keys.ts';
import { beginWriting, connect, neverWait } from './connect.ts';
import { openDocumentTable, type DocumentTable } from './document-table.ts';
import { truncateWriteAheadLog } from './truncate-write-ahead-log.ts';
import { writeAnew } from './write-anew.ts';

/** WAL pages between checkpoints: while catching up the same pages are written again and again, so seldom. */
const checkpointPages = { catchingUp: 16_000, live: 1_000 };

/** Documents kept in memory. */
const keep = 10_000;

/** Pages copied at a time; in between the thread does other things. */
const copyPages = 500;

/** How long the write-ahead log's emptying waits for others that read this file, milliseconds. */
const scrubPatienceMs = 30_000;

/** Of SQLite's pages; a read store of several projections has several files. */
const cacheKb = 8_000;

interface Kept {
  readonly json: string;
  readonly partition: string;
  readonly position: number;
  doc?: object;
}

export interface ViewFile {
  readonly table: Omit<DocumentTable, 'mark' | 'write' | 'writePosition' | 'caughtUp' | 'get'>;
  get(key: string): StoredDocument | undefined;
  parked(): ParkedEvent[];
  /** Before `write`; throws `ReadStoreBusy` when another process has it. Never waits. */
  lock(): void;
  /** Instead of `write`. */
  unlock(): void;
  /** Lets go of the lock in any case. `reparked`: all that is parked now, instead of what was. */
  write(
    position: Position,
    changes: readonly DocumentChange[],
    parked: readonly ParkedEvent[],
    reparked: readonly ParkedEvent[] | undefined,
  ): void;
  /** It has caught up and is read from now on. */
  caughtUp(): void;
  /** A copy as of one moment, while this one is written on. */
  copyTo(path: string): Promise<void>;
  /** What was written over leaves no trace. */
  forgetFormer(): Promise<void>;
  close(): void;
}

const parkedTable = `
  CREATE TABLE IF NOT EXISTS parked (
    position INTEGER NOT NULL,
    event TEXT NOT NULL,
    type TEXT NOT NULL,
    stream TEXT NOT NULL,
    keys TEXT NOT NULL,
    reason TEXT NOT NULL,
    waits INTEGER NOT NULL
  ) STRICT;
`;

export function openViewFile(path: string, shape: ProjectionShape): ViewFile {
  const database = connect(path, cacheKb);
  let table: DocumentTable;
  try {
    database.exec(`PRAGMA wal_autocheckpoint = ${checkpointPages.catchingUp}; ${parkedTable}`);
    table = openDocumentTable(database, shape);
    neverWait(database);
  } catch (error) {
    database.close();
    throw error;
  }
  const park = database.prepare('INSERT INTO parked VALUES (?, ?, ?, ?, ?, ?, ?)');
  const unpark = database.prepare('DELETE FROM parked');
  const kept = createRecent<Kept>(keep);
  /** As long as nothing was forgotten, what is not kept does not exist. */
  const { wasEmpty } = table;
  /** Only while it is folded from nothing. */
  let absent = wasEmpty ? createAbsentKeys() : undefined;

  function find(key: string): Kept | undefined {
    const known = kept.get(key);
    if (known !== undefined) return known;
    if (wasEmpty && !kept.forgot) return undefined;
    if (absent?.lacks(key)) return undefined;
    const row = table.get(key);
    if (row === undefined) return undefined;
    const found: Kept = { json: row.doc, partition: row.partition, position: row.position };
    kept.set(key, found);
    return found;
  }

  return {
    table,
    get(key) {
      const found = find(key);
      if (found === undefined) return undefined;
      found.doc ??= JSON.parse(found.json) as object;
      return found as Kept & StoredDocument;
    },
    parked: () =>
      database
        .prepare('SELECT * FROM parked ORDER BY rowid')
        .all()
        .map(
          (row) =>
            ({
              ...row,
              projection: shape.name,
              keys: JSON.parse(row['keys'] as string),
              waits: row['waits'] === 1,
            }) as unknown as ParkedEvent,
        ),
    lock: () => beginWriting(database, path),
    unlock: () => database.exec('ROLLBACK'),
    write(position, changes, parked, reparked) {
      const takeBack = table.mark();
      try {
        for (const change of changes) table.write(change);
        if (reparked !== undefined) unpark.run();
        for (const { position: at, event, type, stream, keys, reason, waits } of reparked ?? parked) {
          park.run(at, event, type, stream, JSON.stringify(keys), reason, Number(waits));
        }
        table.writePosition(position);
        database.exec('COMMIT');
      } catch (error) {
        if (database.isTransaction) database.exec('ROLLBACK');
        takeBack();
        throw error;
      }
      for (const { key, now } of changes) {
        absent?.add(key);
        if (now) kept.set(key, { json: now.json, partition: now.partition, position: now.position });
        else kept.delete(key);
      }
    },
    caughtUp() {
      table.caughtUp();
      absent = undefined;
      database.exec(`PRAGMA wal_autocheckpoint = ${checkpointPages.live}`);
    },
    async copyTo(to) {
      await backup(database, to, { rate: copyPages });
    },
    async forgetFormer() {
      table.mergeWords();
      await writeAnew(path);
      for (const deadline = Date.now() + scrubPatienceMs; !truncateWriteAheadLog(database);) {
        if (Date.now() > deadline) throw new Error('the write-ahead log of the read store is in use for too long');
        await delay(20);
      }
    },
    close: () => database.close(),
  };
}
