/**
 * The log in memory: for tests, the virtual platform and anything that runs in a page. Isomorphic. Values are cloned
 * through JSON on the way in and out, so that what works here works on the engines that store.
 */
import { findConflict } from '../commit/decide.ts';
import { checkAfter, prepareAppend, type PreparedAppend } from '../commit/prepare.ts';
import { createSystemClock } from '../commit/system-clock.ts';
import { assembleCommit, decodeCommit, type CommitRow } from '../commit/row.ts';
import { newEpoch } from '../epoch.ts';
import { LogError } from '../errors.ts';
import type { AppendResult, EventLog, Position } from '../port.ts';
import { assertStreamName } from '../stream-name.ts';
import type { SubjectFilter } from '../subject-pattern.ts';
import { createChanges } from '../subscription/changes.ts';
import { follow, type Scanned } from '../subscription/follow.ts';

export interface MemoryLogOptions {
  /** @default random */
  readonly epoch?: string;
  /** The clock for commits' `time`, ISO 8601. @default the system's */
  readonly now?: () => string;
}

/** Commits looked at by one step of a catch-up. */
const scanWindow = 512;

interface MemoryStream {
  readonly rows: CommitRow[];
  readonly byCommand: Map<string, CommitRow>;
}

export function createMemoryLog(options: MemoryLogOptions = {}): EventLog {
  const epoch = options.epoch ?? newEpoch();
  const now = options.now ?? createSystemClock();
  const rows: CommitRow[] = [];
  const streams = new Map<string, MemoryStream>();
  const changes = createChanges();

  function assertOpen(): void {
    if (changes.ended) throw new LogError('LOG_CLOSED', 'This memory log was closed; create a new one.');
  }

  function store(append: PreparedAppend): AppendResult {
    const stream = streams.get(append.stream) ?? { rows: [], byCommand: new Map<string, CommitRow>() };
    const earlier = append.commandId === undefined ? undefined : stream.byCommand.get(append.commandId);
    if (earlier) return { ok: true, commit: decodeCommit(earlier), duplicate: true };
    const conflict = findConflict(append.expect, stream.rows.at(-1)?.position ?? 0);
    if (conflict) return conflict;

    const { expect: _, body, ...fields } = append;
    const row: CommitRow = { ...fields, position: rows.length + 1 };
    rows.push(row);
    stream.rows.push(row);
    if (row.commandId !== undefined) stream.byCommand.set(row.commandId, row);
    streams.set(row.stream, stream);
    changes.announce();
    return { ok: true, commit: assembleCommit(row, body), duplicate: false };
  }

  async function scan(after: Position, filter: SubjectFilter): Promise<Scanned> {
    const upTo = Math.min(after + scanWindow, rows.length);
    const commits = rows
      .slice(after, upTo)
      .filter((row) => filter.matches(row.stream))
      .map(decodeCommit);
    return { commits, upTo, reachedHead: upTo === rows.length };
  }

  return {
    epoch,
    async append(stream, events, appendOptions = {}) {
      assertOpen();
      return store(prepareAppend(stream, events, appendOptions, now));
    },
    async read(stream, { after } = {}) {
      assertOpen();
      assertStreamName(stream);
      const from = checkAfter(after);
      const found = streams.get(stream)?.rows ?? [];
      return {
        version: found.at(-1)?.position ?? 0,
        commits: found.filter(({ position }) => position > from).map(decodeCommit),
      };
    },
    async findCommand(stream, commandId) {
      assertOpen();
      assertStreamName(stream);
      const row = streams.get(stream)?.byCommand.get(commandId);
      return row && decodeCommit(row);
    },
    subscribe(subscribeOptions, signal) {
      assertOpen();
      return follow({ changes, scan }, subscribeOptions, signal);
    },
    async head() {
      assertOpen();
      return rows.length;
    },
    async close() {
      changes.end();
    },
  };
}
