/**
 * Where a service's documents are kept: the port that the memory store and the SQLite store implement. Synchronous: it
 * is in this process, and a fold or a resolver never waits for it.
 *
 * Invariants: a projection's documents, tombstones, parked events and the position they stand for are written together, or
 * not at all. A projection's position is the position up to which it is folded. It does not know events or folds.
 *
 * Blue and green: a projection whose fold has changed goes on showing the documents of the fold before, as of where they
 * stood, until those of the new fold are put in their place in one step.
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
  /** How it is read; see `canServe`. */
  readonly reading: Reading;
}

/** What readers rely on, as text, so that the documents of a former fold can be judged by it. */
export interface Reading {
  readonly partition: string;
  readonly search: string;
  readonly indexes: { readonly [index: string]: string };
  /** `Type.field` → its type in SDL, from the documents' type on downwards; without those that have a resolver. */
  readonly fields: { readonly [field: string]: string };
}

/** `live`: folded on; `former`: of the fold before, which stands still; `none`: nothing may be answered yet. */
export type Standing =
  | { readonly state: 'live' | 'former'; readonly generation: string; readonly position: Position }
  | { readonly state: 'none' };

/** New documents of some projections, made beside those that are served. */
export interface Preparation {
  /** Erasures up to here had been carried out when it was begun. */
  readonly clean: Position;
  /** Projection → file, for a thread that folds ahead; undefined: it is in memory. */
  readonly files: ReadonlyMap<string, string> | undefined;
  /** What this thread folds into. Close it before anybody else opens the files. */
  open(): ReadStore;
  /** They are served from now on, in one step; the former documents go. Closes what `open` gave. */
  swap(): void;
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
  /**
   * Where it was in between, since the last write, and is not any more: whoever comes from a replica that wrote at another
   * moment may have seen it there. @default nowhere
   */
  readonly passed?: readonly Passage[];
}

export interface Passage {
  readonly partition: string;
  /** Of the commit with which it left. */
  readonly position: Position;
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
  /** It did not fail itself: it waits behind one that did. */
  readonly waits: boolean;
}

export interface Batch {
  /** Everything up to it is folded now. */
  readonly position: Position;
  readonly changes: readonly DocumentChange[];
  /** To be added. */
  readonly parked: readonly ParkedEvent[];
  /** Projections that stand still, with the position they are folded up to. @default none */
  readonly stopped?: ReadonlyMap<string, Position>;
  /** Projection → all that is parked now: somebody decided about what was. */
  readonly reparked?: ReadonlyMap<string, readonly ParkedEvent[]>;
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
  /** Whose documents are served, and as of when. */
  standing(projection: string): Standing;
  /** A live projection's position; 0 for one that is new. */
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
  /** Of the projections that are folded here. */
  parked(): ParkedEvent[];
  /** Of live projections. What failed in the middle may be repeated. */
  write(batch: Batch): void;
  /** Every live projection has caught up: reading begins. */
  caughtUp(): void;
  /** Before documents of somebody who is erased are written over: `forgetFormer` is owed from now on, by the next process, too. */
  oweForgetting(): void;
  readonly owesForgetting: boolean;
  /**
   * Documents of somebody who was erased are written over: leaves no trace of what they were, on disk or in memory. Documents
   * that are not folded on, of a former fold or half made, go as a whole.
   */
  forgetFormer(): Promise<void>;
  /** Projections without documents of their present fold, and those whose rebuild broke off. */
  missing(): readonly string[];
  /** Documents for projections that have none of their present fold. Goes on with what an earlier attempt left, unless `anew`. */
  prepare(projections: readonly string[], anew: boolean, clean: Position): Preparation;
  close(): void;
}
