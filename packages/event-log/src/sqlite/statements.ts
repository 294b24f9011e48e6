/** The SQL, prepared once per connection. Everything here runs to its end within one call: no open cursors, no waiting. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { PreparedAppend } from '../commit/prepare.ts';
import type { CommitRow } from '../commit/row.ts';
import type { Position } from '../port.ts';
import type { SubjectFilter } from '../subject-pattern.ts';

const columns = 'position, stream, command_id, time, events, meta';

export interface Statements {
  head(): Position;
  /** Position of the stream's last commit; 0 when there is none. */
  version(stream: string): Position;
  byCommand(stream: string, commandId: string): CommitRow | undefined;
  insert(append: PreparedAppend): Position;
  stream(stream: string, after: Position, upTo: Position): CommitRow[];
  /** Rows in (after, upTo], oldest first, that may match the filter. Stop iterating whenever you like. */
  scan(filter: SubjectFilter, after: Position, upTo: Position): Iterable<CommitRow>;
  /** Changes when another connection has committed. */
  dataVersion(): number;
}

type Columns = [number, string, string | null, string, string, string];

function toRow(row: unknown): CommitRow {
  const [position, stream, commandId, time, events, meta] = row as Columns;
  return { position, stream, commandId: commandId ?? undefined, time, events, meta };
}

export function prepareStatements(database: DatabaseSync): Statements {
  function prepare(sql: string): StatementSync {
    const statement = database.prepare(sql);
    // Arrays instead of objects: a scan is mostly the making of rows.
    statement.setReturnArrays(true);
    return statement;
  }
  const head = prepare('SELECT max(position) FROM commits');
  const version = prepare('SELECT max(position) FROM commits WHERE stream = ?');
  const byCommand = prepare(`SELECT ${columns} FROM commits WHERE stream = ? AND command_id = ?`);
  const insert = prepare(
    'INSERT INTO commits (stream, command_id, time, events, meta) VALUES (?, ?, ?, ?, ?) RETURNING position',
  );
  const stream = prepare(
    `SELECT ${columns} FROM commits WHERE stream = ? AND position > ? AND position <= ? ORDER BY position`,
  );
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
    head: () => single(head.get()),
    version: (name) => single(version.get(name)),
    byCommand: (name, commandId) => {
      const row = byCommand.get(name, commandId);
      return row && toRow(row);
    },
    insert: (append) =>
      single(insert.get(append.stream, append.commandId ?? null, append.time, append.events, append.meta)),
    stream: (name, after, upTo) => stream.all(name, after, upTo).map(toRow),
    *scan(filter, after, upTo) {
      const bounds = filter.prefixes.flatMap(({ text, exact }) => (exact ? [text] : [text, endOf(text)]));
      for (const row of scanStatement(filter).iterate(after, upTo, ...bounds)) yield toRow(row);
    },
    dataVersion: () => single(dataVersion.get()),
  };
}

/**
 * The part of a filter that SQL can decide. The unary plus keeps SQLite on the positions: it must not fetch a whole
 * service's commits by name and sort them. An exact name is worth its index, whose entries are in position order.
 */
function condition(filter: SubjectFilter): string {
  if (filter.prefixes.length === 0) return '';
  const sole = filter.prefixes.length === 1;
  const parts = filter.prefixes.map(({ exact }) =>
    exact ? `${sole ? '' : '+'}stream = ?` : '(+stream >= ? AND +stream < ?)',
  );
  return `AND (${parts.join(' OR ')})`;
}

/** The smallest text that is greater than everything beginning with `prefix`, which is ASCII. */
function endOf(prefix: string): string {
  if (prefix === '') return '\u{10FFFF}';
  return prefix.slice(0, -1) + String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1);
}
