/** One reader's stream: its subscriptions, the links they lead to, and what is written to its sink. */
import type { Clock } from '../clock/clock.ts';
import { encodeCursor } from '../protocol/cursor.ts';
import type { CloseCode, Notice, ResetReason } from '../protocol/frames.ts';
import { decodeLastEventId } from '../protocol/last-event-id.ts';
import { encodeFrame } from '../protocol/sse.ts';
import type { ConnectRequest } from './hub-types.ts';
import { createLink, type Link, type LinkOwner } from './link.ts';
import { createOutbox } from './outbox.ts';
import type { ServiceFeed } from './service-feed.ts';
import type { LiveUser, Opening, Refusal } from './source.ts';
import { resolveSubscription, samePlace, type Subscription } from './subscription.ts';

export interface ConnectionOptions extends ConnectRequest {
  readonly clock: Clock;
  readonly heartbeatMs: number;
  readonly stallMs: number;
  readonly feedOf: (service: string) => ServiceFeed | undefined;
  /** Frames were queued: `flush` is to be called in this turn. */
  readonly onQueued: (connection: Connection) => void;
  readonly onWrite: () => void;
  readonly onError: (error: unknown) => void;
  /** It is over; called once, for whatever reason. */
  readonly onClosed: (connection: Connection) => void;
}

export interface Connection extends LinkOwner {
  readonly user: LiveUser | null;
  readonly blocked: boolean;
  readonly size: number;
  start(): void;
  flush(): void;
  /** The service of some of its subscriptions was lost or is back. */
  status(feed: ServiceFeed): void;
  /** `encode` gives the heartbeat for these positions. */
  heartbeat(encode: (positions: Readonly<Record<string, string>>) => Uint8Array): void;
  notify(notice: Notice): void;
  drain(withinMs: number): void;
  /** See `HubConnection`. */
  reroute(operation: ConnectRequest['operation']): void;
  /** Holds at once, resolves when everything has been asked again or waits for its service. */
  recheck(user: LiveUser | null): Promise<void>;
  close(code?: CloseCode, message?: string): void;
}

