import type { Commit, EventLog, Position } from '@tessera/event-log';

/** The commit at a position; undefined when the log does not reach so far. */
export async function readPosition(log: EventLog, position: Position): Promise<Commit | undefined> {
  if (position < 1 || position > (await log.head())) return undefined;
  const reading = new AbortController();
  try {
    for await (const item of log.subscribe({ after: position - 1 }, reading.signal)) {
      return item.kind === 'commit' && item.commit.position === position ? item.commit : undefined;
    }
    return undefined;
  } finally {
    reading.abort();
  }
}
