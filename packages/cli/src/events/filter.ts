/** Which events a verb is about: the same options for every verb that reads. */
import type { Commit, RecordedEvent } from '@tessera/event-log';
import { CliError } from '../errors/cli-error.ts';
import type { VerbOption } from '../verbs/verb.ts';
import { parseMoment } from './moment.ts';

export interface FilterOptions {
  readonly service?: string;
  readonly type?: string;
  readonly stream?: string;
  readonly from?: string;
  readonly to?: string;
  readonly correlation?: string;
  readonly user?: string;
  readonly limit?: string;
}

export const filterOptions: readonly VerbOption[] = [
  { flags: '--service <name>', description: 'of one service, by its plain name: orders' },
  { flags: '--type <name>', description: 'of one type: OrderPlaced' },
  { flags: '--stream <pattern>', description: 'of one stream, or a pattern: orders.order.*, ev.catalog.>' },
  { flags: '--from <time>', description: 'recorded then or later: ISO 8601, or how long ago: 10m, 2h, 3d' },
  { flags: '--to <time>', description: 'recorded then or earlier: as --from' },
  { flags: '--correlation <id>', description: 'of everything that one request led to' },
  { flags: '--user <id>', description: 'of what one person, or policy, did' },
  { flags: '--limit <number>', description: 'at most so many events' },
];

export interface EventFilter {
  /** What the log itself can filter by; undefined: everything. */
  readonly subjects: readonly string[] | undefined;
  readonly limit: number;
  matches(commit: Commit, event: RecordedEvent): boolean;
}

/** `now`: for times that say how long ago. */
export function createFilter(options: FilterOptions, now: number = Date.now()): EventFilter {
  const { service, type, correlation, user } = options;
  if (service !== undefined && !/^[A-Za-z0-9_-]+$/.test(service)) {
    throw new CliError('USAGE', `"${service}" is no service's name`, {
      advice: 'Write its plain name: --service orders. For a pattern of streams there is --stream.',
    });
  }
  const stream = options.stream === undefined ? undefined : subjectOf(options.stream);
  const from = options.from === undefined ? -Infinity : parseMoment('--from', options.from, now);
  const to = options.to === undefined ? Infinity : parseMoment('--to', options.to, now);
  const prefix = service === undefined ? '' : `ev.${service}.`;
  const timed = from !== -Infinity || to !== Infinity;
  const subject = stream ?? (service === undefined ? undefined : `${prefix}>`);
  return {
    subjects: subject === undefined ? undefined : [subject],
    limit: parseCount('--limit', options.limit) ?? Infinity,
    matches({ stream: name, time, meta }, event) {
      if (type !== undefined && event.type !== type) return false;
      if (correlation !== undefined && meta.correlationId !== correlation) return false;
      if (user !== undefined && meta.user !== user) return false;
      if (!name.startsWith(prefix)) return false;
      if (!timed) return true;
      const at = Date.parse(time);
      return at >= from && at <= to;
    },
  };
}

/** `orders.order.*`, `orders/order/o1` and `ev.orders.order.*` mean the same. */
export function subjectOf(text: string): string {
  const dotted = text.replaceAll('/', '.');
  return dotted.startsWith('ev.') || dotted === '>' || dotted.startsWith('*.') ? dotted : `ev.${dotted}`;
}

/** A whole number from 1 on. */
export function parseCount(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const count = Number(text);
  if (Number.isSafeInteger(count) && count > 0) return count;
  throw new CliError('USAGE', `${flag} ${text} is not a number of events`, { advice: `Write ${flag} 20.` });
}
