/** The client's interface. */
import type { Clock } from '../clock/clock.ts';
import type { Notice, Owner, PickedDocument } from '../protocol/frames.ts';
import type { LiveTransport } from './transport.ts';

/** A published subscription and what it is asked with. */
export interface LiveQuery {
  readonly hash: string;
  /** For messages and tools. */
  readonly name: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

export interface LiveProblem {
  readonly code: string;
  readonly message: string;
  readonly service?: string;
  readonly owner?: Owner;
}

/** What a subscriber is told. The map is never changed afterwards: compare by identity. */
export interface LiveUpdate<Document = PickedDocument> {
  /** Key → document, in the order they first came. */
  readonly documents: ReadonlyMap<string, Document>;
  /** Keys that came or changed with this update. After a reset: those that really differ. */
  readonly changed: readonly string[];
  readonly removed: readonly string[];
  /** `loading` until the first view; `stale`: the view stands, but is not being kept up to date. */
  readonly state: 'loading' | 'live' | 'stale';
  /** When the view was last known to be current, in ms since 1970; null while loading. */
  readonly asOf: number | null;
  /** Why it is stale or empty. */
  readonly problem: LiveProblem | null;
}

export type LiveListener<Document = PickedDocument> = (update: LiveUpdate<Document>) => void;

export interface LiveStatus {
  /**
   * `idle`: nothing was subscribed to yet. `reconnecting`: lost, will be tried again. `offline`: the browser says there is no
   * network. `signed-out`: nothing is tried before `reconnect()`.
   */
  readonly state: 'idle' | 'connecting' | 'live' | 'reconnecting' | 'offline' | 'signed-out';
  /** Since when, in ms since 1970. */
  readonly since: number;
  /** What the last attempt met. */
  readonly problem: LiveProblem | null;
}

/** Whether the machine has a network, as far as it knows: a hint, never trusted alone. */
export interface Network {
  online(): boolean;
  /** `listener` is called when the network may have come back, or is gone; the answer stops it. */
  onChange(listener: () => void): () => void;
}

export interface LiveClientOptions {
  /** Where the stream is; `/live`. */
  readonly url: string | URL;
  /** `app@version` or `shell@version`, asked at each attempt; sent as `x-tessera-app`. */
  readonly app: () => string;
  /** @default globalThis.fetch */
  readonly fetch?: typeof globalThis.fetch;
  /** How a stream is opened. @default server-sent events through the npm package `eventsource` */
  readonly transport?: LiveTransport;
  /** @default systemClock */
  readonly clock?: Clock;
  /** In [0, 1). @default Math.random */
  readonly random?: () => number;
  /** @default the browser's `navigator.onLine` and its events; elsewhere always online */
  readonly network?: Network;
  /** How long a subscription without subscribers is kept. @default 5000 */
  readonly graceMs?: number;
  /** Assumed until the server says. @default 15000 */
  readonly heartbeatMs?: number;
  /** Pause before the second attempt, and the longest. @default 250, 15000 */
  readonly backoff?: { readonly minMs?: number; readonly maxMs?: number };
  /** The newest position seen of a service, as a cursor without generation: queries may ask for at least that. */
  readonly onPositions?: (service: string, cursor: string) => void;
  /** The session has ended (401). */
  readonly onSignedOut?: () => void;
  /** `{kind: 'composition', revision}` and the like. */
  readonly onNotice?: (notice: Notice) => void;
}

/** Counted since the client was made; for tests and tools. */
export interface LiveClientStats {
  /** Streams opened, successful or not. */
  readonly attempts: number;
  readonly frames: number;
  /** Frames at or before the position a subscription had (LIVE-13). */
  readonly ignored: number;
  /** Frames that began after the position a subscription had (LIVE-14). */
  readonly gaps: number;
  readonly resets: number;
}

export interface LiveClient {
  /**
   * Calls `listener` at once with what is there, then with each update. Subscribers to the same (hash, variables) share one
   * subscription. The answer ends it; may be called twice.
   */
  subscribe<Document = PickedDocument>(query: LiveQuery, listener: LiveListener<Document>): () => void;
  /** Opens the stream without a subscription, for notices. */
  connect(): void;
  /** Tries again now: after a sign-in, or because somebody asked. */
  reconnect(): void;
  readonly status: LiveStatus;
  onStatus(listener: (status: LiveStatus) => void): () => void;
  readonly stats: LiveClientStats;
  close(): void;
}
