/** What the hub needs of a service; the shapes are those of seams.md §3. `createHttpSource` is one over HTTP. */
import type { Owner } from '../protocol/frames.ts';

/** Who reads. The hub only compares ids and hands the rest on. */
export interface LiveUser {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly string[];
}

/** A document as the projection keeps it. */
export type SourceDocument = Readonly<Record<string, unknown>>;

export interface OpenRequest {
  readonly field: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** Null for somebody who is not signed in. */
  readonly user: LiveUser | null;
}

export interface Opening {
  readonly ok: true;
  readonly projection: string;
  /** `*` = all partitions. */
  readonly partition: string;
  /** The GraphQL type of the documents. */
  readonly type: string;
  /** Readers of different scopes never share frames. @default '' */
  readonly scope?: string;
}

export interface Refusal {
  readonly ok: false;
  readonly code: string;
  readonly message: string;
}

export interface DocumentsRequest {
  readonly projection: string;
  readonly partition: string;
  /** Cursor with generation; without it everything is wanted. */
  readonly after?: string;
}

export interface DocumentsAnswer {
  /** With generation: the state this answer shows. */
  readonly cursor: string;
  /** `documents` is everything, because there was no `after`, or it could not be served. */
  readonly reset: boolean;
  readonly documents: readonly (readonly [key: string, document: SourceDocument])[];
  readonly gone: readonly string[];
}

export interface DocumentChange {
  readonly projection: string;
  readonly key: string;
  readonly partition: string;
  /** The partition it was in, when it moved. */
  readonly was?: string;
  /** Null: removed. */
  readonly document: SourceDocument | null;
}

export type FeedMessage =
  | {
      readonly kind: 'hello';
      readonly epoch: string;
      /** Projection → the identity of its fold. */
      readonly generations: Readonly<Record<string, string>>;
      /** Projection → as of when its documents are: of a former fold, they stand still until another hello. */
      readonly former?: Readonly<Record<string, number>>;
      /** Everything after this position follows. Equal to `after` when the feed resumes without a gap. */
      readonly position: number;
    }
  | { readonly kind: 'changes'; readonly position: number; readonly changes: readonly DocumentChange[] }
  | { readonly kind: 'progress'; readonly position: number }
  | { readonly kind: 'heartbeat' };

/** Every method may reject when the service cannot be reached; the hub retries. */
export interface DocumentSource {
  readonly service: string;
  readonly owner?: Owner;
  open(request: OpenRequest, signal: AbortSignal): Promise<Opening | Refusal>;
  documents(request: DocumentsRequest, signal: AbortSignal): Promise<DocumentsAnswer>;
  /**
   * Starts with `hello`; another `hello` may come at any time (a rebuilt projection was swapped in). All changes of a commit
   * are in one message. `after` is a cursor without generation. Ends or throws when the connection is lost.
   */
  feed(after: string | undefined, signal: AbortSignal): AsyncIterable<FeedMessage>;
}
