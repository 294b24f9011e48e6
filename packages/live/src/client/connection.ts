/**
 * Keeps one stream open: opens it, watches it, replaces it when the set of subscriptions changes or the server goes away.
 * Knows nothing of views; it asks for the requests when it needs them and hands frames on. So it can live in a worker.
 *
 * At most two streams exist at once: the one in use, and the one that is to replace it. The old one is closed when the new
 * one has said hello, so frames never come from two.
 */
import { createBackoff } from '../clock/backoff.ts';
import type { Clock } from '../clock/clock.ts';
import type { FrameData, FrameName } from '../protocol/frames.ts';
import type { SubscriptionRequest } from '../protocol/request.ts';
import type { LiveTransport, StreamFailure } from './transport.ts';
import type { LiveProblem, LiveStatus, Network } from './types.ts';

/** One frame with its name, so that a switch narrows the data. */
export type Frame = { [Name in FrameName]: { readonly name: Name; readonly data: FrameData[Name] } }[FrameName];

export interface ConnectionOptions {
  readonly transport: LiveTransport;
  readonly clock: Clock;
  readonly random: () => number;
  readonly network: Network;
  readonly heartbeatMs: number;
  readonly backoff: { readonly minMs?: number; readonly maxMs?: number };
  /** The set with the newest cursors; called for each attempt. */
  readonly subscriptions: () => readonly SubscriptionRequest[];
  /** A stream took over (first `hello`), then its frames. */
  readonly onFrame: (frame: Frame) => void;
  /** The stream in use was lost; another will be tried. */
  readonly onLost: () => void;
  readonly onStatus: (status: LiveStatus) => void;
  readonly onSignedOut: () => void;
}

export interface LiveConnection {
  readonly status: LiveStatus;
  /** Streams opened so far. */
  readonly attempts: number;
  /** Opens the first stream, or one with the set as it is now in place of the one in use. */
  refresh(): void;
  /** The same, now, whatever was wrong before. */
  reconnect(): void;
  close(): void;
}

/** A stream must say hello within this time. */
const helloMs = 10_000;
/** Subscriptions that come together (a page's) make one stream. */
const gatherMs = 4;

