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

interface StoredEvent {
  readonly type: string;
  readonly version: number;
  readonly data: JsonObject;
}

export function decodeCommit(row: CommitRow): Commit {
  const { position, stream, commandId, time } = row;
  const stored = JSON.parse(row.events) as readonly StoredEvent[];
  const events = stored.map(({ type, version, data }, at): RecordedEvent => ({
    id: `${position}-${at}`,
    type,
    version,
    data,
  }));
  const meta: CommitMeta = row.meta === '{}' ? {} : (JSON.parse(row.meta) as CommitMeta);
  return commandId === undefined
    ? { position, stream, time, events, meta }
    : { position, stream, commandId, time, events, meta };
}
