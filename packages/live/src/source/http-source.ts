/**
 * A service as the hub reads it over HTTP: the routes of seams.md §3, with nothing but fetch. Of several replicas one is
 * read, documents and feed from the same; when its feed is lost, the next one is, from where the feed was. When it is told
 * to read others (another release of the service), the feed goes over to one of them without an end.
 */
import { encodeCursor } from '../protocol/cursor.ts';
import type { Owner } from '../protocol/frames.ts';
import type { DocumentSource, DocumentsAnswer, FeedMessage, LiveUser, Opening, Refusal } from '../hub/source.ts';
import { readFeedMessage } from './feed-message.ts';
import { readLines } from './read-lines.ts';

export interface HttpSourceOptions {
  readonly service: string;
  /** Of its replicas; at least one. */
  readonly urls: readonly (string | URL)[];
  /** `TESSERA_INTERNAL_TOKEN`. */
  readonly token: string;
  readonly owner?: Owner;
  /** @default globalThis.fetch */
  readonly fetch?: typeof globalThis.fetch;
  /** For everything but the feed. @default 10000 */
  readonly timeoutMs?: number;
}

export interface HttpSource extends DocumentSource {
  /** The replicas to read from now on; at least one. A feed of one that is not among them goes over to another. */
  readFrom(urls: readonly (string | URL)[]): void;
}

export function createHttpSource(options: HttpSourceOptions): HttpSource {
  const { service, token, owner, timeoutMs = 10_000 } = options;
  let urls = options.urls.map(String);
  // Several gateways do not all start with the same one.
  let current = Math.floor(Math.random() * urls.length);
  /** Ends the reading of each open feed, which then goes over to the present `current`. */
  const open = new Set<AbortController>();
  const fetch = options.fetch ?? globalThis.fetch;

  function request(path: string, signal: AbortSignal, init: RequestInit = {}): Promise<Response> {
    const headers = { ...(init.headers as Record<string, string> | undefined), authorization: `Bearer ${token}` };
    return fetch(new URL(path, urls[current]), { ...init, headers, signal });
  }

  /** The answer is bounded in time; the signal of the caller goes on working while its body is read. */
  const bounded = (signal: AbortSignal): AbortSignal => AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);

  function refused(path: string, status: number): Error {
    return new Error(
      `${service} answered ${path} with ${status}. Is it up, and does it share the gateway's internal token?`,
    );
  }

  return {
    service,
    ...(owner === undefined ? {} : { owner }),
    async open({ field, args, user }, signal) {
      const response = await request('/live/open', bounded(signal), {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...userHeader(user) },
        body: JSON.stringify({ field, args }),
      });
      if (response.ok) return { ...((await response.json()) as Omit<Opening, 'ok'>), ok: true };
      // A wrong internal token or a missing route is a fault of ours, not an answer about this user.
      if (response.status !== 403 && response.status !== 400) throw refused('/live/open', response.status);
      const problem = (await response.json().catch(() => ({}))) as Partial<Refusal>;
      const { code = 'FORBIDDEN', message = `${service} does not let you see Subscription.${field}.` } = problem;
      return { ok: false, code, message };
    },
    async documents({ projection, partition, after }, signal) {
      const query = new URLSearchParams({ projection, partition, ...(after === undefined ? {} : { after }) });
      const response = await request(`/documents?${query.toString()}`, bounded(signal));
      if (!response.ok) throw refused('/documents', response.status);
      return (await response.json()) as DocumentsAnswer;
    },
    readFrom(next) {
      const before = urls[current]!;
      urls = next.map(String);
      const stays = urls.indexOf(before);
      if (stays !== -1) {
        current = stays;
        return;
      }
      current = Math.floor(Math.random() * urls.length);
      for (const reading of open) reading.abort();
    },
    async *feed(after, signal) {
      const reached = { after };
      for (;;) {
        const leaving = new AbortController();
        open.add(leaving);
        try {
          yield* readOne(reached, AbortSignal.any([signal, leaving.signal]));
          if (!leaving.signal.aborted) return;
        } catch (error) {
          if (!leaving.signal.aborted || signal.aborted) throw error;
        } finally {
          open.delete(leaving);
          // However it ended: gone, drained, hanging, or too far behind to go on from here.
          if (!leaving.signal.aborted) current = (current + 1) % urls.length;
        }
      }
    },
  };

  /** One replica's feed, from `reached`, which is moved on. */
  async function* readOne(reached: { after: string | undefined }, signal: AbortSignal): AsyncGenerator<FeedMessage> {
    const query = reached.after === undefined ? '' : `?${new URLSearchParams({ after: reached.after }).toString()}`;
    const response = await request(`/feed${query}`, signal);
    if (!response.ok || response.body === null) throw refused('/feed', response.status);
    let epoch: string | undefined;
    for await (const line of readLines(response.body)) {
      const message = readFeedMessage(line);
      if (message.kind === 'hello') ({ epoch } = message);
      yield message;
      if (epoch !== undefined && message.kind !== 'heartbeat')
        reached.after = encodeCursor({ epoch, position: message.position });
    }
  }
}

/** base64url of the user's JSON; nothing for somebody who is not signed in. */
function userHeader(user: LiveUser | null): Record<string, string> {
  if (user === null) return {};
  const bytes = new TextEncoder().encode(JSON.stringify(user));
  const base64 = btoa(String.fromCharCode(...bytes));
  return { 'x-tessera-user': base64.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '') };
}
