/** The hub's interface. */
import type { Clock } from '../clock/clock.ts';
import type { CloseCode, Notice } from '../protocol/frames.ts';
import type { SubscriptionRequest } from '../protocol/request.ts';
import type { CompiledSelection } from '../selection/selection.ts';
import type { Sink } from './sink.ts';
import type { DocumentSource, LiveUser } from './source.ts';

/** A published subscription as the gateway resolved it from its hash, compiled once per graph. */
export interface LiveOperation {
  readonly service: string;
  readonly selection: CompiledSelection;
}

export interface HubOptions {
  /** Asked once per service, when it is first subscribed to. */
  readonly source: (service: string) => DocumentSource | undefined;
  /** @default systemClock */
  readonly clock?: Clock;
  /** In [0, 1); jitter of reconnects. @default Math.random */
  readonly random?: () => number;
  /** At least this long between two frames of a group. @default 10 */
  readonly coalesceMs?: number;
  /** @default 15000 */
  readonly heartbeatMs?: number;
  /** A reader that has not drained for this long is closed. @default 60000 */
  readonly stallMs?: number;
  /** A feed that says nothing (it should every 5 s) for this long is taken for dead. @default 12500 */
  readonly feedSilenceMs?: number;
  /** How long a group without readers keeps its documents, so that reconnects resume from memory. @default 10000 */
  readonly lingerMs?: number;
  /** Removed keys remembered per group; readers further behind get `reset`. @default 10000 */
  readonly tombstones?: number;
  /** Told of what is unexpected, with its cause; clients only get codes. */
  readonly onError?: (error: unknown, where: { readonly service: string; readonly doing: string }) => void;
}

export interface ConnectRequest {
  readonly subscriptions: readonly SubscriptionRequest[];
  readonly user: LiveUser | null;
  /** Of the request's header, as it came (LIVE-4). */
  readonly lastEventId?: string | null | undefined;
  /** Hash → operation in the composition of this user; undefined = not published. */
  readonly operation: (hash: string) => LiveOperation | undefined;
  readonly sink: Sink;
  /** When the session ends, in ms since 1970 (LIVE-52). */
  readonly expiresAt?: number | undefined;
}

export interface HubConnection {
  /**
   * This user's operations are others from now on, such as those of another release of a service. A subscription that leads to another feed
   * goes over to it when that has answered, from where it is, and is served as before until then.
   */
  reroute(operation: (hash: string) => LiveOperation | undefined): void;
  /** Tells this peer alone. */
  notify(notice: Notice): void;
  /** The peer is gone, or should be: everything held for it is released. With a code it is told why first. */
  close(code?: CloseCode, message?: string): void;
}

export interface HubStats {
  readonly connections: number;
  /** Connections that take no more for now. */
  readonly blocked: number;
  readonly subscriptions: number;
  readonly groups: number;
  /** Documents held by all groups. */
  readonly documents: number;
  /** Frames encoded, and how often one was written to a connection. */
  readonly encoded: number;
  readonly written: number;
  readonly services: Readonly<
    Record<string, { readonly state: 'connecting' | 'live' | 'stale'; readonly position?: string | undefined }>
  >;
}

export interface Hub {
  /** Starts a stream: writes `hello` at once, the rest as it comes. */
  connect(request: ConnectRequest): HubConnection;
  /**
   * Grants may have changed: of one user (who is from now on `user`, roles included), or of everyone (LIVE-51). Holds their
   * subscriptions before it returns; resolves when their services have answered.
   */
  recheck(user?: LiveUser): Promise<void>;
  /** The user signed out or was blocked: their streams end (LIVE-52). */
  endSession(userId: string): void;
  /** Nobody is led to this service any more: its feed ends. */
  forget(service: string): void;
  /** To every open stream, or to one user's (LIVE-60). */
  notify(notice: Notice, userId?: string): void;
  /** Asks all clients to go elsewhere within `withinMs`, then closes what is left; resolves then, or when all have gone (LIVE-61). */
  drain(withinMs: number): Promise<void>;
  stats(): HubStats;
  /** Ends every stream with SHUTTING_DOWN and releases feeds, timers and documents (LIVE-62). */
  close(): void;
}
