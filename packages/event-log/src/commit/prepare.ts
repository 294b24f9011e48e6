/** From the arguments of `append` to what an engine stores: checked, defaulted, JSON text. The same on every engine. */
import { CommitTooLargeError, LogError } from '../errors.ts';
import type { AppendOptions, CommitMeta, Expect, JsonObject, NewEvent } from '../port.ts';
import { assertStreamName } from '../stream-name.ts';
import { copyJson, UnrecordableError } from './json.ts';
import type { CommitBody, CommitRow } from './row.ts';

/** UTF-8 bytes of a commit's events and metadata as JSON. NATS refuses messages over 1 MB; half of it leaves room. */
export const maxCommitBytes = 512 * 1024;

/** A checked append: a row without its position, and what it expects. */
export interface PreparedAppend extends Omit<CommitRow, 'position'> {
  readonly expect: Expect;
  /** What `events` and `meta` say: a copy of what the caller gave, to answer with once. */
  readonly body: CommitBody;
}

const eventType = /^[A-Za-z][A-Za-z0-9_.-]{0,127}$/;
const commandId = /^[\x21-\x7e]{1,200}$/;
const metaKeys = ['correlationId', 'causationId', 'user', 'traceparent'] as const;
const maxMetaLength = 512;

export function prepareAppend(
  stream: string,
  events: readonly NewEvent[],
  options: AppendOptions,
  now: () => string,
): PreparedAppend {
  assertStreamName(stream);
  const expect = checkExpect(stream, options.expect ?? 'any');
  const commandId = checkCommandId(stream, options.commandId);
  const time = options.time === undefined ? now() : checkTime(stream, options.time);
  const body: CommitBody = { events: checkEvents(stream, events), meta: checkMeta(stream, options.meta) };
  const prepared: PreparedAppend = {
    stream,
    expect,
    commandId,
    time,
    events: JSON.stringify(body.events),
    meta: options.meta === undefined ? '{}' : JSON.stringify(body.meta),
    body,
  };
  const bytes = byteLength(prepared.events, maxCommitBytes) + byteLength(prepared.meta, maxCommitBytes);
  if (bytes > maxCommitBytes) throw new CommitTooLargeError(stream, bytes, maxCommitBytes);
  return prepared;
}

/** Throws `INVALID_OPTIONS` unless the value can be a position to read after. */
export function checkAfter(after: number | undefined): number {
  if (after === undefined) return 0;
  if (Number.isSafeInteger(after) && after >= 0) return after;
  throw new LogError('INVALID_OPTIONS', `\`after\` must be a position (0, 1, 2, …), not ${String(after)}.`);
}

function checkEvents(stream: string, events: readonly NewEvent[]): CommitBody['events'] {
  if (!Array.isArray(events) || events.length === 0) {
    throw new LogError('INVALID_EVENTS', `An append to ${stream} needs at least one event.`, { stream });
  }
  return events.map((event: NewEvent, at) => {
    try {
      return checkEvent(event, `events[${at}]`);
    } catch (error) {
      if (!(error instanceof UnrecordableError)) throw error;
      const message = `An event for ${stream} cannot be recorded: ${error.message}.`;
      throw new LogError('INVALID_EVENTS', message, { stream, event: at });
    }
  });
}

function checkEvent(event: NewEvent, path: string): CommitBody['events'][number] {
  if (typeof event !== 'object' || event === null) throw new UnrecordableError(`${path} is not an object`);
  const { type, version = 1, data } = event;
  if (typeof type !== 'string' || !eventType.test(type)) {
    throw new UnrecordableError(`${path}.type is ${JSON.stringify(type)}; it must match ${eventType.source}`);
  }
  if (!Number.isSafeInteger(version) || version < 1) {
    throw new UnrecordableError(`${path}.version is ${version}; it must be 1, 2, 3, …`);
  }
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    throw new UnrecordableError(`${path}.data (${type}) is not an object`);
  }
  return { type, version, data: copyJson(data, `${path}.data`) as JsonObject };
}

function checkMeta(stream: string, meta: CommitMeta | undefined): CommitMeta {
  if (meta === undefined) return {};
  for (const key of Object.keys(meta)) {
    if (!metaKeys.some((known) => known === key)) {
      throw new LogError('INVALID_OPTIONS', `meta.${key} (append to ${stream}) is not one of ${metaKeys.join(', ')}.`);
    }
  }
  const known: Record<string, string> = {};
  for (const key of metaKeys) {
    const value: unknown = meta[key];
    if (value === undefined) continue;
    if (typeof value !== 'string' || value.length > maxMetaLength) {
      throw new LogError(
        'INVALID_OPTIONS',
        `meta.${key} (append to ${stream}) must be a string of at most ${maxMetaLength} characters.`,
      );
    }
    known[key] = value;
  }
  return known;
}

function checkExpect(stream: string, expect: Expect): Expect {
  if (expect === 'any' || expect === 'none' || (Number.isSafeInteger(expect) && expect >= 0)) return expect;
  throw new LogError(
    'INVALID_OPTIONS',
    `expect (append to ${stream}) must be 'any', 'none' or a position, not ${JSON.stringify(expect)}.`,
  );
}

function checkCommandId(stream: string, id: string | undefined): string | undefined {
  if (id === undefined || (typeof id === 'string' && commandId.test(id))) return id;
  throw new LogError(
    'INVALID_OPTIONS',
    `commandId (append to ${stream}) must be 1 to 200 printable ASCII characters without spaces, not ${JSON.stringify(id)}.`,
  );
}

function checkTime(stream: string, time: string): string {
  const milliseconds = typeof time === 'string' ? Date.parse(time) : Number.NaN;
  if (!Number.isNaN(milliseconds)) return new Date(milliseconds).toISOString();
  throw new LogError('INVALID_OPTIONS', `time (append to ${stream}) must be ISO 8601, not ${JSON.stringify(time)}.`);
}

const encoder = new TextEncoder();

/**
 * Exact where it matters. A UTF-16 unit takes at most 3 bytes, so two texts this short cannot exceed the limit
 * together, and need not be encoded to know it.
 */
function byteLength(text: string, limit: number): number {
  return text.length <= limit / 6 ? text.length : encoder.encode(text).byteLength;
}
