/** `POST /live` as a web handler, for hosts that have no raw sockets: the virtual platform, tests, workers. */
import type { Hub, LiveOperation } from '../hub/hub-types.ts';
import type { LiveUser } from '../hub/source.ts';
import { defaultLimits, parseRequest, type RequestLimits } from '../protocol/request.ts';
import { streamHeaders } from '../protocol/sse.ts';
import { createStreamSink } from './stream-sink.ts';

/** Who asks; undefined = nobody with a valid session. */
export interface LiveSession {
  readonly user: LiveUser | null;
  readonly expiresAt?: number;
}

export interface LiveHandlerOptions {
  readonly hub: Hub;
  readonly session: (request: Request) => LiveSession | undefined | Promise<LiveSession | undefined>;
  /** Hash → operation, in the composition this request belongs to. */
  readonly operation: (hash: string, request: Request) => LiveOperation | undefined;
  readonly limits?: RequestLimits;
  /** Bytes waiting to be read before the reader counts as slow. @default 65536 */
  readonly highWaterBytes?: number;
}

export function createLiveHandler(options: LiveHandlerOptions): (request: Request) => Promise<Response> {
  const { hub, session, operation, limits = defaultLimits, highWaterBytes = 64 * 1024 } = options;
  return async (request) => {
    if (request.method !== 'POST')
      return refuse(405, 'METHOD_NOT_ALLOWED', 'A live stream is opened with POST.', { allow: 'POST' });
    const who = await session(request);
    if (who === undefined) return refuse(401, 'SESSION_EXPIRED', 'The session has ended. Sign in again.');
    // Said to be too long: not even read.
    const announced = Number(request.headers.get('content-length') ?? 0);
    const text = announced > limits.bodyBytes ? 'x'.repeat(limits.bodyBytes + 1) : await request.text();
    const parsed = parseRequest(text, limits);
    if (!parsed.ok) return refuse(parsed.status, parsed.code, parsed.message);
    const { sink, stream } = createStreamSink(highWaterBytes, () => connection.close());
    const connection = hub.connect({
      subscriptions: parsed.request.subscriptions,
      user: who.user,
      lastEventId: request.headers.get('last-event-id'),
      operation: (hash) => operation(hash, request),
      sink,
      expiresAt: who.expiresAt,
    });
    request.signal.addEventListener('abort', () => connection.close(), { once: true });
    return new Response(stream, { headers: streamHeaders });
  };
}

function refuse(status: number, code: string, message: string, headers: Record<string, string> = {}): Response {
  return Response.json({ code, message }, { status, headers: { 'cache-control': 'no-store', ...headers } });
}
