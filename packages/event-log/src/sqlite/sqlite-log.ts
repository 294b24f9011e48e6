/**
 * The log in one SQLite file, shared by any number of processes of one machine.
 *
 * Invariants: acknowledged means synced (`synchronous=FULL`); a position is assigned under SQLite's one write lock, so
 * the order of positions is the order in which commits become visible; the engine never waits inside SQLite.
 */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { checkAfter, prepareAppend } from '../commit/prepare.ts';
import { createSystemClock } from '../commit/system-clock.ts';
import { newEpoch } from '../epoch.ts';
import { LogError } from '../errors.ts';
import type { Commit, EventLog, Position } from '../port.ts';
import { assertStreamName } from '../stream-name.ts';
import type { SubjectFilter } from '../subject-pattern.ts';
import { createChanges } from '../subscription/changes.ts';
import { follow, type Scanned } from '../subscription/follow.ts';
import { toLogError } from './failure.ts';
import { openLogFile } from './file.ts';
import { createGroupCommit } from './group-commit.ts';
import { whileBusy } from './patience.ts';
import { readStream } from './read-stream.ts';
import { assertNext, storedCommit } from './stored-commit.ts';
import { createWatch } from './watch.ts';

export interface SqliteLogOptions {
  /** The file; created, with its folder, when it does not exist. */
  readonly path: string;
  /** The clock for commits' `time`, ISO 8601. @default the system's */
  readonly now?: () => string;
  /** Identity of a log that is created now; an existing file keeps its own. @default random */
  readonly epoch?: string;
  /** How long other processes may keep the file locked before a call fails with `LOG_BUSY`. @default 10000 */
  readonly patienceMs?: number;
  /** How many commits' index entries this process keeps in memory before it begins to write them. @default 32768 */
  readonly maxRecent?: number;
  /** False: a file that does not exist is not made, but `LOG_ABSENT`. @default true */
  readonly create?: boolean;
}

/** Bounds of one step of a catch-up: positions looked at, and characters of the commits it holds in memory. */
const scanWindow = { positions: 4096, commits: 64, characters: 128 * 1024 };

/** Opens the file, creating it if need be; safe when several processes do so at once. */
export async function openSqliteLog(options: SqliteLogOptions): Promise<EventLog> {
  const { now = createSystemClock(), patienceMs = 10_000 } = options;
  const path = resolve(options.path);
  if (options.create === false && !existsSync(path)) {
    throw new LogError('LOG_ABSENT', `There is no event log at ${path}. Check the path; nothing was made.`, { path });
  }
  const file = await openLogFile({
    path,
    patienceMs,
    epoch: options.epoch ?? newEpoch(),
    maxRecent: options.maxRecent,
  });
  const { statements, index } = file;
  const watch = createWatch({ path, dataVersion: statements.dataVersion, changes: () => changes });
  const changes = createChanges({ onWaiting: watch.start, onIdle: watch.stop });
  const group = createGroupCommit({ file, path, patienceMs, onStored: changes.announce });
  let closing: Promise<void> | undefined;

  function assertOpen(): void {
    if (closing) throw new LogError('LOG_CLOSED', `The event log ${path} was closed by this process.`, { path });
  }

  async function reading<T>(attempt: () => T): Promise<T> {
    try {
      return await whileBusy(() => {
        assertOpen();
        return attempt();
      }, patienceMs);
    } catch (error) {
      throw toLogError(error, path);
    }
  }

  /** With all that any process has committed. */
  async function lookingUp<T>(attempt: () => T): Promise<T> {
    while (await reading(index.approach)) await turn();
    return reading(() => {
      index.catchUp();
      return attempt();
    });
  }

  function scan(after: Position, filter: SubjectFilter): Promise<Scanned> {
    return reading(() => {
      const head = statements.head();
      const upTo = Math.min(after + scanWindow.positions, head);
      const commits: Commit[] = [];
      let characters = 0;
      if (upTo <= after) return { commits, upTo: head, reachedHead: true };
      const everything = filter.patterns.length === 0;
      let before = after;
      for (const row of statements.scan(filter, after, upTo)) {
        if (everything) assertNext(row, before, path);
        before = row.position;
        if (!filter.matches(row.stream)) continue;
        commits.push(storedCommit(row, path));
        characters += row.events.length;
        if (commits.length < scanWindow.commits && characters < scanWindow.characters) continue;
        return { commits, upTo: row.position, reachedHead: row.position === head };
      }
      return { commits, upTo, reachedHead: upTo === head };
    });
  }

  return {
    epoch: file.epoch,
    async append(stream, events, appendOptions = {}) {
      assertOpen();
      return group.append(prepareAppend(stream, events, appendOptions, now));
    },
    async read(stream, { after } = {}) {
      assertStreamName(stream);
      const from = checkAfter(after);
      return lookingUp(() => {
        const version = index.version(stream);
        return { version, commits: readStream(statements, { stream, version, after: from, path }) };
      });
    },
    async findCommand(stream, commandId) {
      assertStreamName(stream);
      const row = await lookingUp(() => {
        const at = index.commandAt(stream, commandId);
        return at === undefined ? undefined : statements.commit(at);
      });
      return row && storedCommit(row, path);
    },
    subscribe(subscribeOptions, signal) {
      assertOpen();
      return follow({ changes, scan }, subscribeOptions, signal);
    },
    head: () => reading(() => statements.head()),
    close() {
      closing ??= (async () => {
        changes.end();
        watch.close();
        await group.idle();
        file.database.close();
      })();
      return closing;
    },
  };
}
