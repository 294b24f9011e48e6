/** A transport whose other end is the test: it sees each attempt and says what comes. */
import type { LiveTransport, StreamFailure, StreamHandlers, StreamRequest } from '../client/transport.ts';
import type { FrameData, FrameName } from '../protocol/frames.ts';

export interface Attempt {
  readonly request: StreamRequest;
  readonly closed: boolean;
  send<Name extends FrameName>(name: Name, data: FrameData[Name], id?: string): void;
  fail(failure?: StreamFailure): void;
  hello(heartbeatMs?: number): void;
  /** `subscribed` for each requested subscription: group `g<id>`, service `orders`. */
  accept(): void;
}

export interface ScriptTransport extends LiveTransport {
  readonly attempts: Attempt[];
  /** The newest. */
  readonly last: Attempt;
  /** Not closed by the client. */
  readonly unclosed: readonly Attempt[];
}

export function createScriptTransport(): ScriptTransport {
  const attempts: Attempt[] = [];
  return {
    attempts,
    get last() {
      const last = attempts.at(-1);
      if (last === undefined) throw new Error('No stream was opened yet.');
      return last;
    },
    get unclosed() {
      return attempts.filter(({ closed }) => !closed);
    },
    open(request, handlers) {
      const attempt = createAttempt(request, handlers);
      attempts.push(attempt);
      return attempt.end;
    },
  };
}

function createAttempt(request: StreamRequest, handlers: StreamHandlers): Attempt & { end(): void } {
  let closed = false;
  const attempt: Attempt & { end(): void } = {
    request,
    get closed() {
      return closed;
    },
    end() {
      closed = true;
    },
    send(name, data, id = '') {
      if (closed) throw new Error('The client has closed this stream.');
      handlers.frame(name, JSON.stringify(data), id);
    },
    fail(failure = {}) {
      closed = true;
      handlers.failed(failure);
    },
    hello: (heartbeatMs = 15_000) => attempt.send('hello', { protocol: 1, heartbeatMs }),
    accept() {
      for (const { id } of request.subscriptions)
        attempt.send('subscribed', { id, group: `g${id}`, service: 'orders' });
    },
  };
  return attempt;
}
