/**
 * The live hub: one feed per service, groups of readers that see the same, frames encoded once. Pure: it knows neither
 * sockets nor HTTP, and time only through its clock. See PROTOCOL.md for what it promises.
 */
import { systemClock } from '../clock/clock.ts';
import { encodeFrame } from '../protocol/sse.ts';
import { createConnection, type Connection } from './connection.ts';
import type { Group } from './group.ts';
import type { Hub, HubOptions, HubStats } from './hub-types.ts';
import { createServiceFeed, type ServiceFeed } from './service-feed.ts';

/** Heartbeats are spread over this many moments, so that they are no burst. */
const heartbeatSlots = 8;

export function createHub(options: HubOptions): Hub {
  const {
    source: sourceOf,
    clock = systemClock,
    random = Math.random,
    coalesceMs = 10,
    heartbeatMs = 15_000,
    stallMs = 60_000,
    feedSilenceMs = 12_500,
    lingerMs = 10_000,
    tombstones = 10_000,
    onError = () => undefined,
  } = options;
  const feeds = new Map<string, ServiceFeed>();
  const groupIds = new Set<string>();
  /** Connection → the slot of its heartbeats. */
  const connections = new Map<Connection, number>();
  const queued = new Set<Connection>();
  let drained: { until: number; done: () => void } | undefined;
  let closed = false;
  let encoded = 0;
  let written = 0;
  let nextSlot = 0;
  let beat = 0;
  let cancelBeat: (() => void) | undefined;

  function feedOf(service: string): ServiceFeed | undefined {
    const known = feeds.get(service);
    if (known !== undefined) return known;
    const source = sourceOf(service);
    if (source === undefined) return undefined;
    const feed = createServiceFeed({
      source,
      clock,
      random,
      coalesceMs,
      lingerMs,
      tombstones,
      ids: groupIds,
      silenceMs: feedSilenceMs,
      onWindow: serve,
      onState(changed) {
        for (const connection of connections.keys()) connection.status(changed);
      },
      onEncode: () => void (encoded += 1),
      onError: (error, doing) => onError(error, { service, doing }),
    });
    feeds.set(service, feed);
    return feed;
  }

  /** A window has ended: everybody concerned gets one write, however many of their groups changed. */
  function serve(groups: ReadonlySet<Group>): void {
    for (const group of groups) for (const link of group.links) link.owner.queue(link);
    for (const connection of queued) connection.flush();
    queued.clear();
  }

  function scheduleBeat(): void {
    if (cancelBeat !== undefined || connections.size === 0) return;
    cancelBeat = clock.after(heartbeatMs / heartbeatSlots, () => {
      cancelBeat = undefined;
      beat = (beat + 1) % heartbeatSlots;
      sendHeartbeats();
      scheduleBeat();
    });
  }

  function sendHeartbeats(): void {
    const at = clock.now();
    const frames = new Map<string, Uint8Array>();
    const encode = (positions: Readonly<Record<string, string>>): Uint8Array => {
      const key = JSON.stringify(positions);
      const frame = frames.get(key) ?? encodeFrame('heartbeat', { at, positions });
      frames.set(key, frame);
      return frame;
    };
    for (const [connection, slot] of [...connections]) if (slot === beat) connection.heartbeat(encode);
  }

  function forget(connection: Connection): void {
    connections.delete(connection);
    queued.delete(connection);
    if (connections.size > 0) return;
    cancelBeat?.();
    cancelBeat = undefined;
    drained?.done();
  }

  function ofUser(id: string | undefined): Connection[] {
    return [...connections.keys()].filter(({ user }) => id === undefined || user?.id === id);
  }

  return {
    connect(request) {
      const connection = createConnection({
        ...request,
        clock,
        heartbeatMs,
        stallMs,
        feedOf,
        onQueued: (each) => void queued.add(each),
        onWrite: () => void (written += 1),
        onError: (error) => onError(error, { service: '*', doing: 'serving a connection' }),
        onClosed: forget,
      });
      // The first heartbeat is at most one interval away, whichever slot it is.
      connections.set(connection, nextSlot);
      nextSlot = (nextSlot + 1) % heartbeatSlots;
      scheduleBeat();
      if (closed) connection.close('SHUTTING_DOWN', 'This gateway has been closed.');
      else connection.start();
      if (!closed && drained !== undefined) connection.drain(Math.max(0, drained.until - clock.now()));
      return { close: connection.close, notify: connection.notify, reroute: connection.reroute };
    },
    async recheck(user) {
      await Promise.all(ofUser(user?.id).map((connection) => connection.recheck(user ?? connection.user)));
    },
    endSession(userId) {
      for (const connection of ofUser(userId))
        connection.close('SESSION_EXPIRED', 'The session has ended. Sign in again.');
    },
    forget(service) {
      feeds.get(service)?.close();
      feeds.delete(service);
    },
    notify(notice, userId) {
      for (const connection of ofUser(userId)) connection.notify(notice);
    },
    drain(withinMs) {
      return new Promise((resolve) => {
        const cancel = clock.after(withinMs, () => {
          for (const connection of ofUser(undefined)) connection.close('SHUTTING_DOWN', 'This gateway is going away.');
          drained?.done();
        });
        const done = (): void => {
          cancel();
          resolve();
        };
        drained = { until: clock.now() + withinMs, done };
        if (connections.size === 0) return done();
        for (const connection of connections.keys()) connection.drain(withinMs);
      });
    },
    stats: () => statsOf({ feeds, connections: [...connections.keys()], encoded, written }),
    close() {
      closed = true;
      for (const connection of [...connections.keys()])
        connection.close('SHUTTING_DOWN', 'This gateway has been closed.');
      for (const feed of feeds.values()) feed.close();
      feeds.clear();
      drained?.done();
    },
  };
}

interface Counted {
  readonly feeds: ReadonlyMap<string, ServiceFeed>;
  readonly connections: readonly Connection[];
  readonly encoded: number;
  readonly written: number;
}

function statsOf({ feeds, connections, encoded, written }: Counted): HubStats {
  const groups = [...feeds.values()].flatMap((feed) => [...feed.groups.values()]);
  return {
    connections: connections.length,
    blocked: connections.filter(({ blocked }) => blocked).length,
    subscriptions: connections.reduce((sum, { size }) => sum + size, 0),
    groups: groups.length,
    documents: groups.reduce((sum, { view }) => sum + (view?.size ?? 0), 0),
    encoded,
    written,
    services: Object.fromEntries(
      [...feeds].map(([service, feed]) => [service, { state: feed.state, position: feed.cursor }]),
    ),
  };
}
