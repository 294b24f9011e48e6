/** Reading a whole log: as a subscriber that was there from the start, and afterwards at one go. */
import type { Commit, EventLog } from '../../src/index.ts';

/** Follows from the beginning in the background; the answer waits until the reader has seen `count` commits. */
export function followAll(log: EventLog, signal: AbortSignal): (count: number) => Promise<Commit[]> {
  const seen: Commit[] = [];
  const iterator = log.subscribe({}, signal)[Symbol.asyncIterator]();
  let failure: unknown;
  let goal = Number.POSITIVE_INFINITY;
  const done = (async () => {
    while (seen.length < goal) {
      const { value, done: over } = await iterator.next();
      if (over) return;
      if (value.kind === 'commit') seen.push(value.commit);
      else if (value.position >= goal) return;
    }
  })().catch((error: unknown) => (failure = error));
  return async (count) => {
    goal = count;
    // Wakes the reader in case it had seen everything before the goal was known.
    await log.append('ev.kill.end.1', [{ type: 'End', data: {} }]);
    await done;
    if (failure) throw failure;
    return seen.slice(0, count);
  };
}

export async function readAll(log: EventLog): Promise<Commit[]> {
  const commits: Commit[] = [];
  const stop = new AbortController();
  for await (const item of log.subscribe({}, stop.signal)) {
    if (item.kind === 'commit') commits.push(item.commit);
    else stop.abort();
  }
  return commits;
}
