/**
 * The event log's port: what every engine offers and every host builds on.
 *
 * Invariants: the log is append-only and totally ordered; an acknowledged append is durable; a commit is atomic.
 * Inside a process a position is a number; outside it travels as an opaque cursor (see `cursor.ts`) that carries the
 * log's epoch, so that a position from a restored log is recognised, never misread.
 */

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };
export type JsonObject = { readonly [key: string]: JsonValue };

/** The number of a commit in the log. Starts at 1; 0 means "before everything". */
export type Position = number;

/** An event as it is handed to `append`. */
export interface NewEvent {
  readonly type: string;
  /** The version of the event's schema. @default 1 */
  readonly version?: number;
  readonly data: JsonObject;
}

/** An event as it was recorded. `id` is `<position>-<index in the commit>`, unique within an epoch. */
export interface RecordedEvent {
  readonly id: string;
  readonly type: string;
  readonly version: number;
  readonly data: JsonObject;
}

/** Who and what caused a commit. Never personal data; `user` is an id. */
export interface CommitMeta {
  readonly correlationId?: string;
  /** The id of the event or command that caused this commit. */
  readonly causationId?: string;
  readonly user?: string;
  readonly traceparent?: string;
}

/** What one append stored atomically: 1..n events of one stream. */
export interface Commit {
  readonly position: Position;
  /** `ev.<service>.<stream type>.<id>` */
  readonly stream: string;
  readonly commandId?: string;
  /** ISO 8601, UTC, millisecond precision; the appending process's clock. Never used for ordering. */
  readonly time: string;
  readonly events: readonly RecordedEvent[];
  readonly meta: CommitMeta;
}

/** `'none'`: the stream must not exist. A number: the stream's version must be that position. `'any'`: no expectation. */
export type Expect = 'any' | 'none' | Position;

export interface AppendOptions {
  /** @default 'any' */
  readonly expect?: Expect;
  /** Idempotency key, scoped to the stream, for ever. */
  readonly commandId?: string;
  readonly meta?: CommitMeta;
  /** ISO 8601. @default the engine's clock */
  readonly time?: string;
}

/** A conflict is a value, not an exception. A repeated `commandId` answers the first commit with `duplicate: true`. */
export type AppendResult =
  | { readonly ok: true; readonly commit: Commit; readonly duplicate: boolean }
  | { readonly ok: false; readonly conflict: { readonly expected: Expect; readonly actual: Position } };

export interface StreamSlice {
  /** Position of the stream's last commit; 0 when the stream does not exist. */
  readonly version: Position;
  readonly commits: readonly Commit[];
}

/**
 * What a subscription yields. `progress(p)`: nothing that matches the filter remains up to p; everything that matched
 * up to p has been yielded before. Emitted each time the subscription has caught up: first when it has reached the head
 * there was when it began, then whenever the head has moved, past matching commits or others. Positions only grow.
 */
export type LogItem =
  { readonly kind: 'commit'; readonly commit: Commit } | { readonly kind: 'progress'; readonly position: Position };

export interface SubscribeOptions {
  /** Exclusive. @default 0 */
  readonly after?: Position;
  /**
   * Subject patterns, any of which may match; tokens are dot-separated, `*` matches one token, a final `>` the rest
   * (NATS syntax): `ev.orders.order.*`, `ev.catalog.>`. @default everything
   */
  readonly filter?: readonly string[];
}

export interface EventLog {
  /** Identity of this log's history; changes when a log is restored or swapped. */
  readonly epoch: string;
  append(stream: string, events: readonly NewEvent[], options?: AppendOptions): Promise<AppendResult>;
  /** Reads one stream, oldest first. `after` is exclusive and lets a cached state be topped up. */
  read(stream: string, options?: { readonly after?: Position }): Promise<StreamSlice>;
  /** The commit a command produced on a stream, if any. Used before deciding. */
  findCommand(stream: string, commandId: string): Promise<Commit | undefined>;
  /** Catch-up then live, without a gap. Ends when the signal aborts (by returning, not by throwing). */
  subscribe(options: SubscribeOptions, signal: AbortSignal): AsyncIterable<LogItem>;
  /** Position of the newest commit; 0 for an empty log. */
  head(): Promise<Position>;
  close(): Promise<void>;
}