export function createConnection(options: ConnectionOptions): Connection {
  const { clock, sink } = options;
  const subscriptions = new Map<string, Subscription>();
  const links = new Map<string, Link>();
  const lastEvent = decodeLastEventId(options.lastEventId);
  let user = options.user;
  let out: Uint8Array[] = [];
  let closed = false;
  let cancelExpiry = (): void => undefined;

  const outbox = createOutbox({
    sink,
    clock,
    stallMs: options.stallMs,
    onWrite: options.onWrite,
    onStalled: () => end('stalled'),
    onBroken(error) {
      options.onError(error);
      end('stalled');
    },
    onRoom() {
      for (const link of links.values()) connection.queue(link);
      connection.flush();
    },
  });

  function start(): void {
    outbox.control('hello', encodeFrame('hello', { protocol: 1, heartbeatMs: options.heartbeatMs }));
    expire();
    for (const request of options.subscriptions) {
      const resolved = resolveSubscription(request, options.operation, options.feedOf);
      if (!resolved.ok) {
        fail(request.id, undefined, resolved);
        continue;
      }
      const { subscription } = resolved;
      subscriptions.set(subscription.id, subscription);
    }
    for (const feed of new Set([...subscriptions.values()].map((subscription) => subscription.feed)))
      if (feed.state === 'stale') connection.status(feed);
    for (const subscription of subscriptions.values()) ask(subscription).catch(options.onError);
  }

  function expire(): void {
    if (options.expiresAt === undefined) return;
    // Timers hold 2³¹ ms at most; a session that long is looked at again.
    const wait = Math.min(options.expiresAt - clock.now(), 2_000_000_000);
    cancelExpiry = clock.after(Math.max(0, wait), () => {
      if (clock.now() < options.expiresAt!) return expire();
      connection.close('SESSION_EXPIRED', 'The session has ended. Sign in again.');
    });
  }

  /** Asks the service who may see what; resolves when it has answered. */
  async function ask(subscription: Subscription): Promise<void> {
    subscription.asking.abort();
    const asking = new AbortController();
    subscription.asking = asking;
    const { feed, bound } = subscription;
    const answer = await feed.open({ field: bound.field, args: bound.args, user }, asking.signal);
    // Asked again meanwhile (grants changed), or nobody is there any more: this answer no longer counts.
    if (answer === undefined || asking.signal.aborted || closed) return;
    decide(subscription, answer);
  }

  function decide(subscription: Subscription, answer: Opening | Refusal): void {
    const { id, place } = subscription;
    const { former } = subscription;
    subscription.former = undefined;
    if (!answer.ok) {
      leave(subscription);
      if (former !== undefined) leave(former);
      subscriptions.delete(id);
      fail(id, subscription.feed, answer);
      return;
    }
    if (place !== undefined && samePlace(place.opening, answer)) {
      place.link.held.delete(id);
      push(place.link);
      return;
    }
    const from = place ?? former?.place;
    const seen = from?.link.seen();
    leave(subscription);
    if (former !== undefined) leave(former);
    if (from === undefined) return enter(subscription, answer, undefined, undefined);
    const reset = samePlace(from.opening, answer) ? undefined : 'authorization';
    enter(subscription, answer, seen === undefined ? undefined : encodeCursor(seen), reset);
    // What was said of the other one does not hold here.
    if (former !== undefined && former.feed.state !== subscription.feed.state) connection.status(subscription.feed);
  }

  function enter(subscription: Subscription, opening: Opening, seen: string | undefined, reset?: ResetReason): void {
    const { id, feed, bound } = subscription;
    const group = feed.join(opening, bound);
    const fromHeader = lastEvent?.group === group.id ? lastEvent.cursor : undefined;
    const claimed = subscription.after === undefined ? fromHeader : (subscription.after ?? undefined);
    const after = seen ?? claimed;
    let link = links.get(group.id);
    if (link === undefined) {
      link = createLink({ group, owner: connection, wake: push, wait: feed.wait, after, reset });
      links.set(group.id, link);
      group.links.add(link);
    } else link.rewind({ after, reset });
    link.ids.add(id);
    subscription.place = { opening, link };
    const owner = feed.source.owner;
    const { service } = feed.source;
    outbox.control(
      `subscribed ${id}`,
      encodeFrame('subscribed', { id, group: group.id, service, ...(owner === undefined ? {} : { owner }) }),
    );
    push(link);
  }

  function reroute(operation: ConnectRequest['operation']): void {
    for (const request of options.subscriptions) {
      const before = subscriptions.get(request.id);
      // It was refused, and its reader knows.
      if (before === undefined) continue;
      const resolved = resolveSubscription(request, operation, options.feedOf);
      if (!resolved.ok) {
        before.asking.abort();
        if (before.former !== undefined) leave(before.former);
        leave(before);
        subscriptions.delete(request.id);
        fail(request.id, before.feed, resolved);
        continue;
      }
      const { subscription } = resolved;
      if (subscription.feed === before.feed) continue;
      before.asking.abort();
      subscription.former = before.place === undefined ? before.former : before;
      subscriptions.set(request.id, subscription);
      ask(subscription).catch(options.onError);
    }
  }

  function leave(subscription: Subscription): void {
    const { place, id, feed } = subscription;
    subscription.place = undefined;
    if (place === undefined) return;
    const { link } = place;
    link.ids.delete(id);
    link.held.delete(id);
    if (link.ids.size > 0) return;
    links.delete(link.group.id);
    link.group.links.delete(link);
    feed.left(link.group);
  }

  function fail(
    id: string,
    feed: ServiceFeed | undefined,
    { code, message }: { readonly code: string; readonly message: string },
  ): void {
    const owner = feed?.source.owner;
    const whose = feed === undefined ? {} : { service: feed.source.service, ...(owner === undefined ? {} : { owner }) };
    outbox.control(`problem ${id}`, encodeFrame('problem', { id, code, message, ...whose }));
  }

  function push(link: Link): void {
    connection.queue(link);
    connection.flush();
  }

  function end(how: 'ended' | 'stalled'): void {
    if (closed) return;
    closed = true;
    cancelExpiry();
    for (const subscription of subscriptions.values()) {
      subscription.asking.abort();
      leave(subscription);
      if (subscription.former !== undefined) leave(subscription.former);
    }
    subscriptions.clear();
    out = [];
    outbox.close(how);
    options.onClosed(connection);
  }

  const connection: Connection = {
    get user() {
      return user;
    },
    get blocked() {
      return outbox.blocked;
    },
    get size() {
      return subscriptions.size;
    },
    start,
    queue(link) {
      if (closed || outbox.blocked) return;
      const frame = link.take();
      if (frame === undefined) return;
      out.push(frame.bytes);
      if (out.length === 1) options.onQueued(connection);
    },
    flush() {
      const frames = out;
      if (frames.length === 0) return;
      out = [];
      outbox.write(frames.length === 1 ? frames[0]! : concatenate(frames));
    },
    status(feed) {
      const concerned = [...subscriptions.values()].filter((subscription) => subscription.feed === feed);
      if (concerned.length === 0) return;
      const ids = concerned.map(({ id }) => id);
      const { service, owner } = feed.source;
      const state = feed.state === 'stale' ? 'stale' : 'live';
      const data = { service, state, since: feed.heardAt, ids, ...(owner === undefined ? {} : { owner }) } as const;
      outbox.control(`status ${service}`, encodeFrame('status', data));
    },
    heartbeat(encode) {
      if (closed || outbox.blocked) return;
      const positions = new Map<string, string>();
      const behind = new Set<ServiceFeed>();
      for (const { feed, place } of subscriptions.values()) {
        const served = feed.served();
        if (served === undefined || place === undefined || !place.link.upToDate()) behind.add(feed);
        else positions.set(feed.source.service, served);
      }
      for (const feed of behind) positions.delete(feed.source.service);
      outbox.control('heartbeat', encode(Object.fromEntries(positions)));
    },
    notify: (notice) => outbox.control(`notice ${notice.kind}`, encodeFrame('notice', notice)),
    drain: (withinMs) => outbox.control('drain', encodeFrame('drain', { withinMs })),
    reroute,
    async recheck(now) {
      user = now;
      const asked = [...subscriptions.values()];
      for (const { id, place } of asked) place?.link.held.add(id);
      await Promise.all(asked.map(ask));
    },
    close(code, message = '') {
      if (closed) return;
      if (code !== undefined) outbox.control('close', encodeFrame('close', { code, message }));
      end('ended');
    },
  };
  return connection;
}

function concatenate(frames: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(frames.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const frame of frames) {
    bytes.set(frame, at);
    at += frame.length;
  }
  return bytes;
}
