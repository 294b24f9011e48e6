import { encodeCursor, type Commit, type JsonObject, type RecordedEvent } from '@tessera/event-log';
import type { Occurrence } from '../definition/event.ts';

/** An event as handlers see it; `type` is the name the service uses for it, `data` what its schema made of it. */
export function toOccurrence(
  commit: Commit,
  event: RecordedEvent,
  epoch: string,
  type: string = event.type,
  data: JsonObject = event.data,
): Occurrence {
  const { position, time, stream, commandId, meta } = commit;
  // Built without spreading: every event of a catch-up comes through here.
  const occurrence: { -readonly [Key in keyof Occurrence]: Occurrence[Key] } = {
    type,
    data,
    position,
    time,
    id: event.id,
    stream,
    streamId: stream.slice(stream.lastIndexOf('.') + 1),
    version: encodeCursor({ epoch, position }),
  };
  if (commandId !== undefined) occurrence.commandId = commandId;
  if (meta.user !== undefined) occurrence.user = meta.user;
  return occurrence;
}
