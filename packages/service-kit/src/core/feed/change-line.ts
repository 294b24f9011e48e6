/** What `/feed` says, as values; the hosts encode each once for all readers. Positions are numbers of `hello`'s epoch. */
import type { Position } from '@tessera/event-log';
import type { Flushed } from '../fold/folder.ts';

export interface FeedChange {
  readonly projection: string;
  readonly key: string;
  /** Where it is now; where it was, when it is gone. */
  readonly partition: string;
  /** Another partition it was in before. */
  readonly was?: string;
  /** Null: removed. */
  readonly document: object | null;
}

export interface HelloLine {
  readonly kind: 'hello';
  readonly service: string;
  readonly epoch: string;
  /** Projection → generation. */
  readonly generations: { readonly [projection: string]: string };
  /**
   * Projection → as of when its documents are. They are of a former fold and stand still while those of the present one are
   * made; another hello tells when they are there.
   */
  readonly former?: { readonly [projection: string]: Position };
  /** Everything after it follows. Later than what was asked for: there is a gap, fetch the documents. */
  readonly position: Position;
}

export interface ChangesLine {
  readonly kind: 'changes';
  readonly position: Position;
  readonly changes: readonly FeedChange[];
}

export interface ProgressLine {
  readonly kind: 'progress';
  readonly position: Position;
}

export type FeedLine = HelloLine | ChangesLine | ProgressLine | { readonly kind: 'heartbeat' };

export function changeLine({ position, changes }: Flushed): ChangesLine | ProgressLine {
  if (changes.length === 0) return { kind: 'progress', position };
  return { kind: 'changes', position, changes: changes.map(toFeedChange) };
}

function toFeedChange({ projection, key, was, now }: Flushed['changes'][number]): FeedChange {
  if (now === undefined) return { projection, key, partition: was ?? 'all', document: null };
  const { partition, doc } = now;
  return { projection, key, partition, ...(was === undefined || was === partition ? {} : { was }), document: doc };
}
