/**
 * Catch-up, then live, for engines that can scan their log from a position.
 *
 * There is one code path for both: scan after the last position seen, yield, wait for a change, scan again. Hence no
 * seam between catch-up and live where a commit could slip through, and no buffer that a slow consumer could fill: it
 * falls behind in the log and reads on from there.
 */
import type { Commit, LogItem, Position, SubscribeOptions } from '../port.ts';
import { checkAfter } from '../commit/prepare.ts';
import { isLogError } from '../errors.ts';
import { compileFilter, type SubjectFilter } from '../subject-pattern.ts';
import type { Changes } from './changes.ts';

/** What a scan found after a position. */
export interface Scanned {
  /** Those that match, oldest first. */
  readonly commits: readonly Commit[];
  /** Everything up to here was looked at. */
  readonly upTo: Position;
  /** True when the log had nothing more at that moment. */
  readonly reachedHead: boolean;
}

export interface ScannableLog {
  readonly changes: Changes;
  /** Looks at a bounded part of the log after `after`, so that a long catch-up never holds the event loop. */
  scan(after: Position, filter: SubjectFilter, signal: AbortSignal): Promise<Scanned>;
}

/** Arguments are checked at once, not at the first `next()`. */
export function follow(log: ScannableLog, options: SubscribeOptions, signal: AbortSignal): AsyncIterable<LogItem> {
  const after = checkAfter(options.after);
  const filter = compileFilter(options.filter);
  return { [Symbol.asyncIterator]: () => items(log, after, filter, signal) };
}

async function* items(
  log: ScannableLog,
  after: Position,
  filter: SubjectFilter,
  signal: AbortSignal,
): AsyncGenerator<LogItem, void, undefined> {
  let position = after;
  let announced = -1;
  while (!signal.aborted && !log.changes.ended) {
    const seen = log.changes.count;
    const scanned = await scanUnlessClosed(log, position, filter, signal);
    if (!scanned) return;
    const { commits, upTo, reachedHead } = scanned;
    for (const commit of commits) {
      if (signal.aborted) return;
      yield { kind: 'commit', commit };
    }
    position = Math.max(position, upTo);
    if (!reachedHead) continue;
    // A reader that asked for more than the log holds is told nothing until the log gets there.
    if (upTo >= position && position > announced && !signal.aborted) {
      announced = position;
      yield { kind: 'progress', position };
    }
    await log.changes.wait(seen, signal);
  }
}

/** Closing the log ends its subscriptions, as abort does; neither is a failure of theirs. */
async function scanUnlessClosed(
  log: ScannableLog,
  position: Position,
  filter: SubjectFilter,
  signal: AbortSignal,
): Promise<Scanned | undefined> {
  try {
    return await log.scan(position, filter, signal);
  } catch (error) {
    if (signal.aborted) return undefined;
    if (log.changes.ended && isLogError(error, 'LOG_CLOSED')) return undefined;
    throw error;
  }
}
