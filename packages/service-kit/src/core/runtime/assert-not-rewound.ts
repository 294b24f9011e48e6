/**
 * Documents that were folded further than the log reaches: the log was put back from an older copy of itself, epoch and all, and
 * what it records from now on has positions that readers know for other commits. Nothing could tell the two apart, so nothing is served.
 */
import { LogError, type EventLog, type Position } from '@tessera/event-log';
import { pause } from '../policy/pause.ts';

/** A cluster's new leader may still be taking in what was acknowledged before. Milliseconds. */
const [patienceMs, lookMs] = [5_000, 100];

/**
 * @param folded the furthest position that documents stand for
 * @returns the log's head
 * @throws LogError `LOG_REWOUND`
 */
export async function assertNotRewound(log: EventLog, service: string, folded: Position): Promise<Position> {
  let head = await log.head();
  for (const deadline = performance.now() + patienceMs; head < folded && performance.now() < deadline;) {
    await pause(lookMs, new AbortController().signal);
    head = await log.head();
  }
  if (head >= folded) return head;
  throw new LogError(
    'LOG_REWOUND',
    `The event log ends at ${head}, but "${service}" has read it up to ${folded}: it was put back from an older copy. ` +
      'What it records now would have positions that readers know for other events, so nothing is served. ' +
      'Export it and import it into a new log, which has an epoch of its own: tessera events export, tessera events import. Everything is folded anew then.',
    { service, head, folded },
  );
}
