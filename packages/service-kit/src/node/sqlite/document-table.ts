/**
 * One generation of one projection on disk: its documents with a column per index, its tombstones, its words. Everything
 * SQL about documents is here. Transactions are the caller's.
 */
import type { Position } from '@tessera/event-log';
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { Page, PageRequest } from '../../definition/resolver.ts';
import type {
  ChangedDocument,
  DocumentChange,
  GoneDocument,
  NewDocument,
  ProjectionShape,
} from '../../core/read-store/read-store.ts';
import { decodePageCursor, encodePageCursor } from '../../core/read-store/page-cursor.ts';
import { checkPageRequest } from '../../core/read-store/page-request.ts';

/** Tombstones kept per projection; beyond, the oldest go, and who was away for longer starts over. */
const tombstoneLimit = 20_000;

export interface StoredRow {
  readonly partition: string;
  readonly position: Position;
  readonly doc: string;
}

export interface DocumentTable {
  readonly position: Position;
  /** Tombstones reach back to here. */
  readonly floor: Position;
  /** It held no documents when it was opened. */
  readonly wasEmpty: boolean;
  get(key: string): StoredRow | undefined;
  /** Before anything is written: what to call when the transaction is taken back. */
  mark(): () => void;
  write(change: DocumentChange): void;
  writePosition(position: Position): void;
  all(partition: string): ChangedDocument[];
  each(): Iterable<StoredRow & { readonly key: string }>;
  /** Words of documents that changed stay in the index's older segments until these are merged. */
  mergeWords(): void;
  changedSince(partition: string, after: Position): { documents: ChangedDocument[]; gone: GoneDocument[] };
  page(request: PageRequest): Page<object>;
  /** It has caught up and is read from now on. */
  caughtUp(): void;
}

export function openDocumentTable(database: DatabaseSync, shape: ProjectionShape): DocumentTable {
  const columns = shape.indexes.map((_, index) => `x${index}`);
  createTables(database, shape, columns);
  let { position, floor } = stateOf(database);
  const prepared = new Map<string, StatementSync>();
  const sql = (text: string): StatementSync => {
    const known = prepared.get(text) ?? database.prepare(text);
    prepared.set(text, known);
    return known;
  };

  const fields = ['partition', 'position', 'doc', ...columns];
  const upsert = database.prepare(
    `INSERT INTO documents (key, ${fields.join(', ')}) VALUES (?, ${fields.map(() => '?').join(', ')})
     ON CONFLICT (key) DO UPDATE SET ${fields.map((field) => `${field} = excluded.${field}`).join(', ')}
     ${shape.searchable ? 'RETURNING rowid AS id' : ''}`,
  );
  const select = database.prepare(`SELECT partition, position, doc FROM documents WHERE key = ?`);
  const remove = database.prepare(
    `DELETE FROM documents WHERE key = ? ${shape.searchable ? 'RETURNING rowid AS id' : ''}`,
  );
  const bury = database.prepare(
    `INSERT INTO tombstones VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET position = excluded.position`,
  );
  const raise = database.prepare(`DELETE FROM tombstones WHERE partition = ? AND key = ?`);
  const setPosition = database.prepare('UPDATE state SET position = ?, floor = ?');
  const wasEmpty = database.prepare('SELECT 1 FROM documents LIMIT 1').get() === undefined;
  /** As many as there are, or more: one that replaces another counts again until they are counted. */
  let tombstones = countTombstones();

  function countTombstones(): number {
    return Number(database.prepare('SELECT count(*) AS count FROM tombstones').get()!['count']);
  }

  function writeDocument(key: string, now: NewDocument): void {
    const values: SQLInputValue[] = [key, now.partition, now.position, now.json, ...now.values];
    if (!shape.searchable) {
      upsert.run(...values);
      return;
    }
    const row = upsert.get(...values)!;
    sql(`INSERT OR REPLACE INTO searched (rowid, words) VALUES (?, ?)`).run(Number(row['id']), now.words);
  }

  function removeDocument(key: string): void {
    const row = remove.get(key);
    if (row && shape.searchable) sql(`DELETE FROM searched WHERE rowid = ?`).run(Number(row['id']));
  }

  function pruneTombstones(): void {
    if (tombstones <= tombstoneLimit) return;
    tombstones = countTombstones();
    if (tombstones <= tombstoneLimit) return;
    const keep = tombstoneLimit / 2;
    const oldest = sql(`SELECT position FROM tombstones ORDER BY position DESC LIMIT 1 OFFSET ?`).get(keep)!;
    floor = Number(oldest['position']);
    sql(`DELETE FROM tombstones WHERE position <= ?`).run(floor);
    tombstones = countTombstones();
  }

  const toChanged = (row: Record<string, unknown>): ChangedDocument => ({
    key: row['key'] as string,
    partition: row['partition'] as string,
    doc: JSON.parse(row['doc'] as string) as object,
  });

  return {
    get position() {
      return position;
    },
    get floor() {
      return floor;
    },
    wasEmpty,
    get: (key) => select.get(key) as unknown as StoredRow | undefined,
    mark() {
      const before = { position, floor, tombstones };
      return () => ({ position, floor, tombstones } = before);
    },
    write({ key, was, now, position: at, passed = [] }) {
      for (const { partition, position: left } of passed) {
        bury.run(partition, key, left);
        tombstones += 1;
      }
      if (was !== undefined && was !== now?.partition) {
        bury.run(was, key, at);
        tombstones += 1;
      }
      if (now === undefined) {
        if (was === undefined) return;
        removeDocument(key);
        return;
      }
      if (was !== now.partition && tombstones > 0) tombstones -= Number(raise.run(now.partition, key).changes);
      writeDocument(key, now);
    },
    writePosition(next) {
      if (next <= position) return;
      pruneTombstones();
      setPosition.run(next, floor);
      position = next;
    },
    all(partition) {
      const [where, args] = inPartition(partition);
      return sql(`SELECT key, partition, doc FROM documents WHERE ${where} ORDER BY key`)
        .all(...args)
        .map(toChanged);
    },
    *each() {
      yield* sql(`SELECT key, partition, position, doc FROM documents ORDER BY key`).iterate() as Iterable<
        StoredRow & { readonly key: string }
      >;
    },
    mergeWords() {
      if (shape.searchable) database.exec("INSERT INTO searched (searched) VALUES ('optimize')");
    },
    changedSince(partition, after) {
      const [where, args] = inPartition(partition);
      const documents = sql(
        `SELECT key, partition, doc FROM documents WHERE ${where} AND position > ? ORDER BY key`,
      ).all(...args, after);
      const gone = sql(`SELECT key, partition FROM tombstones WHERE ${where} AND position > ?`).all(...args, after);
      return {
        documents: documents.map(toChanged),
        gone: gone.map((row) => ({ key: row['key'] as string, partition: row['partition'] as string })),
      };
    },
    page(request) {
      const { partition, order, descending, first, where, words } = checkPageRequest(shape, request);
      const column = (index: string) => (index === 'key' ? 'key' : `x${shape.indexes.indexOf(index)}`);
      const by = column(order);
      const [inside, args] = inPartition(partition);
      const conditions = [inside];
      if (by !== 'key') conditions.push(`${by} IS NOT NULL`);
      for (const [index, values] of where) {
        conditions.push(`${column(index)} IN (${values.map(() => '?').join(', ')})`);
        args.push(...values);
      }
      if (words.length > 0) {
        conditions.push(`rowid IN (SELECT rowid FROM searched WHERE searched MATCH ?)`);
        args.push(words.map((word) => `"${word}"*`).join(' '));
      }
      const all = conditions.join(' AND ');
      const total = Number(sql(`SELECT count(*) AS total FROM documents WHERE ${all}`).get(...args)!['total']);
      const [compare, direction] = descending ? ['<', 'DESC'] : ['>', 'ASC'];
      const cursor = request.after ? decodePageCursor(order, request.after) : undefined;
      const after = cursor === undefined ? [] : [cursor.value, cursor.key];
      const rows = sql(
        `SELECT key, ${by} AS value, doc FROM documents
         WHERE ${all}${cursor === undefined ? '' : ` AND (${by}, key) ${compare} (?, ?)`}
         ORDER BY ${by} ${direction}, key ${direction} LIMIT ?`,
      ).all(...args, ...after, first + 1);
      const items = rows.slice(0, first);
      const last = rows.length > first ? items.at(-1) : undefined;
      return {
        items: items.map((row) => JSON.parse(row['doc'] as string) as object),
        next: last
          ? encodePageCursor(order, { value: last['value'] as string | number, key: last['key'] as string })
          : null,
        total,
      };
    },
    caughtUp: () => createIndexes(database, shape, columns),
  };
}

