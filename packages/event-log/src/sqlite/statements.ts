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
  insert(position: Position, previous: Position, append: PreparedAppend): void;
  /** Up to where `indexedVersion` and `indexedCommand` know the commits. */
  indexed(): Position;
  /** 0 when there is none. */
  indexedVersion(stream: string): Position;
  /** Positions of the commits whose command has this hash: of any stream, hashes may coincide. */
  indexedCommands(hash: number): Position[];
  /** What is to be known of each commit after this position, oldest first. */
  recent(after: Position): RecentRow[];
  /** Makes the index complete up to `upTo`, from `after`, up to where it was; `commands` are those in between, by hash. */
  moveIntoIndex(after: Position, upTo: Position, commands: readonly HashedCommand[]): void;
  /** Rows in (after, upTo], oldest first, that may match the filter. Stop iterating whenever you like. */
  scan(filter: SubjectFilter, after: Position, upTo: Position): Iterable<CommitRow>;
  /** Changes when another connection has committed. */
  dataVersion(): number;
}

export interface StoredRow extends CommitRow {
  /** Position of the stream's commit before it; 0 for its first. */
  readonly previous: Position;
}

export interface HashedCommand {
  readonly hash: number;
  readonly position: Position;
}

/** A commit without what it says: where it belongs. */
export type RecentRow = Pick<StoredRow, 'position' | 'stream' | 'previous' | 'commandId'>;

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
  const insert = prepare(
    'INSERT INTO commits (position, stream, previous, command_id, time, events, meta) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const commit = prepare(`SELECT ${columns}, previous FROM commits WHERE position = ?`);
  const indexed = prepare("SELECT value FROM log WHERE key = 'indexed'");
  const indexedVersion = prepare('SELECT position FROM heads WHERE stream = ?');
  const indexedCommands = prepare('SELECT position FROM commands WHERE hash = ?');
  const recent = prepare(
    'SELECT position, stream, previous, command_id FROM commits WHERE position > ? ORDER BY position',
  );
  // In the order of the tables, so that each of their pages is visited once.
  const moveHeads = prepare(`
    INSERT INTO heads (stream, position)
    SELECT stream, max(position) FROM commits WHERE position > ? AND position <= ? GROUP BY stream
    ON CONFLICT (stream) DO UPDATE SET position = excluded.position`);
  const moveCommand = prepare('INSERT INTO commands (hash, position) VALUES (?, ?)');
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
    insert: (position, previous, { stream, commandId, time, events, meta }) => {
      insert.run(position, stream, previous, commandId ?? null, time, events, meta);
    },
    indexed: () => Number(single(indexed.get())),
    indexedVersion: (name) => single(indexedVersion.get(name)),
    // Nearly always there is none, and asking for one row is the cheaper question.
    indexedCommands: (hash) =>
      indexedCommands.get(hash) === undefined ? [] : indexedCommands.all(hash).map((row) => single(row)),
    recent: (after) =>
      recent.all(after).map((row) => {
        const [position, stream, previous, commandId] = cells<[number, string, number, string | null]>(row);
        return { position, stream, previous, commandId: commandId ?? undefined };
      }),
    moveIntoIndex(after, upTo, commands) {
      moveHeads.run(after, upTo);
      for (const { hash, position } of commands.toSorted((a, b) => a.hash - b.hash)) moveCommand.run(hash, position);
      setIndexed.run(String(upTo));
    },
    *scan(filter, after, upTo) {
      const bounds = filter.prefixes.flatMap(({ text, exact }) => (exact ? [text] : [text, endOf(text)]));
      for (const row of scanStatement(filter).iterate(after, upTo, ...bounds)) yield toRow(row);
    },
    dataVersion: () => single(dataVersion.get()),
  };
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
