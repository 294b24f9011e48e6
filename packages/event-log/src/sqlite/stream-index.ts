/**
 * Where a stream's last commit is, and where a command's: looked up for every append, written seldom.
 *
 * Entries of an ordinary index lie wherever their stream's name sorts, so that each commit would rewrite, and sync, two
 * more pages than its own. Here the newest commits' entries are kept in memory, by each process for itself. When they have
 * become many they are set aside and moved into the tables `heads` and `commands`, a slice with each append and in the
 * tables' order, so that a page is written once for many entries and no append waits for all of them. `log.indexed` is the
 * position up to which the tables are complete; beyond it they may hold what has been moved already. Whoever opens the file
 * reads the commits after it. Moving is repeatable: a slice that is moved twice, by whomever, is the same as once.
 */
import type { Position } from '../port.ts';
import { commandHash } from './command-hash.ts';
import { assertNext, damaged } from './stored-commit.ts';
import type { RecentRow, Statements } from './statements.ts';

/** The more, the more entries a page is written for; reading them again takes whoever opens the file some 50 ms. */
export const defaultMaxRecent = 32_768;
/** How many commits are read at a time before the event loop turns: so many of what a full index holds, 2,048. */
const readParts = 16;
/** How many entries an append moves: so many of a full index, and enough to be through before as many have come again. */
const slice = { parts: 64, perAppend: 2 };

export interface StreamIndex {
  /** Position of the newest commit that is known here. */
  readonly upTo: Position;
  /** When another process's commits were last seen here, by `performance.now()`; -Infinity: never. */
  readonly othersAt: number;
  /**
   * Learns some of what is unknown here; true: there may be more. Whoever is about to look something up calls it until it is
   * false, with a turn of the event loop in between: what is left for `catchUp` then is little, however much was committed.
   */
  approach(): boolean;
  /** Learns what any process has committed meanwhile. Before the first look-up of a transaction or a read. */
  catchUp(): void;
  /** Position of the stream's last commit; 0 when there is none. */
  version(stream: string): Position;
  /** Position of the commit with this command id; undefined when there is none. */
  commandAt(stream: string, commandId: string): Position | undefined;
  /** Commits whose command has one of these hashes (`commandHash`), by hash, among what is in the tables. */
  indexedCommands(hashes: readonly number[]): ReadonlyMap<number, readonly Position[]>;
  /** The same for one hash, among the newest commits. Hashes may coincide: the commit itself says whose it is. */
  recentCommands(hash: number): readonly Position[];
  /** The commit at `upTo + 1`, in the transaction that stores it. */
  add(entry: NewEntry): void;
  /** The transaction since the last `catchUp` came to nothing: the next one reads the newest commits again. */
  forget(): void;
  /** Moves a slice of what is set aside, in the caller's transaction of so many appends; `moved` when that is through. */
  move(appends: number): Slice | undefined;
  moved(slice: Slice): void;
}

export interface NewEntry {
  readonly stream: string;
  /** `commandHash`; undefined for a commit without a command id. */
  readonly hash: number | undefined;
}

/** How far the move has come with it. */
export interface Slice {
  readonly heads: number;
  readonly commands: number;
  /** Nothing is left to move. */
  readonly complete: boolean;
}

/** The entries of commits that follow each other, up to a position. */
interface Entries {
  upTo: Position;
  readonly heads: Map<string, Position>;
  /** By hash; several only where hashes coincide. */
  readonly commands: Map<number, Position | readonly Position[]>;
}

/** Entries that are being moved, in the order of the tables. */
interface SetAside extends Entries {
  readonly streams: readonly string[];
  readonly hashes: Float64Array;
  /** Moved already. */
  done: Slice;
}

const nowhere: readonly Position[] = [];

/**
 * `maxRecent` is from how many commits on their entries are moved. Methods throw `LOG_CORRUPT` when a commit is missing;
 * `path` is the file's, for that error.
 */
