/** What an engine hands to the contract suite, and what the suite's tests work with. */
import type { EventLog, LogItem, NewEvent, Position, SubscribeOptions } from '../port.ts';

export interface EngineUnderTest {
  /** A fresh, empty log. */
  create(options?: { readonly now?: () => string }): Promise<EventLog>;
  /** A second, independent handle on the same log, as another process has; without it the suite's share is `in one process`. */
  another?(log: EventLog): Promise<EventLog>;
  /** Closes the log and opens it again, as after a restart; as `another`. */
  reopen?(log: EventLog): Promise<EventLog>;
  /** After each test, when every log of the test is closed. */
  cleanUp?(): Promise<void>;
}

/** An engine whose logs are closed by the suite after each test. */
export interface Bench {
  create(options?: { readonly now?: () => string }): Promise<EventLog>;
  another(log: EventLog): Promise<EventLog>;
  reopen(log: EventLog): Promise<EventLog>;
}

export function event(type: string, data: NewEvent['data'] = {}): NewEvent {
  return { type, data };
}

/** Reads a subscription until it has announced progress up to a position; answers everything it yielded. */
export async function collect(
  log: EventLog,
  options: SubscribeOptions,
  until: (item: LogItem, items: readonly LogItem[]) => boolean,
): Promise<LogItem[]> {
  const stop = new AbortController();
  const items: LogItem[] = [];
  for await (const item of log.subscribe(options, stop.signal)) {
    items.push(item);
    if (until(item, items)) stop.abort();
  }
  return items;
}

export function progressTo(position: Position): (item: LogItem) => boolean {
  return (item) => item.kind === 'progress' && item.position >= position;
}

export function positionsOf(items: readonly LogItem[]): Position[] {
  return items.flatMap((item) => (item.kind === 'commit' ? [item.commit.position] : []));
}

/** What must hold for any sequence of items of one subscription; answers the first thing that does not. */
export function whatIsWrongWith(items: readonly LogItem[]): string | undefined {
  let last = 0;
  let promised = -1;
  for (const item of items) {
    if (item.kind === 'progress') {
      if (item.position <= promised) return `progress ${item.position} after progress ${promised}`;
      promised = item.position;
      if (promised < last) return `progress ${promised} after commit ${last}`;
      continue;
    }
    const { position } = item.commit;
    if (position <= last) return `commit ${position} after commit ${last}`;
    if (position <= promised) return `commit ${position} after progress ${promised}`;
    last = position;
  }
  return undefined;
}
