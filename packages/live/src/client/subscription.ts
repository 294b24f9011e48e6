/** One subscription of the client, shared by everybody who asks the same: its view, its state, and who is told. */
import type { FrameData, Owner } from '../protocol/frames.ts';
import type { Cursor } from '../protocol/cursor.ts';
import type { SubscriptionRequest } from '../protocol/request.ts';
import type { LiveListener, LiveProblem, LiveQuery, LiveUpdate } from './types.ts';
import { createView, type Applied, type Difference } from './view.ts';

export interface ClientSubscription {
  readonly id: string;
  readonly request: SubscriptionRequest;
  readonly service: string | undefined;
  readonly listeners: Set<LiveListener>;
  /** The stream in use has shown that the view is current. */
  readonly confirmed: boolean;
  /** What a subscriber is told that comes now. */
  current(): LiveUpdate;
  /** A frame of its group has come. Answers what became of it. */
  apply(
    frame:
      | { name: 'snapshot' | 'reset'; data: FrameData['reset'] | FrameData['snapshot'] }
      | { name: 'change'; data: FrameData['change'] },
  ): Applied;
  accepted(frame: FrameData['subscribed']): void;
  refused(frame: FrameData['problem']): void;
  serviceStatus(frame: FrameData['status']): void;
  /** All is well up to this position of the service. */
  heartbeat(cursor: Cursor): void;
  /** The stream was lost or replaced: until a frame comes the view counts as current only for a moment longer. */
  unconfirm(): void;
  /** That moment is over. */
  doubt(problem: LiveProblem): void;
  /** The stream sends what does not fit the view: it shows nothing of whether that is current. */
  distrust(): void;
  /** The next stream asks for the whole view. */
  restart(): void;
}

const unchanged: Difference = { changed: [], removed: [] };

export function createSubscription(id: string, query: LiveQuery, now: () => number): ClientSubscription {
  const view = createView();
  const listeners = new Set<LiveListener>();
  let state: LiveUpdate['state'] = 'loading';
  let asOf: number | null = null;
  let problem: LiveProblem | null = null;
  /** The stream in use has sent a frame: what is shown is what the server shows. */
  let confirmed = false;
  /** Its service does not answer. */
  let unserved = false;
  let service: string | undefined;
  let owner: Owner | undefined;

  function tell(difference: Difference): void {
    const update: LiveUpdate = { documents: view.documents, ...difference, state, asOf, problem };
    for (const listener of [...listeners]) listener(update);
  }

  function whose(): { readonly service?: string; readonly owner?: Owner } {
    return { ...(service === undefined ? {} : { service }), ...(owner === undefined ? {} : { owner }) };
  }

  /** The server has shown that the view is current. */
  function confirm(difference: Difference): void {
    const before = state;
    confirmed = true;
    if (!unserved) {
      state = 'live';
      problem = null;
      asOf = now();
    } else state = 'stale';
    if (before !== state || difference.changed.length > 0 || difference.removed.length > 0) tell(difference);
  }

  return {
    id,
    listeners,
    get confirmed() {
      return confirmed;
    },
    get service() {
      return service;
    },
    get request() {
      const { hash, variables } = query;
      // Null, not absent: `Last-Event-ID` may be of this very group, from a subscription that was here before.
      return { id, hash, ...(variables === undefined ? {} : { variables }), after: view.cursor ?? null };
    },
    current: () => ({ documents: view.documents, ...unchanged, state, asOf, problem }),
    apply(frame) {
      const applied = frame.name === 'change' ? view.change(frame.data) : view.full(frame.data);
      if (applied.kind === 'applied' || applied.kind === 'reset') confirm(applied);
      else if (applied.kind === 'known') confirm(unchanged);
      return applied;
    },
    accepted(frame) {
      ({ service, owner } = frame);
    },
    refused({ code, message, service: of, owner: by }) {
      service = of ?? service;
      owner = by ?? owner;
      problem = { code, message, ...whose() };
      confirmed = false;
      state = 'stale';
      // A service that has trouble takes nothing away; everything else says that this is not to be seen.
      tell(code === 'SERVICE_UNAVAILABLE' ? unchanged : view.clear());
    },
    serviceStatus(frame) {
      ({ service, owner } = frame);
      unserved = frame.state === 'stale';
      if (!unserved) {
        problem = null;
        if (confirmed) confirm(unchanged);
        return;
      }
      asOf = asOf === null ? null : Math.min(asOf, frame.since);
      problem = { code: 'SERVICE_UNAVAILABLE', message: `The service ${service} does not answer.`, ...whose() };
      if (state === 'live') state = 'stale';
      tell(unchanged);
    },
    heartbeat(cursor) {
      if (!confirmed || unserved) return;
      view.advance(cursor);
      asOf = now();
    },
    unconfirm() {
      confirmed = false;
      // Another gateway may reach the service; if not, it says so.
      unserved = false;
      view.newStream();
    },
    doubt(why) {
      if (confirmed || state !== 'live') return;
      state = 'stale';
      problem = why;
      tell(unchanged);
    },
    distrust() {
      confirmed = false;
    },
    restart() {
      confirmed = false;
      view.forgetCursor();
    },
  };
}
