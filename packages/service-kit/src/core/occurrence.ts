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
  return {
    type,
    data,
    position: commit.position,
    time: commit.time,
    id: event.id,
    stream: commit.stream,
    streamId: commit.stream.slice(commit.stream.lastIndexOf('.') + 1),
    ...(commit.commandId === undefined ? {} : { commandId: commit.commandId }),
    ...(commit.meta.user === undefined ? {} : { user: commit.meta.user }),
    version: encodeCursor({ epoch, position: commit.position }),
  };
}