export function createConnection(options: ConnectionOptions): LiveConnection {
  const { transport, clock, random, network, onFrame } = options;
  const maxMs = options.backoff.maxMs ?? 15_000;
  const backoff = createBackoff({ ...options.backoff, random });
  let heartbeatMs = options.heartbeatMs;
  let current: (() => void) | undefined;
  let next: (() => void) | undefined;
  let cancelRetry: (() => void) | undefined;
  let cancelGather: (() => void) | undefined;
  let cancelDrain: (() => void) | undefined;
  let cancelSilence = (): void => undefined;
  let lastEventId: string | undefined;
  let attempts = 0;
  let closed = false;
  let status: LiveStatus = { state: 'idle', since: clock.now(), problem: null };

  function setStatus(state: LiveStatus['state'], problem: LiveProblem | null = null): void {
    if (state === status.state && problem?.code === status.problem?.code) return;
    status = { state, since: state === status.state ? status.since : clock.now(), problem };
    options.onStatus(status);
  }

  /** Opens a stream beside the one in use, if any. */
  function open(): void {
    cancelRetry?.();
    cancelRetry = undefined;
    next?.();
    attempts += 1;
    if (current === undefined) setStatus(attempts === 1 ? 'connecting' : lostState(), status.problem);
    let live = true;
    let taken = false;
    let closeStream = (): void => undefined;
    const cancelHello = clock.after(helloMs, () => fail({ message: `No answer within ${helloMs} ms.` }));
    const stop = (): void => {
      live = false;
      cancelHello();
      closeStream();
    };
    const fail = (failure: StreamFailure): void => {
      if (!live) return;
      stop();
      if (next === stop) next = undefined;
      if (current === stop) lose();
      if (!closed) afterFailure(failure, taken);
    };
    next = stop;
    closeStream = transport.open(
      { subscriptions: options.subscriptions(), lastEventId },
      {
        frame(name, data, id) {
          if (!live) return;
          if (id !== '') lastEventId = id;
          const parsed = JSON.parse(data) as FrameData[typeof name];
          if (name === 'hello' && !taken) {
            taken = true;
            cancelHello();
            take(stop, parsed as FrameData['hello']);
          }
          if (taken) watch(fail);
          if (name === 'drain') move((parsed as FrameData['drain']).withinMs);
          if (name === 'close') return fail(parsed as FrameData['close']);
          if (taken) onFrame({ name, data: parsed } as Frame);
        },
        failed: fail,
      },
    );
    // It may have failed before it was there to be closed.
    if (!live) closeStream();
  }

  function take(stream: () => void, hello: FrameData['hello']): void {
    const old = current;
    current = stream;
    next = undefined;
    old?.();
    cancelDrain?.();
    cancelDrain = undefined;
    heartbeatMs = hello.heartbeatMs;
    backoff.reset();
    setStatus('live');
  }

  function watch(fail: (failure: StreamFailure) => void): void {
    cancelSilence();
    const ms = 2.5 * heartbeatMs;
    cancelSilence = clock.after(ms, () => fail({ message: `The stream said nothing for ${ms} ms.` }));
  }

  function lose(): void {
    current = undefined;
    cancelSilence();
    cancelDrain?.();
    cancelDrain = undefined;
    setStatus(lostState(), { code: 'DISCONNECTED', message: 'The connection was lost.' });
    options.onLost();
  }

  function lostState(): 'offline' | 'reconnecting' | 'connecting' {
    if (!network.online()) return 'offline';
    return status.state === 'connecting' ? 'connecting' : 'reconnecting';
  }

  function afterFailure({ status: http, code, message = '', retryAfterMs = 0 }: StreamFailure, taken: boolean): void {
    const problem = { code: code ?? 'DISCONNECTED', message };
    if (http === 401) return signOut({ ...problem, code: code ?? 'SESSION_EXPIRED' });
    if (current === undefined) setStatus(lostState(), problem);
    // One is on its way already.
    if (next !== undefined) return;
    // Asking the same again will hardly help, but a new release of the server may.
    const refused = http !== undefined && http >= 400 && http < 500 && http !== 408 && http !== 429;
    const pause = refused && !taken ? maxMs * (0.5 + 0.5 * random()) : backoff.next();
    cancelRetry?.();
    cancelRetry = clock.after(Math.max(pause, retryAfterMs), open);
  }

  function signOut(problem: LiveProblem): void {
    const had = current;
    stopAll();
    setStatus('signed-out', problem);
    if (had !== undefined) options.onLost();
    options.onSignedOut();
  }

  function move(withinMs: number): void {
    cancelDrain?.();
    cancelDrain = clock.after(random() * withinMs * 0.8, open);
  }

  function stopAll(): void {
    current?.();
    next?.();
    current = undefined;
    next = undefined;
    cancelSilence();
    for (const cancel of [cancelRetry, cancelGather, cancelDrain]) cancel?.();
    cancelRetry = cancelGather = cancelDrain = undefined;
  }

  const stopNetwork = network.onChange(() => {
    if (closed || status.state === 'idle' || status.state === 'signed-out') return;
    // After a change of network the old stream may be dead without anybody knowing: one beside it costs little.
    if (network.online()) return open();
    if (current === undefined) setStatus('offline', status.problem);
  });

  return {
    get status() {
      return status;
    },
    get attempts() {
      return attempts;
    },
    refresh() {
      if (closed || cancelGather !== undefined || status.state === 'signed-out') return;
      // An attempt that is due will ask for the set when it is made.
      if (cancelRetry !== undefined && current === undefined) return;
      cancelGather = clock.after(gatherMs, () => {
        cancelGather = undefined;
        open();
      });
    },
    reconnect() {
      if (closed) return;
      backoff.reset();
      open();
    },
    close() {
      closed = true;
      stopNetwork();
      stopAll();
      setStatus('idle');
    },
  };
}
