/** Reading one stream: backwards by the positions its commits name; forwards through the log where they do not. */
import type { Commit, Position } from '../port.ts';
import { compileFilter } from '../subject-pattern.ts';
import { toCommit, type StoredMessage } from './message.ts';
import { previousOf } from './previous.ts';
import type { Reading } from './reading.ts';
import { StaleAnswerError } from './stale-answer.ts';

export interface StreamAsOf {
  readonly version: Position;
  /** Those after the position asked for, oldest first. */
  readonly commits: readonly Commit[];
}

/** Beyond so many steps back, one look through the log is cheaper. */
const maxSteps = 24;

/** The stream as its leader knows it now; a commit that arrives meanwhile is not part of it. */
export async function readStream(
  reading: Reading,
  stream: string,
  after: Position,
  prefix: string,
): Promise<StreamAsOf> {
  const last = await reading.last(stream);
  const version = last?.seq ?? 0;
  if (!last || version <= after) return { version, commits: [] };

  const newestFirst: StoredMessage[] = [last];
  for (let step = 0; step < maxSteps; step++) {
    const previous = previousOf(newestFirst.at(-1)!);
    if (!previous) break;
    const wanted = previous.filter((position) => position > after);
    const found = await Promise.all(wanted.map((position) => reading.message(position)));
    const present = found.filter((message) => message !== undefined);
    // A commit that is named exists; a server that does not have it is behind.
    if (present.length < wanted.length)
      throw new StaleAnswerError(`a commit before ${version} of ${stream} is missing`);
    newestFirst.push(...present);
    // All that was named is here, and it names the beginning, or reaches back to where the caller stands.
    if (wanted.length === 0 || wanted.length < previous.length)
      return { version, commits: toCommits(newestFirst, prefix) };
  }
  const rest = await scanAll(reading, stream, after, newestFirst.at(-1)!.seq - 1);
  return { version, commits: [...rest, ...toCommits(newestFirst, prefix)] };
}

function toCommits(newestFirst: readonly StoredMessage[], prefix: string): Commit[] {
  return newestFirst.toReversed().map((message) => toCommit(message, prefix));
}

async function scanAll(reading: Reading, stream: string, after: Position, upTo: Position): Promise<Commit[]> {
  const filter = compileFilter([stream]);
  const commits: Commit[] = [];
  for (let position = after; position < upTo;) {
    const found = await reading.scan(filter, position, upTo);
    commits.push(...found.commits);
    position = found.upTo;
  }
  return commits;
}
