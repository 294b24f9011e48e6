/** Writing what has happened: commits that policies leave alone. */
import type { Commit, EventLog, Position } from '@tessera/event-log';
import type { CheckedEvent } from './check-events.ts';

const mark = 'virtual-history:';

/** Whether a commit is history: folded, never reacted to. */
export function isHistory(commit: Commit): boolean {
  return commit.meta.causationId?.startsWith(mark) === true;
}

export interface RecordOptions {
  readonly cause: string;
  /** @default true */
  readonly history?: boolean;
}

/** Resolves with the last position. */
export async function recordEvents(
  log: EventLog,
  events: readonly CheckedEvent[],
  { cause, history = true }: RecordOptions,
): Promise<Position> {
  let position = 0;
  for (const { stream, event, time } of events) {
    const result = await log.append(stream, [event], {
      meta: { causationId: `${history ? mark : 'virtual-scenario:'}${cause}` },
      ...(time === undefined ? {} : { time }),
    });
    if (result.ok) ({ position } = result.commit);
  }
  return position;
}
