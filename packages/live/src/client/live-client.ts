/**
 * The live client: one stream for everything a page subscribes to, views that survive it, and subscribers that are told
 * what changed. See PROTOCOL.md; the connection is its own part, so that it can be hosted elsewhere.
 */
import { systemClock } from '../clock/clock.ts';
import { decodeCursor } from '../protocol/cursor.ts';
import type { FrameData } from '../protocol/frames.ts';
import { createConnection, type Frame } from './connection.ts';
import { createEventSourceTransport } from './event-source-transport.ts';
import { browserNetwork } from './network.ts';
import { createPositions } from './positions.ts';
import { createSubscription, type ClientSubscription } from './subscription.ts';
import type { LiveClient, LiveClientOptions, LiveListener, LiveQuery, LiveStatus } from './types.ts';

/** A lost stream that is back this soon is no news. */
const blipMs = 1_500;
/** What a new stream does not confirm in this time is not current. */
const confirmMs = 5_000;
/** Not more often than this is the whole view asked for again. */
const restartMs = 5_000;
/** A stream that is behind is given this long to send a reset before it is asked anew. */
const behindMs = 250;

export function createLiveClient(options: LiveClientOptions): LiveClient {
  const { url, app, clock = systemClock, random = Math.random, graceMs = 5_000 } = options;
  const transport = options.transport ?? createEventSourceTransport({ url, app, fetch: options.fetch });
  const byQuery = new Map<string, ClientSubscription>();
  const byId = new Map<string, ClientSubscription>();
  const leaving = new Map<string, () => void>();
  const statusListeners = new Set<(status: LiveStatus) => void>();
  const positions = createPositions((service, cursor) => options.onPositions?.(service, cursor));
  /** Group → subscriptions, of the stream in use. */
  let groups = new Map<string, Set<ClientSubscription>>();
  /** Their stream goes on from before what they show. */
  const behind = new Set<ClientSubscription>();
  const counts = { frames: 0, ignored: 0, gaps: 0, resets: 0 };
  let nextId = 1;
  let cancelDoubt = (): void => undefined;
  let cancelRestart: (() => void) | undefined;

  const connection = createConnection({
    transport,
    clock,
    random,
    network: options.network ?? browserNetwork,
    heartbeatMs: options.heartbeatMs ?? 15_000,
    backoff: options.backoff ?? {},
    subscriptions: () => [...byId.values()].map(({ request }) => request),
    onFrame,
    onLost: () => doubtAfter(blipMs),
    onStatus(status) {
      for (const listener of [...statusListeners]) listener(status);
    },
    onSignedOut: () => options.onSignedOut?.(),
  });

  function doubtAfter(ms: number): void {
    cancelDoubt();
    for (const subscription of byId.values()) subscription.unconfirm();
    cancelDoubt = clock.after(ms, () => {
      const problem = connection.status.problem ?? { code: 'NOT_CAUGHT_UP', message: 'The server is catching up.' };
      for (const subscription of [...byId.values()]) subscription.doubt(problem);
    });
  }

  function onFrame(frame: Frame): void {
    counts.frames += 1;
    switch (frame.name) {
      case 'hello':
        groups = new Map();
        return doubtAfter(confirmMs);
      case 'subscribed':
        return onSubscribed(frame.data);
      case 'snapshot':
      case 'reset':
      case 'change':
        return onDocuments(frame);
      case 'status':
        for (const id of frame.data.ids) byId.get(id)?.serviceStatus(frame.data);
        return;
      case 'problem':
        return onProblem(frame.data);
      case 'heartbeat':
        return onHeartbeat(frame.data);
      case 'notice':
        return options.onNotice?.(frame.data);
      case 'drain':
      case 'close':
        return;
    }
  }

  function onSubscribed(data: FrameData['subscribed']): void {
    const subscription = byId.get(data.id);
    if (subscription === undefined) return;
    subscription.accepted(data);
    for (const members of groups.values()) members.delete(subscription);
    const members = groups.get(data.group) ?? new Set();
    groups.set(data.group, members.add(subscription));
  }

  function onDocuments(frame: Frame & { name: 'snapshot' | 'reset' | 'change' }): void {
    const { group, cursor } = frame.data;
    for (const subscription of groups.get(group) ?? []) {
      const applied = subscription.apply(frame);
      if (applied.kind === 'reset') counts.resets += 1;
      if (applied.kind === 'gap') onGap(subscription);
      if (applied.kind === 'behind') onBehind(subscription);
      if (subscription.service !== undefined) positions.see(subscription.service, cursor);
    }
  }

  function onGap(subscription: ClientSubscription): void {
    counts.gaps += 1;
    subscription.restart();
    cancelRestart ??= clock.after(random() * restartMs, restart);
  }

  function onBehind(subscription: ClientSubscription): void {
    counts.ignored += 1;
    subscription.distrust();
    behind.add(subscription);
    cancelRestart ??= clock.after(behindMs, restart);
  }

  function restart(): void {
    cancelRestart = undefined;
    const waiting = [...byId.values()].some(({ confirmed, request }) => !confirmed && request.after === null);
    // No reset came: asked with the cursor there is now, the server goes on from that as soon as it can (LIVE-22).
    const left = [...behind].some(({ confirmed }) => !confirmed);
    behind.clear();
    if (waiting || left) connection.refresh();
  }

  function onProblem(data: FrameData['problem']): void {
    const subscription = byId.get(data.id);
    if (subscription === undefined) return;
    for (const members of groups.values()) members.delete(subscription);
    subscription.refused(data);
  }

  function onHeartbeat({ positions: at }: FrameData['heartbeat']): void {
    for (const [service, text] of Object.entries(at)) {
      const cursor = decodeCursor(text);
      positions.see(service, text);
      if (cursor === undefined) continue;
      for (const subscription of byId.values()) if (subscription.service === service) subscription.heartbeat(cursor);
    }
  }

  function find(query: LiveQuery): { key: string; subscription: ClientSubscription } {
    const key = `${query.hash} ${canonical(query.variables ?? {})}`;
    const known = byQuery.get(key);
    if (known !== undefined) return { key, subscription: known };
    const subscription = createSubscription(String(nextId), query, clock.now);
    nextId += 1;
    byQuery.set(key, subscription);
    byId.set(subscription.id, subscription);
    connection.refresh();
    return { key, subscription };
  }

  /** Pages that come and go leave their subscription for a moment, so that going back costs nothing. */
  function leave(key: string, subscription: ClientSubscription): void {
    if (subscription.listeners.size > 0 || byQuery.get(key) !== subscription) return;
    leaving.get(key)?.();
    leaving.set(
      key,
      clock.after(graceMs, () => {
        leaving.delete(key);
        byQuery.delete(key);
        byId.delete(subscription.id);
        for (const members of groups.values()) members.delete(subscription);
        connection.refresh();
      }),
    );
  }

  return {
    subscribe(query, listener) {
      const { key, subscription } = find(query);
      leaving.get(key)?.();
      leaving.delete(key);
      // A function of its own: the same listener may subscribe twice. Documents are what the operation selected; its types say so.
      const own: LiveListener = (update) => (listener as LiveListener)(update);
      subscription.listeners.add(own);
      own(subscription.current());
      return () => {
        if (subscription.listeners.delete(own)) leave(key, subscription);
      };
    },
    connect() {
      if (connection.status.state === 'idle') connection.refresh();
    },
    reconnect: connection.reconnect,
    get status() {
      return connection.status;
    },
    onStatus(listener) {
      statusListeners.add(listener);
      return () => void statusListeners.delete(listener);
    },
    get stats() {
      return { ...counts, attempts: connection.attempts };
    },
    close() {
      cancelDoubt();
      cancelRestart?.();
      for (const cancel of leaving.values()) cancel();
      leaving.clear();
      connection.close();
      byQuery.clear();
      byId.clear();
      statusListeners.clear();
    },
  };
}

/** JSON with sorted keys, so that `{a, b}` and `{b, a}` are one subscription. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
