/** One NDJSON line of a service's feed. */
import { decodeCursor } from '../protocol/cursor.ts';
import type { FeedMessage } from '../hub/source.ts';

/** Positions may be written as numbers or as cursors. Throws on what is neither; kinds it does not know are heartbeats. */
export function readFeedMessage(line: string): FeedMessage {
  const message = JSON.parse(line) as { kind: string; position?: unknown };
  if (message.kind !== 'hello' && message.kind !== 'changes' && message.kind !== 'progress')
    return { kind: 'heartbeat' };
  return { ...message, position: positionOf(message.position) } as FeedMessage;
}

function positionOf(value: unknown): number {
  const position = typeof value === 'string' ? decodeCursor(value)?.position : value;
  if (typeof position === 'number' && Number.isSafeInteger(position)) return position;
  throw new Error(`A feed message has the position ${JSON.stringify(value)}, which is no position.`);
}
