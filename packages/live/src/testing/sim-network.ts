/**
 * A network between live clients and gateways, in virtual time: requests and bytes take a while, connections break with or
 * without anybody noticing, readers read slowly or stop. Everything comes from one seeded random.
 */
import type { Clock } from '../clock/clock.ts';
import type { LiveTransport, StreamHandlers, StreamRequest } from '../client/transport.ts';
import type { Hub } from '../hub/hub-types.ts';
import type { LiveUser } from '../hub/source.ts';
import { orderOperation } from './order-operations.ts';
import { readFrames } from './read-frames.ts';

export interface SimNetworkOptions {
  readonly clock: Clock;
  readonly random: () => number;
  /** The gateway a new stream reaches; undefined = none is up. */
  readonly gateway: () => Hub | undefined;
  /** Milliseconds one way. */
  readonly latency: () => number;
  /** Bytes that wait for a reader before it counts as slow. @default 20000 */
  readonly capacity?: number;
}

export interface SimNetwork {
  transport(user: LiveUser): LiveTransport;
  readonly open: readonly SimStream[];
  /** Requests are answered with this status instead; undefined = as usual. */
  refuse: number | undefined;
  /** The most that ever waited for one reader. */
  readonly mostBuffered: number;
}

export interface SimStream {
  readonly user: LiveUser;
  /** Both ends notice. */
  cut(): void;
  /** Nobody notices: bytes vanish from here on. */
  blackhole(): void;
  /** The reader reads nothing, until it does again. */
  freeze(): void;
  thaw(): void;
}

export function createSimNetwork(options: SimNetworkOptions): SimNetwork {
  const { clock, latency, gateway, capacity = 20_000 } = options;
  const streams = new Set<SimStream>();
  let mostBuffered = 0;

  function connect(user: LiveUser, request: StreamRequest, handlers: StreamHandlers, hub: Hub): () => void {
    let over = false;
    let lost = false;
    let frozen = false;
    let serverEnded = false;
    let waiting: Uint8Array[] = [];
    let buffered = 0;
    let drained = (): void => undefined;
    let arrival = 0;
    let full = false;

    /** Bytes stay in order, whatever each takes. */
    function deliver(bytes: Uint8Array): void {
      arrival = Math.max(arrival, clock.now() + latency());
      clock.after(arrival - clock.now(), () => {
        if (over || lost) return;
        for (const { name, data, id } of readFrames(bytes)) if (!over) handlers.frame(name, data, id);
      });
    }

    function pump(): void {
      if (frozen || lost) return;
      for (const bytes of waiting) deliver(bytes);
      waiting = [];
      buffered = 0;
      if (!full) return;
      full = false;
      clock.after(0, () => drained());
    }

    function finish(): void {
      if (over || lost) return;
      over = true;
      streams.delete(stream);
      handlers.failed({});
    }

    const stream: SimStream = {
      user,
      cut() {
        streams.delete(stream);
        clock.after(latency(), () => connection.close());
        finish();
      },
      blackhole() {
        lost = true;
        streams.delete(stream);
      },
      freeze() {
        frozen = true;
      },
      thaw() {
        frozen = false;
        pump();
        if (serverEnded) finish();
      },
    };
    streams.add(stream);
    const connection = hub.connect({
      subscriptions: request.subscriptions,
      lastEventId: request.lastEventId,
      user,
      operation: orderOperation,
      sink: {
        write(bytes) {
          waiting.push(bytes);
          buffered += bytes.length;
          mostBuffered = Math.max(mostBuffered, buffered);
          pump();
          full = buffered > capacity;
          return !full;
        },
        onDrain(listener) {
          drained = listener;
        },
        close() {
          serverEnded = true;
          if (frozen) return;
          arrival = Math.max(arrival, clock.now() + latency());
          clock.after(arrival - clock.now(), finish);
        },
      },
    });
    return () => {
      over = true;
      streams.delete(stream);
      clock.after(latency(), () => connection.close());
    };
  }

  const network: SimNetwork = {
    refuse: undefined,
    get mostBuffered() {
      return mostBuffered;
    },
    get open() {
      return [...streams];
    },
    transport: (user) => ({
      open(request, handlers) {
        let close: (() => void) | undefined;
        let cancelled = false;
        clock.after(latency(), () => {
          if (cancelled) return;
          const hub = gateway();
          const status = network.refuse;
          if (hub !== undefined && status === undefined) close = connect(user, request, handlers, hub);
          else clock.after(latency(), () => cancelled || handlers.failed(status === undefined ? {} : { status }));
        });
        return () => {
          cancelled = true;
          close?.();
        };
      },
    }),
  };
  return network;
}
