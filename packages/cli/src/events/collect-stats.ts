/** Counts and sizes of what a filter lets through. */
import { parseStreamName, type EventLog } from '@tessera/event-log';
import { statSync } from 'node:fs';
import { parseCount, type EventFilter } from './filter.ts';
import { fileOf } from './open-log.ts';
import { readEvents } from './read-events.ts';

export interface LogStats {
  readonly log: string;
  readonly epoch: string;
  readonly head: number;
  /** On disk with its write-ahead log; only of files. */
  readonly fileBytes?: number;
  readonly commits: number;
  readonly events: number;
  readonly streams: number;
  /** Of events' JSON. */
  readonly bytes: number;
  readonly first?: Moment;
  readonly last?: Moment;
  /** Between the first and the last. */
  readonly eventsPerSecond: number;
  readonly services: readonly Share[];
  readonly types: readonly Share[];
  readonly streamTypes: readonly (Share & { readonly streams: number })[];
  readonly biggestStreams: readonly Share[];
  readonly biggestCommits: readonly BigCommit[];
}

interface Moment {
  readonly position: number;
  readonly time: string;
}

interface Share {
  readonly name: string;
  readonly events: number;
  readonly bytes: number;
}

interface BigCommit {
  readonly position: number;
  readonly stream: string;
  readonly events: number;
  readonly bytes: number;
}

interface Count {
  events: number;
  bytes: number;
}

export async function collectStats(
  log: EventLog,
  {
    url,
    filter,
    top: topText,
  }: { readonly url: string; readonly filter: EventFilter; readonly top?: string | undefined },
  signal: AbortSignal,
): Promise<LogStats> {
  const top = parseCount('--top', topText) ?? 5;
  const services = new Map<string, Count>();
  const types = new Map<string, Count>();
  const streamTypes = new Map<string, Count & { streams: number }>();
  const streams = new Map<string, Count>();
  let biggest: BigCommit[] = [];
  let open: BigCommit | undefined;
  let first: Moment | undefined;
  let last: Moment | undefined;
  const total = { commits: 0, events: 0, bytes: 0 };

  function closeCommit(): void {
    if (!open) return;
    total.commits++;
    if (biggest.length < top || open.bytes > biggest.at(-1)!.bytes) {
      biggest = [...biggest, open].toSorted((a, b) => b.bytes - a.bytes).slice(0, top);
    }
  }

  for await (const { commit, event } of readEvents(log, { after: 0, filter, follow: false }, signal)) {
    const bytes = Buffer.byteLength(JSON.stringify(event.data));
    const { service, type } = parseStreamName(commit.stream) ?? { service: '?', type: '?' };
    total.events++;
    total.bytes += bytes;
    add(services, service, bytes);
    add(types, `${service}.${event.type}`, bytes);
    const known = streams.has(commit.stream);
    add(streams, commit.stream, bytes);
    const ofType = streamTypes.get(`${service}.${type}`) ?? { events: 0, bytes: 0, streams: 0 };
    ofType.events++;
    ofType.bytes += bytes;
    if (!known) ofType.streams++;
    streamTypes.set(`${service}.${type}`, ofType);
    const at = { position: commit.position, time: commit.time };
    first ??= at;
    last = at;
    if (open?.position === commit.position) {
      open = { ...open, events: open.events + 1, bytes: open.bytes + bytes };
    } else {
      closeCommit();
      open = { position: commit.position, stream: commit.stream, events: 1, bytes };
    }
  }
  closeCommit();
  const seconds = first && last ? (Date.parse(last.time) - Date.parse(first.time)) / 1000 : 0;
  const fileBytes = sizeOf(url);
  return {
    log: url.replace(/\/\/[^@/]*@/, '//'),
    epoch: log.epoch,
    head: await log.head(),
    ...(fileBytes === undefined ? {} : { fileBytes }),
    ...total,
    streams: streams.size,
    ...(first && last ? { first, last } : {}),
    eventsPerSecond: seconds > 0 ? Math.round((total.events / seconds) * 100) / 100 : 0,
    services: sorted(services),
    types: sorted(types),
    streamTypes: [...streamTypes].map(([name, counted]) => ({ name, ...counted })).toSorted(byEvents),
    biggestStreams: sorted(streams)
      .toSorted((a, b) => b.bytes - a.bytes)
      .slice(0, top),
    biggestCommits: biggest,
  };
}

function add(counts: Map<string, Count>, name: string, bytes: number): void {
  const count = counts.get(name);
  if (count === undefined) counts.set(name, { events: 1, bytes });
  else {
    count.events++;
    count.bytes += bytes;
  }
}

const byEvents = (a: Share, b: Share) => b.events - a.events || (a.name < b.name ? -1 : 1);

function sorted(counts: ReadonlyMap<string, Count>): Share[] {
  return [...counts].map(([name, count]) => ({ name, ...count })).toSorted(byEvents);
}

function sizeOf(url: string): number | undefined {
  const file = fileOf(url);
  if (file === undefined) return undefined;
  return ['', '-wal'].reduce((sum, suffix) => sum + (statSync(file + suffix, { throwIfNoEntry: false })?.size ?? 0), 0);
}
