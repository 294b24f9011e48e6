/**
 * The documents that a live field of a service shows the gateway itself, and each change of them. The service being down is no reason
 * to stop; only the signal is.
 */
import type { User } from '@tessera/contracts';
import { decodeCursor, encodeCursor } from '@tessera/live';
import type { DocumentSource, FeedMessage, Opening, SourceDocument } from '@tessera/live/hub';
import type { Logger } from 'pino';

/** Whom the gateway is when it asks for itself. */
export const gatewayUser: User = { id: 'gateway', name: 'Gateway', roles: ['staff', 'gateway'] };

export type FollowedDocuments = ReadonlyMap<string, SourceDocument>;

export interface FollowOptions {
  readonly source: DocumentSource;
  readonly field: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** For the log: what cannot be followed, and what that means. */
  readonly what: string;
  readonly log: Logger;
  readonly signal: AbortSignal;
  /** Called with all of them as of a cursor, at the start and after each change. */
  onDocuments(documents: FollowedDocuments, cursor: string): void;
  /** Called when the source is reached, and when it is lost. */
  onSource?(up: boolean): void;
  /** @default 250 ms, doubling up to 5 s */
  readonly retryMs?: number;
  /** A feed that says nothing for this long (it should every 5 s) is taken for dead. @default 15 s */
  readonly silenceMs?: number;
}

/** Resolves when the signal aborts. */
export async function followDocuments(options: FollowOptions): Promise<void> {
  const { log, signal, what, onDocuments, onSource = () => undefined, retryMs = 250 } = options;
  let delay = retryMs;
  while (!signal.aborted) {
    try {
      for await (const [documents, cursor] of followOnce(options)) {
        onSource(true);
        delay = retryMs;
        onDocuments(documents, cursor);
      }
      throw new Error('the feed ended');
    } catch (error) {
      if (signal.aborted) return;
      const reason = (error as Error).message;
      if (delay === retryMs) log.warn({ reason }, `${what}, and it is tried again`);
      onSource(false);
    }
    await pause(delay, signal);
    delay = Math.min(delay * 2, 5_000);
  }
}

async function* followOnce(options: FollowOptions): AsyncGenerator<readonly [FollowedDocuments, string]> {
  const { source, field, args, signal: ended, silenceMs = 15_000 } = options;
  const silence = new AbortController();
  const signal = AbortSignal.any([ended, silence.signal]);
  const grant = await source.open({ field, args, user: gatewayUser }, signal);
  if (!grant.ok) throw new Error(`the ${source.service} service refuses the gateway: ${grant.code} ${grant.message}`);
  const { projection, partition } = grant;
  const answer = await source.documents({ projection, partition }, signal);
  const start = decodeCursor(answer.cursor);
  if (start === undefined)
    throw new Error(`the ${source.service} service answered with a cursor that is none: ${answer.cursor}`);
  const documents = new Map(answer.documents);
  const after = encodeCursor({ epoch: start.epoch, position: start.position });
  yield [documents, after];
  const timer = setTimeout(() => silence.abort(new Error('the feed fell silent')), silenceMs);
  try {
    for await (const message of source.feed(after, signal)) {
      timer.refresh();
      // Another log, another fold, or a feed that could not go on from here: what follows does not fit to what we have.
      if (message.kind === 'hello' && !continues(message, start, projection))
        throw new Error(`the ${source.service} service has a new view of ${field}`);
      if (message.kind !== 'changes' || !applyChanges(documents, message, grant)) continue;
      yield [documents, encodeCursor({ epoch: start.epoch, position: message.position })];
    }
  } finally {
    clearTimeout(timer);
  }
}

function continues(
  hello: FeedMessage & { kind: 'hello' },
  start: { epoch: string; generation?: string; position: number },
  projection: string,
): boolean {
  const generation = hello.generations[projection];
  return (
    hello.epoch === start.epoch &&
    (start.generation === undefined || generation === start.generation) &&
    hello.position <= start.position
  );
}

/** Whether anything of this partition changed. */
function applyChanges(
  documents: Map<string, SourceDocument>,
  { changes }: FeedMessage & { kind: 'changes' },
  grant: Opening,
): boolean {
  let touched = false;
  for (const { projection, key, partition, was, document } of changes) {
    if (projection !== grant.projection) continue;
    const mine = grant.partition === '*' || partition === grant.partition;
    if (!mine && was !== grant.partition) continue;
    if (document === null || !mine) documents.delete(key);
    else documents.set(key, document);
    touched = true;
  }
  return touched;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}
