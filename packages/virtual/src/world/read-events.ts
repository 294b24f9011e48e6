import { parseStreamName, type EventLog } from '@tessera/event-log';
import { isHistory } from '../scenarios/history.ts';

/** One event of the log, flattened. */
export interface PlatformEvent {
  readonly position: number;
  readonly stream: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** ISO 8601. */
  readonly time: string;
  /** The id of who caused it. */
  readonly user: string | undefined;
  /** Given or played, not done. */
  readonly history: boolean;
}

export interface EventFilter {
  /** Subject patterns: `ev.orders.order.*`, `ev.catalog.>`. @default everything */
  readonly streams?: readonly string[];
  /** @default every type */
  readonly types?: readonly string[];
  /** Exclusive. @default 0 */
  readonly after?: number;
}

/** Everything up to the head as it is now. */
export async function readEvents(log: EventLog, filter: EventFilter = {}): Promise<PlatformEvent[]> {
  const { streams, types, after = 0 } = filter;
  const head = await log.head();
  const stop = new AbortController();
  const events: PlatformEvent[] = [];
  for await (const item of log.subscribe(
    { after, ...(streams === undefined ? {} : { filter: streams }) },
    stop.signal,
  )) {
    if (item.kind === 'progress') {
      if (item.position >= head) break;
      continue;
    }
    const { position, stream, time, meta } = item.commit;
    if (position > head) break;
    // What the platform records of itself is not what happened in the product.
    if (parseStreamName(stream)?.type === 'contract') continue;
    for (const { type, data } of item.commit.events) {
      if (types?.includes(type) === false) continue;
      events.push({ position, stream, type, data, time, user: meta.user, history: isHistory(item.commit) });
    }
  }
  stop.abort();
  return events;
}