export function createStreamIndex(statements: Statements, path: string, maxRecent = defaultMaxRecent): StreamIndex {
  let indexed = statements.indexed();
  let aside: SetAside | undefined;
  let recent = noEntries(indexed);
  let known = Number.NaN;
  let othersAt = Number.NEGATIVE_INFINITY;

  function add({ stream, hash }: NewEntry): void {
    const position = ++recent.upTo;
    recent.heads.set(stream, position);
    if (hash === undefined) return;
    const same = recent.commands.get(hash);
    recent.commands.set(hash, same === undefined ? position : [...positions(same), position]);
  }

  function recentCommands(hash: number): readonly Position[] {
    const newest = recent.commands.get(hash);
    const older = aside?.commands.get(hash);
    return newest === undefined && older === undefined ? nowhere : [...positions(older), ...positions(newest)];
  }

  function indexedCommands(hashes: readonly number[]): Map<number, Position[]> {
    const found = new Map<number, Position[]>();
    for (const { hash, position } of statements.indexedCommands(hashes)) {
      found.set(hash, [...(found.get(hash) ?? []), position]);
    }
    return found;
  }

  function isCommandAt(position: Position, stream: string, commandId: string): boolean {
    const row = statements.commit(position);
    if (row === undefined) throw damaged(path, `commit ${position} is missing`);
    return row.stream === stream && row.commandId === commandId;
  }

  /** The tables are complete up to this position; what may come after it is to be read again. */
  function restart(from: Position): void {
    indexed = from;
    aside = undefined;
    recent = noEntries(from);
  }

  /** Another process has moved entries: what is in the tables now need not be held here. */
  function followIndexed(): void {
    const complete = statements.indexed();
    if (complete !== indexed) restart(complete);
  }

  /** Answers how many commits it has read. */
  function readRecent(most?: number): number {
    const rows = statements.recent(recent.upTo, most);
    for (const row of rows) {
      assertNext(row, recent.upTo, path);
      add({ ...row, hash: hashOf(row) });
    }
    return rows.length;
  }

  function setAside(): SetAside {
    const { heads, commands, upTo } = recent;
    recent = noEntries(upTo);
    return {
      ...{ heads, commands, upTo },
      streams: [...heads.keys()].sort(),
      hashes: Float64Array.from(commands.keys()).sort(),
      done: { heads: 0, commands: 0, complete: false },
    };
  }

  return {
    get upTo() {
      return recent.upTo;
    },
    get othersAt() {
      return othersAt;
    },
    approach() {
      if (statements.dataVersion() === known) return false;
      followIndexed();
      const most = Math.ceil(maxRecent / readParts);
      return readRecent(most) === most;
    },
    catchUp() {
      const version = statements.dataVersion();
      if (version === known) return;
      followIndexed();
      readRecent();
      if (!Number.isNaN(known)) othersAt = performance.now();
      known = version;
    },
    version: (stream) => recent.heads.get(stream) ?? aside?.heads.get(stream) ?? statements.indexedVersion(stream),
    commandAt(stream, commandId) {
      const hash = commandHash(stream, commandId);
      const candidates = [...recentCommands(hash), ...(indexedCommands([hash]).get(hash) ?? nowhere)];
      return candidates.find((position) => isCommandAt(position, stream, commandId));
    },
    indexedCommands,
    recentCommands,
    add,
    forget() {
      restart(indexed);
      known = Number.NaN;
    },
    move(appends) {
      if (aside === undefined && recent.upTo - indexed < maxRecent) return undefined;
      aside ??= setAside();
      const { streams, hashes, heads, commands, done } = aside;
      const most = Math.max(Math.ceil(maxRecent / slice.parts), slice.perAppend * appends);
      const slicedHeads = streams.slice(done.heads, done.heads + most);
      const slicedCommands = Array.from(hashes.subarray(done.commands, done.commands + most));
      statements.moveHeads(slicedHeads.map((stream) => [stream, heads.get(stream)!]));
      statements.moveCommands(
        slicedCommands.flatMap((hash) => positions(commands.get(hash)).map((at) => [hash, at] as const)),
      );
      const moved = { heads: done.heads + slicedHeads.length, commands: done.commands + slicedCommands.length };
      const complete = moved.heads === streams.length && moved.commands === hashes.length;
      if (complete) statements.setIndexed(aside.upTo);
      return { ...moved, complete };
    },
    moved(done) {
      if (aside === undefined) return;
      aside.done = done;
      if (!done.complete) return;
      indexed = aside.upTo;
      aside = undefined;
    },
  };
}

function noEntries(upTo: Position): Entries {
  return { upTo, heads: new Map(), commands: new Map() };
}

function positions(of: Position | readonly Position[] | undefined): readonly Position[] {
  if (of === undefined) return nowhere;
  return typeof of === 'number' ? [of] : of;
}

/** Undefined for a commit without a command id. */
export function hashOf({ stream, commandId }: Pick<RecentRow, 'stream' | 'commandId'>): number | undefined {
  return commandId === undefined ? undefined : commandHash(stream, commandId);
}
