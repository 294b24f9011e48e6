/** A commit as engines keep it: flat, JSON text. Every read decodes anew, so no caller can alter another's history. */
import type { Commit, CommitMeta, JsonObject, Position, RecordedEvent } from '../port.ts';

export interface CommitRow {
  readonly position: Position;
  readonly stream: string;
  readonly commandId: string | undefined;
  readonly time: string;
  /** `[{"type", "version", "data"}, …]` */
  readonly events: string;
  readonly meta: string;
}

/** What `events` and `meta` hold, parsed. */
export interface CommitBody {
  readonly events: readonly StoredEvent[];
  readonly meta: CommitMeta;
}

interface StoredEvent {
  readonly type: string;
  readonly version: number;
  readonly data: JsonObject;
}

export function decodeCommit(row: CommitRow): Commit {
  const events = JSON.parse(row.events) as CommitBody['events'];
  const meta = row.meta === '{}' ? {} : (JSON.parse(row.meta) as CommitMeta);
  return assembleCommit(row, { events, meta });
}

/** A commit from its parts; `body` must be the caller's own copy. */
export function assembleCommit(row: Omit<CommitRow, 'events' | 'meta'>, body: CommitBody): Commit {
  const { position, stream, commandId, time } = row;
  const events = body.events.map(({ type, version, data }, at): RecordedEvent => ({
    id: `${position}-${at}`,
    type,
    version,
    data,
  }));
  const { meta } = body;
  return commandId === undefined
    ? { position, stream, time, events, meta }
    : { position, stream, commandId, time, events, meta };
}
