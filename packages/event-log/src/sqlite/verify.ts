/** A thorough look at a log file at rest or in use: what a backup or a suspicious disk is checked with. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { LogError } from '../errors.ts';
import { toLogError } from './failure.ts';
import { commandHash } from './command-hash.ts';

export interface SqliteLogReport {
  readonly path: string;
  readonly epoch: string;
  readonly commits: number;
  readonly events: number;
  readonly head: number;
  /** Empty: the file is sound. */
  readonly problems: readonly string[];
}

const checks: readonly (readonly [label: string, sql: string])[] = [
  [
    'positions are missing (first gap after %)',
    'SELECT position FROM commits c WHERE position < (SELECT max(position) FROM commits) AND NOT EXISTS (SELECT 1 FROM commits n WHERE n.position = c.position + 1) LIMIT 1',
  ],
  ['the first position is %, not 1', 'SELECT min(position) FROM commits HAVING min(position) <> 1'],
  [
    'events are not a JSON array of events at position %',
    "SELECT position FROM commits WHERE NOT json_valid(events) OR json_type(events) <> 'array' OR json_array_length(events) = 0 LIMIT 1",
  ],
  [
    'metadata is not a JSON object at position %',
    "SELECT position FROM commits WHERE NOT json_valid(meta) OR json_type(meta) <> 'object' LIMIT 1",
  ],
  [
    'the stream has a malformed name at position %',
    "SELECT position FROM commits WHERE stream NOT GLOB 'ev.?*.?*.?*' OR stream GLOB '*[^A-Za-z0-9_.-]*' LIMIT 1",
  ],
];

const indexed = "(SELECT CAST(value AS INTEGER) FROM log WHERE key = 'indexed')";

/** From format 2 on: how commits are found, see stream-index.ts. */
const indexChecks: typeof checks = [
  [
    'the commit at position % does not name the one before it in its stream',
    'SELECT position FROM (SELECT position, previous, lag(position, 1, 0) OVER (PARTITION BY stream ORDER BY position) AS real FROM commits) WHERE previous <> real ORDER BY position LIMIT 1',
  ],
  [
    'a command was recorded twice, again at position %',
    'SELECT max(position) FROM commits WHERE command_id IS NOT NULL GROUP BY stream, command_id HAVING count(*) > 1 LIMIT 1',
  ],
  [
    'the index does not lead to the commit at position %, the last of its stream',
    // It may lead beyond what is said to be indexed: to what is being moved.
    `SELECT c.position FROM (SELECT stream, max(position) AS position FROM commits WHERE position <= ${indexed} GROUP BY stream) c LEFT JOIN heads h USING (stream) LEFT JOIN commits led ON led.position = h.position AND led.stream = h.stream WHERE led.position IS NULL OR led.position < c.position LIMIT 1`,
  ],
  [
    'the index does not know the command at position %',
    `SELECT position FROM commits c WHERE command_id IS NOT NULL AND position <= ${indexed} AND NOT EXISTS (SELECT 1 FROM commands k WHERE k.hash = command_hash(c.stream, c.command_id) AND k.position = c.position) LIMIT 1`,
  ],
];

/** Reads the whole file; it may be in use. Throws `LOG_UNREACHABLE`, `LOG_NOT_A_LOG` or `LOG_CORRUPT` when it cannot be read at all. */
export function verifySqliteLog(file: string): SqliteLogReport {
  const path = resolve(file);
  if (!existsSync(path)) throw new LogError('LOG_UNREACHABLE', `There is no event log at ${path}.`, { path });
  let database: DatabaseSync | undefined;
  try {
    const opened = (database = new DatabaseSync(path, { readOnly: true, timeout: 5000 }));
    opened.function('command_hash', (stream, commandId) => commandHash(String(stream), String(commandId)));
    const single = (sql: string): unknown => Object.values(opened.prepare(sql).get() ?? {})[0];
    const integrity = opened
      .prepare('PRAGMA integrity_check')
      .all()
      .map((row) => String(row.integrity_check));
    const problems = integrity.filter((line) => line !== 'ok');
    if (problems.length === 0) {
      const format = Number(single('PRAGMA user_version'));
      for (const [label, sql] of format < 2 ? checks : [...checks, ...indexChecks]) {
        const at = single(sql);
        if (at !== undefined) problems.push(label.replace('%', String(at)));
      }
    }
    return {
      path,
      epoch: String(single("SELECT value FROM log WHERE key = 'epoch'")),
      commits: Number(single('SELECT count(*) FROM commits')),
      events:
        problems.length > 0 ? 0 : Number(single('SELECT coalesce(sum(json_array_length(events)), 0) FROM commits')),
      head: Number(single('SELECT coalesce(max(position), 0) FROM commits')),
      problems,
    };
  } catch (error) {
    throw toLogError(error, path);
  } finally {
    database?.close();
  }
}
