/**
 * Group commit: every append of one event-loop turn goes into one transaction, so that one fsync serves them all.
 * Each append still has its own check for command id and expectation, inside the transaction, and its own answer.
 */
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import type { DatabaseSync } from 'node:sqlite';
import { findConflict } from '../commit/decide.ts';
import type { PreparedAppend } from '../commit/prepare.ts';
import { assembleCommit, decodeCommit, type CommitRow } from '../commit/row.ts';
import type { AppendResult, Position } from '../port.ts';
import { toLogError } from './failure.ts';
import type { LogFile } from './file.ts';
import { whileBusy } from './patience.ts';
import type { NewCommit } from './statements.ts';
import { hashOf } from './stream-index.ts';
import { damaged } from './stored-commit.ts';

export interface GroupCommitOptions {
  readonly file: LogFile;
  readonly path: string;
  readonly patienceMs: number;
  /** After each transaction that stored something. */
  onStored(): void;
}

export interface GroupCommit {
  append(append: PreparedAppend): Promise<AppendResult>;
  /** Resolves when every append handed over so far is answered. */
  idle(): Promise<void>;
}

/** Bounds how long one transaction holds the write lock and this event loop. */
const maxGroup = { appends: 2048, characters: 4 * 1024 * 1024 };
/** How long a process makes way between its groups once it has seen that it is not alone, and how long it remembers. */
const makeWayMs = 2;
const rememberMs = 100;

interface Waiting {
  readonly append: PreparedAppend;
  resolve(result: AppendResult): void;
  reject(error: unknown): void;
}

/** What an append came to; its commit is made only once the transaction is through. */
type Outcome =
  | { readonly stored: Position }
  /** The command had been recorded before, as this. */
  | { readonly earlier: CommitRow }
  | (AppendResult & { ok: false });

export function createGroupCommit({ file, path, patienceMs, onStored }: GroupCommitOptions): GroupCommit {
  const { database, statements, index } = file;
  let queue: Waiting[] = [];
  let running: Promise<void> | undefined;
  let contendedAt = Number.NEGATIVE_INFINITY;

  /** What becomes of each append, after those before it, and what is to be stored for that. */
  function decide(group: readonly PreparedAppend[]): { outcomes: Outcome[]; commits: NewCommit[] } {
    const before = index.upTo;
    const hashes = group.map(hashOf);
    const indexed = index.indexedCommands(hashes.filter((hash) => hash !== undefined));
    const commits: NewCommit[] = [];

    function recorded(position: Position): CommitRow {
      const ours = commits[position - before - 1];
      const row = ours === undefined ? statements.commit(position) : { ...ours.append, position };
      if (row === undefined) throw damaged(path, `commit ${position} is missing`);
      return row;
    }

    const outcomes = group.map((append, at): Outcome => {
      const { stream, commandId, expect } = append;
      const hash = hashes[at];
      if (hash !== undefined) {
        const candidates = [...index.recentCommands(hash), ...(indexed.get(hash) ?? [])];
        const earlier = candidates.map(recorded).find((row) => row.stream === stream && row.commandId === commandId);
        if (earlier) return { earlier };
      }
      const previous = index.version(stream);
      const conflict = findConflict(expect, previous);
      if (conflict) return conflict;
      const position = index.upTo + 1;
      commits.push({ position, previous, append });
      index.add({ stream, hash });
      return { stored: position };
    });
    return { outcomes, commits };
  }

  /** One transaction over as much of the queue as fits. Throws without having stored, or taken, anything. */
  function storeGroup(): void {
    file.assertInPlace();
    statements.begin();
    // Taken only now: what was appended while we waited for the lock comes along.
    const group = take(queue);
    queue = queue.slice(group.length);
    let outcomes: Outcome[];
    try {
      index.catchUp();
      const decided = decide(group.map(({ append }) => append));
      outcomes = decided.outcomes;
      statements.insert(decided.commits);
      const moved = index.move(group.length);
      statements.end();
      if (moved !== undefined) index.moved(moved);
    } catch (error) {
      rollback(database);
      index.forget();
      for (const { reject } of group) reject(toLogError(error, path));
      return;
    }
    group.forEach(({ append, resolve }, at) => resolve(toResult(append, outcomes[at]!)));
    if (outcomes.some((outcome) => 'stored' in outcome)) onStored();
  }

  async function run(): Promise<void> {
    while (queue.length > 0) {
      await turn();
      try {
        while (await whileBusy(index.approach, patienceMs)) await turn();
        await whileBusy(storeGroup, patienceMs, () => (contendedAt = performance.now()));
      } catch (error) {
        // Not even begun: nothing of what waits was stored.
        const refused = queue;
        queue = [];
        for (const { reject } of refused) reject(toLogError(error, path));
      }
      // Ours is not the only process that writes: without a pause, the others would hardly ever find the lock free.
      if (performance.now() - Math.max(contendedAt, index.othersAt) < rememberMs) await sleep(makeWayMs);
    }
    running = undefined;
  }

  return {
    append: (append) =>
      new Promise((resolve, reject) => {
        queue.push({ append, resolve, reject });
        running ??= run();
      }),
    idle: async () => running,
  };
}

function take(queue: readonly Waiting[]): Waiting[] {
  let characters = 0;
  const end = queue.findIndex(({ append }, at) => {
    characters += append.events.length + append.meta.length;
    return at > 0 && (at >= maxGroup.appends || characters > maxGroup.characters);
  });
  return queue.slice(0, end === -1 ? queue.length : end);
}

function rollback(database: DatabaseSync): void {
  // SQLite has already rolled back after some errors (disk full, I/O).
  if (database.isTransaction) database.exec('ROLLBACK');
}

function toResult(append: PreparedAppend, outcome: Outcome): AppendResult {
  if ('earlier' in outcome) return { ok: true, commit: decodeCommit(outcome.earlier), duplicate: true };
  if (!('stored' in outcome)) return outcome;
  const { stream, commandId, time, body } = append;
  return {
    ok: true,
    commit: assembleCommit({ position: outcome.stored, stream, commandId, time }, body),
    duplicate: false,
  };
}
