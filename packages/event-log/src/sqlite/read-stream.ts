/** A stream's commits, found from its last one backwards: each names the one before it. */
import type { Commit, Position } from '../port.ts';
import type { Statements } from './statements.ts';
import { damaged, storedCommit } from './stored-commit.ts';

/** Those in (after, version], oldest first; `version` is the position of the last one, 0 for none. Throws `LOG_CORRUPT`. */
export function readStream(
  statements: Statements,
  { stream, version, after, path }: { stream: string; version: Position; after: Position; path: string },
): Commit[] {
  const commits: Commit[] = [];
  for (let at = version; at > after;) {
    const row = statements.commit(at);
    if (row === undefined) throw damaged(path, `commit ${at} is missing`);
    if (row.stream !== stream || row.previous >= at) throw damaged(path, `commit ${at} is not one of ${stream}`);
    commits.push(storedCommit(row, path));
    at = row.previous;
  }
  return commits.reverse();
}
