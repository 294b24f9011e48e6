/** The SQL, prepared once per connection. Everything here runs to its end within one call: no open cursors, no waiting. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { PreparedAppend } from '../commit/prepare.ts';
import type { CommitRow } from '../commit/row.ts';
import type { Position } from '../port.ts';
import type { SubjectFilter } from '../subject-pattern.ts';

const columns = 'position, stream, command_id, time, events, meta';

export interface Statements {
  /** Takes the write lock, or fails at once when somebody else has it. */
  begin(): void;
  /** Synced when it returns. */
  end(): void;
  head(): Position;
  commit(position: Position): StoredRow | undefined;
  insert(commits: readonly NewCommit[]): void;
  /** Up to where `indexedVersion` and `indexedCommand` know the commits. */
  indexed(): Position;
  /** 0 when there is none. */
  indexedVersion(stream: string): Position;
  /** The commits whose command has one of these hashes: of any stream, hashes may coincide. */
  indexedCommands(hashes: readonly number[]): HashedCommand[];
  /** What is to be known of each commit after this position, oldest first. @default of all of them */
  recent(after: Position, most?: number): RecentRow[];
  /** Notes streams' last commits; what is there already and newer stays. In the order of the table, pages are visited once. */
  moveHeads(heads: readonly (readonly [stream: string, position: Position])[]): void;
  /** Notes commands' commits, as `HashedCommand`; what is there already stays. */
  moveCommands(commands: readonly (readonly [hash: number, position: Position])[]): void;
  /** The tables are complete up to here. */
  setIndexed(upTo: Position): void;
  /** Rows in (after, upTo], oldest first, that may match the filter. Stop iterating whenever you like. */
  scan(filter: SubjectFilter, after: Position, upTo: Position): Iterable<CommitRow>;
  /** Changes when another connection has committed. */
  dataVersion(): number;
}

export interface StoredRow extends CommitRow {
  /** Position of the stream's commit before it; 0 for its first. */
  readonly previous: Position;
}

export interface NewCommit {
  readonly position: Position;
  /** As in `StoredRow`. */
  readonly previous: Position;
  readonly append: PreparedAppend;
}

export interface HashedCommand {
  readonly hash: number;
  readonly position: Position;
}

/** A commit without what it says: where it belongs. */
export type RecentRow = Pick<StoredRow, 'position' | 'stream' | 'previous' | 'commandId'>;

/** Rows that go into one statement: most of what a small one takes is the way into SQLite and back. */
const atOnce = 16;
/** From so many on, one statement with `atOnce` places is the quicker one. */
const fewCommands = 3;

type Columns = [number, string, string | null, string, string, string];

/** What `setReturnArrays` makes of a row, and the types do not know. */
function cells<T extends readonly unknown[]>(row: unknown): T {
  return row as T;
}

function toRow(row: unknown): CommitRow {
  const [position, stream, commandId, time, events, meta] = cells<Columns>(row);
  return { position, stream, commandId: commandId ?? undefined, time, events, meta };
}

