/** From the arguments of `append` to what an engine stores: checked, defaulted, JSON text. The same on every engine. */
import { CommitTooLargeError, LogError } from '../errors.ts';
import type { AppendOptions, CommitMeta, Expect, NewEvent } from '../port.ts';
import { assertStreamName } from '../stream-name.ts';
import { findNonJson } from './json.ts';
import type { CommitRow } from './row.ts';

/** UTF-8 bytes of a commit's events and metadata as JSON. NATS refuses messages over 1 MB; half of it leaves room. */
export const maxCommitBytes = 512 * 1024;

/** A checked append: a row without its position, and what it expects. */
export interface PreparedAppend extends Omit<CommitRow, 'position'> {
  readonly expect: Expect;
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
  const prepared: PreparedAppend = {
    stream,
    expect: checkExpect(stream, options.expect ?? 'any'),
    commandId: checkCommandId(stream, options.commandId),
    time: options.time === undefined ? now() : checkTime(stream, options.time),
    events: encodeEvents(stream, events),
    meta: encodeMeta(stream, options.meta),
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

function encodeEvents(stream: string, events: readonly NewEvent[]): string {
  if (!Array.isArray(events) || events.length === 0) {
    throw new LogError('INVALID_EVENTS', `An append to ${stream} needs at least one event.`, { stream });
  }
  const checked = events.map((event: NewEvent, at) => {
    const why = whyInvalid(event, at);
    if (why !== undefined) {
      throw new LogError('INVALID_EVENTS', `An event for ${stream} cannot be recorded: ${why}.`, { stream, event: at });
    }
    return { type: event.type, version: event.version ?? 1, data: event.data };
  });
  return JSON.stringify(checked);
}

function whyInvalid(event: NewEvent, at: number): string | undefined {
  const path = `events[${at}]`;
  if (typeof event !== 'object' || event === null) return `${path} is not an object`;
  if (typeof event.type !== 'string' || !eventType.test(event.type)) {
    return `${path}.type is ${JSON.stringify(event.type)}; it must match ${eventType.source}`;
  }
  const version = event.version ?? 1;
  if (!Number.isSafeInteger(version) || version < 1) return `${path}.version is ${version}; it must be 1, 2, 3, …`;
  if (typeof event.data !== 'object' || event.data === null || Array.isArray(event.data)) {
    return `${path}.data (${event.type}) is not an object`;
  }
  return findNonJson(event.data, `${path}.data`);
}

function encodeMeta(stream: string, meta: CommitMeta | undefined): string {
  if (meta === undefined) return '{}';
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
  return JSON.stringify(known);
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
