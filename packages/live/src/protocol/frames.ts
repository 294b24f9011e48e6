/** The data of each frame, by SSE event name; PROTOCOL.md says when each is sent. */

/** A document as its operation selected it. */
export type PickedDocument = Readonly<Record<string, unknown>>;
export type KeyedDocument = readonly [key: string, document: PickedDocument];

/** Whose service it is, for people. */
export interface Owner {
  readonly team: string;
  readonly contact: string;
}

export type ResetReason = 'epoch' | 'generation' | 'floor' | 'cursor' | 'authorization';

/** Why a stream was ended by the server. */
export type CloseCode = 'SESSION_EXPIRED' | 'TOO_SLOW' | 'SHUTTING_DOWN';

export interface Notice {
  /** `composition`: another set of releases is live; `revision` names it. */
  readonly kind: string;
  readonly [detail: string]: unknown;
}

export interface FrameData {
  hello: { readonly protocol: 1; readonly heartbeatMs: number };
  subscribed: { readonly id: string; readonly group: string; readonly service: string; readonly owner?: Owner };
  snapshot: { readonly group: string; readonly cursor: string; readonly documents: readonly KeyedDocument[] };
  reset: {
    readonly group: string;
    readonly cursor: string;
    readonly reason: ResetReason;
    readonly documents: readonly KeyedDocument[];
  };
  change: {
    readonly group: string;
    readonly since: string;
    readonly cursor: string;
    readonly put: readonly KeyedDocument[];
    readonly gone: readonly string[];
  };
  status: {
    readonly service: string;
    readonly state: 'live' | 'stale';
    /** Milliseconds since 1970: when the service was last heard of. */
    readonly since: number;
    /** The stream's subscriptions to this service. */
    readonly ids: readonly string[];
    readonly owner?: Owner;
  };
  problem: {
    readonly id: string;
    readonly code: string;
    readonly message: string;
    readonly service?: string;
    readonly owner?: Owner;
  };
  heartbeat: { readonly at: number; readonly positions: Readonly<Record<string, string>> };
  notice: Notice;
  drain: { readonly withinMs: number };
  close: { readonly code: CloseCode; readonly message: string };
}

export type FrameName = keyof FrameData;

export const frameNames: readonly FrameName[] = [
  'hello',
  'subscribed',
  'snapshot',
  'reset',
  'change',
  'status',
  'problem',
  'heartbeat',
  'notice',
  'drain',
  'close',
];
