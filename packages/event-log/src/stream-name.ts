/** Names of streams: `ev.<service>.<stream type>.<id>`, each token `[A-Za-z0-9_-]+` so that it is a NATS subject too. */
import { LogError } from './errors.ts';

export interface StreamName {
  readonly service: string;
  readonly type: string;
  readonly id: string;
}

const shape = /^ev\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)$/;
const maxLength = 255;

/** The stream's parts; undefined when the text is not a stream name. */
export function parseStreamName(text: string): StreamName | undefined {
  const match = text.length <= maxLength ? shape.exec(text) : null;
  return match ? { service: match[1]!, type: match[2]!, id: match[3]! } : undefined;
}

/** Builds a stream name; throws `INVALID_STREAM` when a part has characters that a subject cannot hold. */
export function streamName(service: string, type: string, id: string): string {
  const name = `ev.${service}.${type}.${id}`;
  assertStreamName(name);
  return name;
}

export function assertStreamName(stream: string): void {
  if (typeof stream === 'string' && stream.length <= maxLength && shape.test(stream)) return;
  throw new LogError(
    'INVALID_STREAM',
    `${JSON.stringify(stream)} is not a stream name. Streams are ev.<service>.<type>.<id>, at most ${maxLength} characters, ` +
      'and each part matches [A-Za-z0-9_-]+.',
    { stream: String(stream) },
  );
}
