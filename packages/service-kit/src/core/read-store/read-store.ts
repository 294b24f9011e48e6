/**
 * Where a service's documents are kept: the port that the memory store and the SQLite store implement. Synchronous: it
 * is in this process, and a fold or a resolver never waits for it.
 *
 * Invariants: documents, tombstones, parked events and the position they stand for are written together, or not at all.
 * A projection's position is the position up to which it is folded. It does not know events or folds.
 */
import type { Position } from '@tessera/event-log';
import type { IndexValue } from '../../definition/projection.ts';
import type { Page, PageRequest } from '../../definition/resolver.ts';

/** What a store must know of a projection to keep and find its documents. */
export interface ProjectionShape {
  readonly name: string;
  /** Identity of its fold; documents of another generation are never mixed with these. */
  readonly generation: string;
  readonly indexes: readonly string[];
  readonly partitioned: boolean;
  readonly searchable: boolean;
}

export interface StoredDocument {
  readonly doc: object;
  readonly partition: string;
  /** Of the commit that last changed it. */
  readonly position: Position;
}

/** A document as it is to be stored. */
export interface NewDocument extends StoredDocument {
  readonly json: string;
  /** In the order of the shape's `indexes`. */
  readonly values: readonly (IndexValue | null)[];
  /** Words to find it by, joined by spaces; empty unless searchable. */
  readonly words: string;
}

export interface DocumentChange {
  readonly projection: string;
  readonly key: string;
  readonly position: Position;
  /** Where it was before; undefined when it did not exist. */
  readonly was: string | undefined;
  /** Undefined: removed. */
  readonly now: NewDocument | undefined;
}

/** An event that a projection could not fold, and all that wait behind it. */
export interface ParkedEvent {
  readonly projection: string;
  readonly position: Position;
  readonly event: string;
  readonly type: string;
  readonly stream: string;
  /** Keys of the documents it touched; later events that touch them wait. */
  readonly keys: readonly string[];
  readonly reason: string;
}

export interface Batch {
  /** Everything up to it is folded now. */
  readonly position: Position;
  readonly changes: readonly DocumentChange[];
  readonly parked: readonly ParkedEvent[];
  /** Projections that stand still, with the position they are folded up to. @default none */
  readonly stopped?: ReadonlyMap<string, Position>;
}

export interface ChangedDocument {
  readonly key: string;
  readonly partition: string;
  readonly doc: object;
}

export interface GoneDocument {
  readonly key: string;
  /** The partition it is gone from; it may be in another one now. */
  readonly partition: string;
}

/** What changed after a position; undefined when tombstones don't reach back that far. */
export interface ChangesSince {
  readonly documents: readonly ChangedDocument[];
  readonly gone: readonly GoneDocument[];
}

export interface ReadStore {
  /** Each projection's position; 0 for one that is new or has changed. */
  position(projection: string): Position;
  get(projection: string, key: string): StoredDocument | undefined;
  page(projection: string, request: PageRequest): Page<object>;
  /** A whole partition (`*` = all), by key. */
  all(projection: string, partition: string): ChangedDocument[];
  /** Every document, by key. Nothing may be written while it is read. */
  each(projection: string): Iterable<StoredDocument & { readonly key: string }>;
  changedSince(projection: string, partition: string, after: Position): ChangesSince | undefined;
  /** Whether tombstones reach back to the position, so that `changedSince` can answer. */
  reachesBack(projection: string, after: Position): boolean;
  parked(): ParkedEvent[];
  write(batch: Batch): void;
  /** Every projection has caught up: what former generations left goes, and reading begins. */
  caughtUp(): void;
  /** Documents of somebody who was erased are written over: leaves no trace of what they were, on disk or in memory. */
  forgetFormer(): Promise<void>;
  close(): void;
}
