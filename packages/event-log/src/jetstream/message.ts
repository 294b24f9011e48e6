/**
 * One message = one commit. Its subject is `<log name>.<stream>`, its sequence the position, its payload the rest; the
 * command id is a header, so that it can be read without the payload.
 */
import { assembleCommit, type CommitBody } from '../commit/row.ts';
import type { PreparedAppend } from '../commit/prepare.ts';
import type { Commit, Position } from '../port.ts';

export const commandHeader = 'Tessera-Command-Id';
/** Which call of `append` a message came from. */
export const appendHeader = 'Tessera-Append';
/** What the server knows repetitions by. */
export const messageIdHeader = 'Nats-Msg-Id';

/** What the client libraries' kinds of message have in common. */
export interface StoredMessage {
  readonly seq: number;
  readonly subject: string;
  readonly data: Uint8Array;
  readonly header?: undefined | { get(name: string): string };
  readonly headers?: undefined | { get(name: string): string };
}

interface Payload extends CommitBody {
  readonly time: string;
}

const decoder = new TextDecoder();

export function encodePayload({ time, events, meta }: PreparedAppend): string {
  return `{"time":${JSON.stringify(time)},"events":${events},"meta":${meta}}`;
}

export function headerOf(message: StoredMessage, name: string): string | undefined {
  return (message.headers ?? message.header)?.get(name) || undefined;
}

export function toCommit(message: StoredMessage, prefix: string): Commit {
  const { time, events, meta } = JSON.parse(decoder.decode(message.data)) as Payload;
  const commandId = headerOf(message, commandHeader);
  const stream = message.subject.slice(prefix.length);
  return assembleCommit({ position: message.seq, stream, commandId, time }, { events, meta });
}

/** The commit that was just stored, as a reader will see it. To be asked for once: it takes the append's own copy. */
export function storedCommit({ stream, commandId, time, body }: PreparedAppend, position: Position): Commit {
  return assembleCommit({ position, stream, commandId, time }, body);
}
