/** Reading the event log for people and programs: from a position on, then, if wanted, for as long as one looks. */
import { decodeCursor, encodeCursor, type Commit, type EventLog, type RecordedEvent } from '@tessera/event-log';
import { CliError } from '../errors/cli-error.ts';

export interface TailOptions {
  readonly stream?: string | undefined;
  readonly service?: string | undefined;
  readonly type?: string | undefined;
  /** A cursor as printed, or a plain position. */
  readonly after?: string | undefined;
  readonly follow: boolean;
}

export interface TailedEvent {
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

export async function* tailEvents(
  log: EventLog,
  options: TailOptions,
  signal: AbortSignal,
): AsyncGenerator<TailedEvent> {
  const { stream, service, type, follow } = options;
  const filter = stream ?? (service === undefined ? undefined : `ev.${service}.>`);
  const head = await log.head();
  const after = positionOf(log, options.after);
  if (!follow && after >= head) return;
  const items = log.subscribe({ after, ...(filter === undefined ? {} : { filter: [filter] }) }, signal);
  for await (const item of items) {
    if (item.kind === 'commit' && (follow || item.commit.position <= head)) {
      for (const event of item.commit.events) {
        if (type === undefined || event.type === type) yield describe(log, item.commit, event);
      }
    }
    const reached = item.kind === 'progress' ? item.position : item.commit.position;
    if (!follow && reached >= head) return;
  }
}

function positionOf(log: EventLog, after: string | undefined): number {
  if (after === undefined) return 0;
  if (/^\d+$/.test(after)) return Number(after);
  const cursor = decodeCursor(after);
  if (!cursor) {
    throw new CliError('USAGE', `"${after}" is not a position`, {
      advice: 'Give --after a number, or a cursor as `tessera events tail --json` prints it.',
    });
  }
  if (cursor.epoch !== log.epoch) {
    throw new CliError('USAGE', `"${after}" is a position of another log`, {
      why: `its epoch is ${cursor.epoch}, this log's is ${log.epoch}: it was restored or replaced`,
      advice: 'Read from the beginning (leave --after out).',
    });
  }
  return cursor.position;
}

function describe(log: EventLog, commit: Commit, event: RecordedEvent): TailedEvent {
  const { user, correlationId, causationId } = commit.meta;
  return {
    cursor: encodeCursor({ epoch: log.epoch, position: commit.position }),
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
