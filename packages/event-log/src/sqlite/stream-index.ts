/**
 * Where a stream's last commit is, and where a command's: looked up for every append, written seldom.
 *
 * Entries of an ordinary index lie wherever their stream's name sorts, so that each commit would rewrite, and sync, two
 * more pages than its own. Here the newest commits' entries are kept in memory, by each process for itself, and moved into
 * the tables `heads` and `commands` some thousands at a time, inside the append that makes them too many. `log.indexed`
 * is the position up to which the tables are complete; whoever opens the file reads the few commits after it.
 */
import type { Position } from '../port.ts';
import { commandHash } from './command-hash.ts';
import { assertNext, damaged } from './stored-commit.ts';
import type { HashedCommand, RecentRow, Statements } from './statements.ts';

/** A page of the tables is then written for many entries at once, and moving them takes some 20 ms. */
export const defaultMaxRecent = 8192;

export interface StreamIndex {
  /** Position of the newest commit that is known here. */
  readonly upTo: Position;
  /** When another process's commits were last seen here, by `performance.now()`; -Infinity: never. */
  readonly othersAt: number;
  /** Learns what any process has committed meanwhile. Before the first look-up of a transaction or a read. */
  catchUp(): void;
  /** Position of the stream's last commit; 0 when there is none. */
  version(stream: string): Position;
  /** Position of the commit with this command id; undefined when there is none. */
  commandAt(stream: string, commandId: string): Position | undefined;
  /** The same for each of these, asked together, among what is in the tables only. */
  indexedCommandsAt(commands: readonly Command[]): (Position | undefined)[];
  /** The same, among the newest commits only. */
  recentCommandAt(command: Command): Position | undefined;
  /** The commit at `upTo + 1`, in the transaction that stores it. */
  add(entry: Omit<RecentRow, 'position'>): void;
  /** The transaction that stored everything after this position came to nothing. */
  takeBack(to: Position): void;
  /** Moves the entries into the tables when they have become too many, in the caller's transaction; `moved` when it is through. */
  move(): Position | undefined;
  moved(upTo: Position): void;
}

/** Without an id there is nothing to be found. */
export type Command = Pick<RecentRow, 'stream' | 'commandId'>;

/**
 * `maxRecent` is how many commits' entries wait in memory. Methods throw `LOG_CORRUPT` when a commit is missing; `path` is
 * the file's, for that error.
 */
export function createStreamIndex(statements: Statements, path: string, maxRecent = defaultMaxRecent): StreamIndex {
  /** The commits after `indexed`, without a gap. */
  let recent: RecentRow[] = [];
  let indexed = statements.indexed();
  let known = Number.NaN;
  let othersAt = Number.NEGATIVE_INFINITY;
  const heads = new Map<string, Position>();
  const commands = new Map<string, Position>();
  const upTo = () => indexed + recent.length;

  function add(row: RecentRow): void {
    recent.push(row);
    heads.set(row.stream, row.position);
    if (row.commandId !== undefined) commands.set(commandKey(row.stream, row.commandId), row.position);
  }

  function recentCommandAt({ stream, commandId }: Command): Position | undefined {
    return commandId === undefined ? undefined : commands.get(commandKey(stream, commandId));
  }

  function indexedCommandsAt(asked: readonly Command[]): (Position | undefined)[] {
    const hashes = asked.map(({ stream, commandId }) =>
      commandId === undefined ? undefined : commandHash(stream, commandId),
    );
    const found = statements.indexedCommands(hashes.filter((hash) => hash !== undefined));
    // As good as always.
    if (found.length === 0) return [];
    return asked.map(({ stream, commandId }, at) => {
      const isIt = (position: Position) => {
        const row = statements.commit(position);
        if (row === undefined) throw damaged(path, `commit ${position} is missing`);
        return row.stream === stream && row.commandId === commandId;
      };
      return found.find(({ hash, position }) => hash === hashes[at] && isIt(position))?.position;
    });
  }

  /** The tables are complete up to this position; what may come after it is to be read again. */
  function restart(from: Position): void {
    recent = [];
    heads.clear();
    commands.clear();
    indexed = from;
  }

  return {
    get upTo() {
      return upTo();
    },
    get othersAt() {
      return othersAt;
    },
    catchUp() {
      const version = statements.dataVersion();
      if (version === known) return;
      const complete = statements.indexed();
      if (complete !== indexed) restart(complete);
      for (const row of statements.recent(upTo())) {
        assertNext(row, upTo(), path);
        add(row);
      }
      if (!Number.isNaN(known)) othersAt = performance.now();
      known = version;
    },
    version: (stream) => heads.get(stream) ?? statements.indexedVersion(stream),
    commandAt(stream, commandId) {
      const command = { stream, commandId };
      return recentCommandAt(command) ?? indexedCommandsAt([command])[0];
    },
    indexedCommandsAt,
    recentCommandAt,
    add: (entry) => add({ ...entry, position: upTo() + 1 }),
    takeBack(to) {
      while (upTo() > to) {
        const { stream, previous, commandId } = recent.pop()!;
        if (previous > indexed) heads.set(stream, previous);
        else heads.delete(stream);
        if (commandId !== undefined) commands.delete(commandKey(stream, commandId));
      }
    },
    move() {
      if (recent.length < maxRecent) return undefined;
      statements.moveIntoIndex(upTo(), heads, hashed(recent));
      return upTo();
    },
    moved: restart,
  };
}

/** The commands of these commits, as the table keeps them. */
export function hashed(rows: readonly RecentRow[]): HashedCommand[] {
  return rows.flatMap(({ position, stream, commandId }) =>
    commandId === undefined ? [] : [{ hash: commandHash(stream, commandId), position }],
  );
}

/** Neither part has a space in it. */
function commandKey(stream: string, commandId: string): string {
  return `${stream} ${commandId}`;
}
