/** One event as a flat object: a line of `--json`. Its keys are kept; programs read them. */
import { encodeCursor } from '@tessera/event-log';
import type { FoundEvent } from './read-events.ts';

export interface EventLine {
  /** The position, with the log's epoch: what `--after` takes, and recognises when the log was replaced. */
  readonly cursor: string;
  readonly position: number;
  readonly time: string;
  readonly stream: string;
  readonly type: string;
  readonly version: number;
  readonly id: string;
  readonly data: unknown;
  readonly user?: string;
  readonly commandId?: string;
  readonly correlationId?: string;
  readonly causationId?: string;
}

export function eventLine(epoch: string, { commit, event }: FoundEvent): EventLine {
  const { user, correlationId, causationId } = commit.meta;
  return {
    cursor: encodeCursor({ epoch, position: commit.position }),
    position: commit.position,
    time: commit.time,
    stream: commit.stream,
    type: event.type,
    version: event.version,
    id: event.id,
    data: event.data,
    ...(user === undefined ? {} : { user }),
    ...(commit.commandId === undefined ? {} : { commandId: commit.commandId }),
    ...(correlationId === undefined ? {} : { correlationId }),
    ...(causationId === undefined ? {} : { causationId }),
  };
}
