/**
 * Events as CloudEvents 1.0 (https://github.com/cloudevents/spec): the form in which they leave the log. What the
 * specification has no name for are extension attributes, in its lower-case alphabet.
 */
import type { Commit, JsonObject, NewEvent, Position } from '../port.ts';
import type { CommitMeta } from '../port.ts';

export interface CloudEvent {
  readonly specversion: '1.0';
  /** `<position>-<index>`: unique within the source. */
  readonly id: string;
  /** `urn:tessera:log:<epoch>` */
  readonly source: string;
  readonly type: string;
  /** The stream. */
  readonly subject?: string;
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly data: JsonObject;
  /** As text: the specification's integers end at 2³¹. */
  readonly position?: string;
  /** Of `count` events in the commit, this is the one with this number, from 0. */
  readonly index?: number;
  readonly count?: number;
  readonly eventversion?: number;
  readonly commandid?: string;
  readonly correlationid?: string;
  readonly causationid?: string;
  readonly user?: string;
  readonly traceparent?: string;
}

export function sourceOf(epoch: string): string {
  return `urn:tessera:log:${epoch}`;
}

/** One CloudEvent per event of the commit. */
export function toCloudEvents(commit: Commit, epoch: string): CloudEvent[] {
  const { position, stream, commandId, time, meta, events } = commit;
  return events.map(({ id, type, version, data }, index) => ({
    specversion: '1.0',
    id,
    source: sourceOf(epoch),
    type,
    subject: stream,
    time,
    datacontenttype: 'application/json',
    position: String(position),
    index,
    count: events.length,
    eventversion: version,
    ...(commandId === undefined ? {} : { commandid: commandId }),
    ...(meta.correlationId === undefined ? {} : { correlationid: meta.correlationId }),
    ...(meta.causationId === undefined ? {} : { causationid: meta.causationId }),
    ...(meta.user === undefined ? {} : { user: meta.user }),
    ...(meta.traceparent === undefined ? {} : { traceparent: meta.traceparent }),
    data,
  }));
}

/** A commit on its way into a log that will give it the same position. */
export interface TransferredCommit {
  readonly position: Position;
  readonly stream: string;
  readonly commandId?: string;
  readonly time: string;
  readonly meta: CommitMeta;
  readonly events: readonly NewEvent[];
}

/** What the events of one commit share, from the first of them. */
export function toCommit(events: readonly CloudEvent[]): TransferredCommit {
  const { position, subject, commandid, time, correlationid, causationid, user, traceparent } = events[0]!;
  return {
    position: Number(position),
    stream: subject ?? '',
    ...(commandid === undefined ? {} : { commandId: commandid }),
    time,
    meta: {
      ...(correlationid === undefined ? {} : { correlationId: correlationid }),
      ...(causationid === undefined ? {} : { causationId: causationid }),
      ...(user === undefined ? {} : { user }),
      ...(traceparent === undefined ? {} : { traceparent }),
    },
    events: events.map(({ type, eventversion, data }) => ({ type, version: eventversion ?? 1, data })),
  };
}
