/** A log as JSON lines of CloudEvents: a line that opens, one per event, a line that closes and counts. */
import type { EventLog, Position } from '../port.ts';
import { createChain } from './checksum.ts';
import { sourceOf, toCloudEvents, type CloudEvent } from './cloud-event.ts';

export const transferFormat = 1;
export const startedType = 'dev.tessera.export.started';
export const finishedType = 'dev.tessera.export.finished';

export interface ExportOptions {
  /** ISO 8601, for the opening and the closing line. @default the system's clock */
  readonly now?: () => string;
  readonly signal?: AbortSignal;
}

/** Yields lines without their line breaks, up to the head there is when it begins. Abort ends it with the signal's reason. */
export async function* exportLog(log: EventLog, options: ExportOptions = {}): AsyncGenerator<string, void, undefined> {
  const { now = () => new Date().toISOString(), signal } = options;
  const head = await log.head();
  const chain = createChain();
  const seal = (event: CloudEvent): string => JSON.stringify({ ...event, checksum: chain.next(event) });
  const mark = (type: string, data: CloudEvent['data']): CloudEvent => ({
    specversion: '1.0',
    id: type,
    source: sourceOf(log.epoch),
    type,
    time: now(),
    datacontenttype: 'application/json',
    data,
  });

  yield seal(mark(startedType, { format: transferFormat, epoch: log.epoch, head }));
  const counted = { commits: 0, events: 0, head: 0 as Position };
  if (head > 0) {
    const stop = new AbortController();
    const ending = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
    for await (const item of log.subscribe({}, ending)) {
      if (item.kind === 'progress') continue;
      for (const event of toCloudEvents(item.commit, log.epoch)) yield seal(event);
      counted.commits++;
      counted.events += item.commit.events.length;
      counted.head = item.commit.position;
      if (item.commit.position >= head) stop.abort();
    }
    signal?.throwIfAborted();
  }
  yield seal(mark(finishedType, counted));
}