export function prepareStatements(database: DatabaseSync): Statements {
  function prepare(sql: string): StatementSync {
    const statement = database.prepare(sql);
    // Arrays instead of objects: a scan is mostly the making of rows.
    statement.setReturnArrays(true);
    return statement;
  }
  const begin = prepare('BEGIN IMMEDIATE');
  const end = prepare('COMMIT');
  const head = prepare('SELECT max(position) FROM commits');
  const insert = prepareMany(
    prepare,
    'INSERT INTO commits (position, stream, previous, command_id, time, events, meta) VALUES',
    7,
  );
  const commit = prepare(`SELECT ${columns}, previous FROM commits WHERE position = ?`);
  const indexed = prepare("SELECT value FROM log WHERE key = 'indexed'");
  const indexedVersion = prepare('SELECT position FROM heads WHERE stream = ?');
  const indexedCommand = prepare('SELECT hash, position FROM commands WHERE hash = ?');
  const indexedCommands = prepare(
    `SELECT hash, position FROM commands WHERE hash IN (${Array(atOnce).fill('?').join(', ')})`,
  );
  const recent = prepare(
    'SELECT position, stream, previous, command_id FROM commits WHERE position > ? ORDER BY position LIMIT ?',
  );
  const moveHeads = prepareMany(
    prepare,
    'INSERT INTO heads (stream, position) VALUES',
    2,
    'ON CONFLICT (stream) DO UPDATE SET position = max(position, excluded.position)',
  );
  const moveCommands = prepareMany(prepare, 'INSERT OR IGNORE INTO commands (hash, position) VALUES', 2);
  const setIndexed = prepare("UPDATE log SET value = ? WHERE key = 'indexed'");
  const dataVersion = prepare('PRAGMA data_version');
  const scans = new WeakMap<SubjectFilter, StatementSync>();

  /** The single value of a statement that yields one row; null (the maximum of nothing) counts as 0. */
  function single(row: unknown): number {
    return ((row as [number | null] | undefined)?.[0] ?? 0) as number;
  }

  function scanStatement(filter: SubjectFilter): StatementSync {
    const known = scans.get(filter);
    if (known) return known;
    const statement = prepare(
      `SELECT ${columns} FROM commits WHERE position > ? AND position <= ? ${condition(filter)} ORDER BY position`,
    );
    scans.set(filter, statement);
    return statement;
  }

  return {
    begin: () => void begin.run(),
    end: () => void end.run(),
    head: () => single(head.get()),
    commit: (position) => {
      const row = commit.get(position);
      return row && { ...toRow(row), previous: cells<[...Columns, previous: number]>(row)[6] };
    },
    insert: (commits) =>
      insert(
        commits.flatMap(({ position, previous, append: { stream, commandId, time, events, meta } }) => [
          position,
          stream,
          previous,
          commandId ?? null,
          time,
          events,
          meta,
        ]),
      ),
    indexed: () => Number(single(indexed.get())),
    indexedVersion: (name) => single(indexedVersion.get(name)),
    indexedCommands(hashes) {
      const rows =
        hashes.length <= fewCommands
          ? hashes.flatMap((hash) => indexedCommand.all(hash))
          : inGroups(hashes, atOnce).flatMap((group) => indexedCommands.all(...padded(group, atOnce)));
      return rows.map((row) => {
        const [hash, position] = cells<[number, number]>(row);
        return { hash, position };
      });
    },
    recent: (after, most = -1) =>
      recent.all(after, most).map((row) => {
        const [position, stream, previous, commandId] = cells<[number, string, number, string | null]>(row);
        return { position, stream, previous, commandId: commandId ?? undefined };
      }),
    moveHeads: (heads) => moveHeads(heads.flat()),
    moveCommands: (commands) => moveCommands(commands.flat()),
    setIndexed: (upTo) => void setIndexed.run(String(upTo)),
    *scan(filter, after, upTo) {
      const bounds = filter.prefixes.flatMap(({ text, exact }) => (exact ? [text] : [text, endOf(text)]));
      for (const row of scanStatement(filter).iterate(after, upTo, ...bounds)) yield toRow(row);
    },
    dataVersion: () => single(dataVersion.get()),
  };
}

type Cell = string | number | null;

/** Inserts rows, given cell after cell; `atOnce` of them in one statement as long as there are so many. */
function prepareMany(prepare: (sql: string) => StatementSync, insert: string, columns: number, conflict = '') {
  const row = `(${Array(columns).fill('?').join(', ')})`;
  const one = prepare(`${insert} ${row} ${conflict}`);
  const many = prepare(`${insert} ${Array(atOnce).fill(row).join(', ')} ${conflict}`);
  return (cellsOfAll: readonly Cell[]): void => {
    const together = columns * atOnce;
    let at = 0;
    for (; at + together <= cellsOfAll.length; at += together) many.run(...cellsOfAll.slice(at, at + together));
    for (; at < cellsOfAll.length; at += columns) one.run(...cellsOfAll.slice(at, at + columns));
  };
}

function inGroups<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size));
}

/** Null is equal to nothing. */
function padded(hashes: readonly number[], size: number): (number | null)[] {
  return [...hashes, ...Array<null>(size - hashes.length).fill(null)];
}

/** The part of a filter that SQL can decide. */
function condition(filter: SubjectFilter): string {
  if (filter.prefixes.length === 0) return '';
  const parts = filter.prefixes.map(({ exact }) => (exact ? 'stream = ?' : '(stream >= ? AND stream < ?)'));
  return `AND (${parts.join(' OR ')})`;
}

/** The smallest text that is greater than everything beginning with `prefix`, which is ASCII. */
function endOf(prefix: string): string {
  if (prefix === '') return '\u{10FFFF}';
  return prefix.slice(0, -1) + String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1);
}