function inPartition(partition: string): [where: string, args: SQLInputValue[]] {
  return partition === '*' ? ['TRUE', []] : ['partition = ?', [partition]];
}

function stateOf(database: DatabaseSync): { position: Position; floor: Position } {
  return database.prepare('SELECT position, floor FROM state').get() as unknown as {
    position: Position;
    floor: Position;
  };
}

function createTables(database: DatabaseSync, { searchable }: ProjectionShape, columns: readonly string[]): void {
  // Without a type, a column keeps numbers as numbers and texts as texts, and orders numbers first. Words are found by
  // rowid, so a searchable table has one, by name, or writing the file anew might change it; the others do with one tree less.
  database.exec(`
    CREATE TABLE IF NOT EXISTS state (
      id INTEGER PRIMARY KEY CHECK (id = 1), position INTEGER NOT NULL, floor INTEGER NOT NULL
    ) STRICT;
    INSERT OR IGNORE INTO state VALUES (1, 0, 0);
    CREATE TABLE IF NOT EXISTS documents (
      ${searchable ? 'id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE' : 'key TEXT PRIMARY KEY'},
      partition TEXT NOT NULL, position INTEGER NOT NULL, doc TEXT NOT NULL
      ${columns.map((column) => `, ${column} ANY`).join('')}
    ) STRICT${searchable ? '' : ', WITHOUT ROWID'};
    CREATE TABLE IF NOT EXISTS tombstones (
      partition TEXT NOT NULL, key TEXT NOT NULL, position INTEGER NOT NULL, PRIMARY KEY (partition, key)
    ) STRICT, WITHOUT ROWID;
  `);
  if (searchable) {
    database.exec(
      `CREATE VIRTUAL TABLE IF NOT EXISTS searched USING fts5(words, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 0', prefix = '2 3')`,
    );
  }
}

/** Made when a projection has caught up: building an index once is far cheaper than keeping it while everything is new. */
function createIndexes(database: DatabaseSync, { partitioned }: ProjectionShape, columns: readonly string[]): void {
  const make = (name: string, table: string, on: string): void =>
    database.exec(`CREATE INDEX IF NOT EXISTS ${table}_${name} ON ${table} (${on})`);
  make('position', 'documents', 'position');
  make('position', 'tombstones', 'position');
  if (partitioned) make('partition', 'documents', 'partition, key');
  for (const column of columns) {
    make(column, 'documents', `${column}, key`);
    if (partitioned) make(`p_${column}`, 'documents', `partition, ${column}, key`);
  }
}
