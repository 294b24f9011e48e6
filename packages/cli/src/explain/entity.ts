/** What `tessera explain` was asked about: an entity, by its stream, or one document. */
import { parseStreamName, type EventLog } from '@tessera/event-log';
import { CliError } from '../errors/cli-error.ts';
import { findStream } from '../events/find-stream.ts';
import { subjectOf } from '../events/filter.ts';

export type Entity =
  | { readonly kind: 'stream'; readonly service: string; readonly stream: string; readonly others: readonly string[] }
  | { readonly kind: 'document'; readonly service: string; readonly document: string };

/** `orders.orders/KEY` is a document; `orders/order/o1`, `ev.orders.order.o1` a stream; a bare word is looked for. */
export async function findEntity(log: EventLog, text: string, signal: AbortSignal): Promise<Entity> {
  const document = /^([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\/(.+)$/.exec(text);
  if (document) return { kind: 'document', service: document[1]!, document: text };
  const { stream, others } = await findStream(log, text, signal);
  const parts = parseStreamName(stream);
  if (parts) return { kind: 'stream', service: parts.service, stream, others };
  throw new CliError('NOT_FOUND', `${subjectOf(text)} is not a stream`, { advice: 'Write orders/order/<id>.' });
}
