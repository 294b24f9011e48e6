/**
 * Streams through the npm package `eventsource`: it reads the stream, we decide when to open another. Its `fetch` option is
 * what lets the set of subscriptions travel in the body of a POST.
 */
import { EventSource, type EventSourceConstructor, type FetchLikeResponse } from 'eventsource';
import { frameNames } from '../protocol/frames.ts';
import type { LiveTransport, StreamFailure, StreamRequest } from './transport.ts';

export interface EventSourceTransportOptions {
  readonly url: string | URL;
  readonly app: () => string;
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** @default the npm package `eventsource` */
  readonly EventSource?: EventSourceConstructor;
}

export function createEventSourceTransport(options: EventSourceTransportOptions): LiveTransport {
  const { app, EventSource: Source = EventSource } = options;

  async function post(
    request: StreamRequest,
    url: string | URL,
    init: { headers: Record<string, string>; signal: AbortSignal },
  ): Promise<Response> {
    const { lastEventId, subscriptions } = request;
    const fetch = options.fetch ?? globalThis.fetch;
    return fetch(url, {
      method: 'POST',
      cache: 'no-store',
      credentials: 'same-origin',
      signal: init.signal,
      headers: {
        ...init.headers,
        'content-type': 'application/json',
        'x-tessera-app': app(),
        ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
      },
      body: JSON.stringify({ subscriptions }),
    });
  }

  return {
    open(request, handlers) {
      let failure: StreamFailure = {};
      let over = false;
      const source = new Source(absolute(options.url), {
        async fetch(url, init): Promise<FetchLikeResponse> {
          const response = await post(request, url, init as { headers: Record<string, string>; signal: AbortSignal });
          if (response.status === 200) return response;
          // The body must be read before the package aborts the request, which it does on seeing the status.
          failure = await describe(response);
          return {
            body: null,
            url: response.url,
            status: response.status,
            redirected: false,
            headers: response.headers,
          };
        },
      });
      const close = (): void => {
        over = true;
        source.close();
      };
      for (const name of frameNames) {
        source.addEventListener(name, (event) => {
          if (!over) handlers.frame(name, String(event.data), event.lastEventId);
        });
      }
      source.addEventListener('error', (event) => {
        if (over) return;
        // It would try again by itself, after a pause of its own and with this body; the client does that better.
        close();
        handlers.failed({ status: event.code, message: event.message, ...failure });
      });
      return close;
    },
  };
}

/** In a worker relative addresses have no document to be relative to. */
function absolute(url: string | URL): URL {
  const base = 'location' in globalThis ? (globalThis.location as Location | undefined)?.href : undefined;
  return new URL(url, base);
}

async function describe(response: Response): Promise<StreamFailure> {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  const problem = (await response.json().catch(() => ({}))) as { code?: unknown; message?: unknown };
  return {
    status: response.status,
    ...(typeof problem.code === 'string' ? { code: problem.code } : {}),
    ...(typeof problem.message === 'string' ? { message: problem.message } : {}),
    ...(Number.isFinite(seconds) ? { retryAfterMs: Math.min(seconds, 600) * 1000 } : {}),
  };
}
