/** Events of a log that match, oldest first: to its present head, or for as long as one looks. */
import { decodeCursor, type Commit, type EventLog, type Position, type RecordedEvent } from '@tessera/event-log';
import { CliError } from '../errors/cli-error.ts';
import { createBreathing } from '../terminal/end-of-interest.ts';
import type { EventFilter } from './filter.ts';

export interface ReadEventsOptions {
  /** Exclusive. */
  readonly after: Position;
  readonly filter: EventFilter;
  /** Go on when the head is reached. */
  readonly follow: boolean;
}

export interface FoundEvent {
  readonly commit: Commit;
  readonly event: RecordedEvent;
}

/** Ends at the head there was when it began (unless it follows), at the filter's limit, and when the signal aborts. */
export async function* readEvents(
  log: EventLog,
  { after, filter, follow }: ReadEventsOptions,
  signal: AbortSignal,
): AsyncGenerator<FoundEvent, void, undefined> {
  const { subjects, limit, matches } = filter;
  const head = await log.head();
  if (!follow && after >= head) return;
  const breathe = createBreathing();
  let found = 0;
  for await (const item of log.subscribe({ after, ...(subjects ? { filter: subjects } : {}) }, signal)) {
    await breathe();
    if (signal.aborted) return;
    const reached = item.kind === 'progress' ? item.position : item.commit.position;
    if (item.kind === 'commit' && (follow || reached <= head)) {
      for (const event of item.commit.events) {
        if (!matches(item.commit, event)) continue;
        yield { commit: item.commit, event };
        if (++found === limit) return;
      }
    }
    if (!follow && reached >= head) return;
  }
}

/** A plain position, or a cursor as `--json` prints it, of this very log. */
export function positionOf(log: EventLog, after: string | undefined): Position {
  if (after === undefined) return 0;
  if (/^\d+$/.test(after)) return Number(after);
  const cursor = decodeCursor(after);
  if (!cursor) {
    throw new CliError('USAGE', `"${after}" is not a position`, {
      advice: 'Give a number, or a cursor as `tessera events tail --json` prints it.',
    });
  }
  if (cursor.epoch !== log.epoch) {
    throw new CliError('USAGE', `"${after}" is a position of another log`, {
      why: `its epoch is ${cursor.epoch}, this log's is ${log.epoch}: it was restored or replaced`,
      advice: 'Read from the beginning (leave it out).',
    });
  }
  return cursor.position;
}
