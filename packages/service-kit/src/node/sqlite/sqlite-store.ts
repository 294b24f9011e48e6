/**
 * The read store on disk. Documents, tombstones, parked events and the position they stand for share one transaction.
 * What was read or written lately is kept in memory, as text until somebody wants the object.
 */
import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import type { ParkedEvent, ProjectionShape, ReadStore, StoredDocument } from '../../core/read-store/read-store.ts';
import { createRecent, type Recent } from '../../core/recent.ts';
import { createAbsentKeys, type AbsentKeys } from './absent-keys.ts';
import { openDocumentTable, type DocumentTable } from './document-table.ts';
import { truncateWriteAheadLog } from './truncate-write-ahead-log.ts';

/** WAL pages between checkpoints: while catching up the same pages are written again and again, so seldom. */
const checkpointPages = { catchingUp: 16_000, live: 1_000 };

/** How long the write-ahead log's emptying waits for others that read this file, milliseconds. */
const scrubPatienceMs = 30_000;

/** Documents kept in memory per projection. */
const keep = 20_000;

interface Kept {
  readonly json: string;
  readonly partition: string;
  readonly position: number;
  doc?: object;
}

interface Projection {
  readonly table: DocumentTable;
  readonly kept: Recent<Kept>;
  /** It was empty at the start: as long as nothing was forgotten, what is not kept does not exist. */
  readonly wasEmpty: boolean;
  /** Only while it is folded from nothing. */
  absent: AbsentKeys | undefined;
}

export function createSqliteStore(database: DatabaseSync, shapes: readonly ProjectionShape[]): ReadStore {
  database.exec(`PRAGMA wal_autocheckpoint = ${checkpointPages.catchingUp}`);
  const projections = new Map<string, Projection>();
  for (const shape of shapes) {
    const table = openDocumentTable(database, shape);
    const wasEmpty = table.count === 0;
    const absent = wasEmpty ? createAbsentKeys() : undefined;
    projections.set(shape.name, { table, kept: createRecent(keep), wasEmpty, absent });
  }
  const park = database.prepare(
    `INSERT INTO parked SELECT id, ?, ?, ?, ?, ?, ? FROM projections WHERE name = ? AND generation = ?`,
  );
  const generations = new Map(shapes.map(({ name, generation }) => [name, generation]));

  function of(name: string): Projection {
    const projection = projections.get(name);
    if (projection === undefined) throw new Error(`There is no projection "${name}".`);
    return projection;
  }

  function get(name: string, key: string): StoredDocument | undefined {
    const projection = of(name);
    let kept = projection.kept.get(key);
    if (kept === undefined) {
      if (projection.wasEmpty && !projection.kept.forgot) return undefined;
      if (projection.absent?.lacks(key)) return undefined;
      const row = projection.table.get(key);
      if (row === undefined) return undefined;
      kept = { json: row.doc, partition: row.partition, position: row.position };
      projection.kept.set(key, kept);
    }
    const { partition, position, json } = kept;
    return { partition, position, doc: (kept.doc ??= JSON.parse(json) as object) };
  }

  return {
    position: (name) => of(name).table.position,
    get,
    page: (name, request) => of(name).table.page(request),
    all: (name, partition) => of(name).table.all(partition),
    *each(name) {
      for (const { key, partition, position, doc } of of(name).table.each()) {
        yield { key, partition, position, doc: JSON.parse(doc) as object };
      }
    },
    reachesBack: (name, after) => after >= of(name).table.floor,
    changedSince(name, partition, after) {
      const { table } = of(name);
      return after < table.floor ? undefined : table.changedSince(partition, after);
    },
    parked() {
      const rows = database
        .prepare(
          'SELECT parked.*, name, generation FROM parked JOIN projections ON projections.id = parked.projection ORDER BY parked.position',
        )
        .all();
      return rows
        .filter((row) => generations.get(row['name'] as string) === row['generation'])
        .map(
          (row) =>
            ({ ...row, projection: row['name'], keys: JSON.parse(row['keys'] as string) }) as unknown as ParkedEvent,
        );
    },
    write({ position, changes, parked, stopped }) {
      const before = new Map([...projections].map(([name, { table }]) => [name, table.position]));
      database.exec('BEGIN IMMEDIATE');
      try {
        for (const change of changes) of(change.projection).table.write(change);
        for (const { projection, position: at, event, type, stream, keys, reason } of parked) {
          park.run(at, event, type, stream, JSON.stringify(keys), reason, projection, generations.get(projection)!);
        }
        for (const [name, { table }] of projections) table.writePosition(stopped?.get(name) ?? position);
        database.exec('COMMIT');
      } catch (error) {
        if (database.isTransaction) database.exec('ROLLBACK');
        for (const [name, { table }] of projections) table.position = before.get(name)!;
        throw error;
      }
      for (const { projection: name, key, now } of changes) {
        const projection = of(name);
        projection.absent?.add(key);
        if (now) projection.kept.set(key, { json: now.json, partition: now.partition, position: now.position });
        else projection.kept.delete(key);
      }
    },
    caughtUp() {
      for (const projection of projections.values()) {
        projection.table.caughtUp();
        projection.absent = undefined;
      }
      database.exec(`PRAGMA wal_autocheckpoint = ${checkpointPages.live}`);
      for (const row of database.prepare('SELECT id, name, generation FROM projections').all()) {
        if (generations.get(row['name'] as string) === row['generation']) continue;
        const id = Number(row['id']);
        database.exec(`
          BEGIN IMMEDIATE;
          DROP TABLE IF EXISTS documents_${id};
          DROP TABLE IF EXISTS tombstones_${id};
          DROP TABLE IF EXISTS words_${id};
          DELETE FROM parked WHERE projection = ${id};
          DELETE FROM projections WHERE id = ${id};
          COMMIT;
        `);
      }
    },
    async forgetFormer() {
      for (const { table } of projections.values()) table.mergeWords();
      for (const deadline = Date.now() + scrubPatienceMs; !truncateWriteAheadLog(database);) {
        if (Date.now() > deadline) throw new Error('the write-ahead log of the read store is in use for too long');
        await delay(20);
      }
    },
    close: () => database.close(),
  };
}
