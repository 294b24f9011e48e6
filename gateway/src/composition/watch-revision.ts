/**
 * Hears from the releases service which composition of an environment is the newest: its revision, and nothing else. What
 * is in it is taken from the signed file alone; this only says when to look. The releases service being down is no
 * reason to stop; only the signal is.
 */
import { decodeCursor, encodeCursor } from '@tessera/live';
import type { DocumentSource, FeedMessage, Opening } from '@tessera/live/hub';
import type { Logger } from 'pino';
import type { User } from '@tessera/contracts';

/** Whom the gateway is when it asks for itself. */
export const gatewayUser: User = { id: 'gateway', name: 'Gateway', roles: ['staff', 'gateway'] };

export interface WatchOptions {
  readonly releases: DocumentSource;
  readonly environment: string;
  readonly log: Logger;
  readonly signal: AbortSignal;
  /** Called with the newest revision there is, each time it changes. */
  onRevision(revision: string): void;
  /** Called when the source is reached, and when it is lost. */
  onSource(up: boolean): void;
  /** @default 250 ms, doubling up to 5 s */
  readonly retryMs?: number;
  /** A feed that says nothing for this long (it should every 5 s) is taken for dead. @default 15 s */
  readonly silenceMs?: number;
}

export async function watchRevision(options: WatchOptions): Promise<void> {
  const { log, signal, onSource, retryMs = 250 } = options;
  let delay = retryMs;
  while (!signal.aborted) {
    try {
      for await (const revision of followOnce(options)) {
        onSource(true);
        delay = retryMs;
        options.onRevision(revision);
      }
      throw new Error('the feed ended');
    } catch (error) {
      if (signal.aborted) return;
      const reason = (error as Error).message;
      if (delay === retryMs)
        log.warn({ reason }, 'the composition cannot be followed; what is live stays as it is, and it is tried again');
      onSource(false);
    }
    await pause(delay, signal);
    delay = Math.min(delay * 2, 5_000);
  }
}

async function* followOnce({
  releases,
  environment,
  signal: ended,
  silenceMs = 15_000,
}: WatchOptions): AsyncGenerator<string> {
  const silence = new AbortController();
  const signal = AbortSignal.any([ended, silence.signal]);
  const grant = await releases.open({ field: 'composition', args: { environment }, user: gatewayUser }, signal);
  if (!grant.ok) throw new Error(`the releases service refuses the gateway: ${grant.code} ${grant.message}`);
  const { projection, partition } = grant;
  const answer = await releases.documents({ projection, partition }, signal);
  const start = decodeCursor(answer.cursor);
  if (start === undefined)
    throw new Error(`the releases service answered with a cursor that is none: ${answer.cursor}`);
  const rows = new Map<string, Row>(answer.documents.map(([key, document]) => [key, document as Row]));
  yield newestOf(rows, encodeCursor({ epoch: start.epoch, position: start.position }));
  const after = encodeCursor({ epoch: start.epoch, position: start.position });
  const timer = setTimeout(() => silence.abort(new Error('the feed fell silent')), silenceMs);
  try {
    for await (const message of releases.feed(after, signal)) {
      timer.refresh();
      // Another log, another fold, or a feed that could not go on from here: what follows does not fit to what we have.
      if (message.kind === 'hello' && !continues(message, start, projection))
        throw new Error('the releases service has a new view of the composition');
      if (message.kind !== 'changes' || !applyChanges(rows, message, grant)) continue;
      yield newestOf(rows, encodeCursor({ epoch: start.epoch, position: message.position }));
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

interface Row {
  readonly revision?: string;
}

/** Every row carries the composition's revision; the last module's leaving is known by its position only. */
function newestOf(rows: ReadonlyMap<string, Row>, cursor: string): string {
  const [first] = rows.values();
  return first?.revision ?? cursor;
}

/** Whether anything of this partition changed. */
function applyChanges(rows: Map<string, Row>, { changes }: FeedMessage & { kind: 'changes' }, grant: Opening): boolean {
  let touched = false;
  for (const { projection, key, partition, was, document } of changes) {
    if (projection !== grant.projection) continue;
    const mine = grant.partition === '*' || partition === grant.partition;
    if (!mine && was !== grant.partition) continue;
    if (document === null || !mine) rows.delete(key);
    else rows.set(key, document as Row);
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
