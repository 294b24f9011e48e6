/** The gateway's two data routes, played by Mock Service Worker. */
import { encodeCursor } from '@tessera/live';
import { http, HttpResponse, type HttpHandler } from 'msw';
import type { PlayedLive, Subscriber } from './live-operation.ts';
import { Mishap } from './mishap.ts';
import type { PlayedOperation } from './operation.ts';

/** Names the render a request came from: what an earlier test still had on its way is none of this one's. */
export const renderHeader = 'x-test-render';

export interface HandlerOptions {
  /** Value of `renderHeader`. */
  readonly render: string;
  readonly operations: readonly PlayedOperation[];
  readonly live: readonly PlayedLive[];
  /** Called with what the app asked for and the test did not foresee. */
  readonly onUnforeseen: (what: string) => void;
}

interface GraphBody {
  readonly operationName?: string;
  readonly variables?: unknown;
  readonly extensions?: { readonly persistedQuery?: { readonly sha256Hash?: string } };
}

interface LiveBody {
  readonly subscriptions: readonly { readonly id: string; readonly hash: string; readonly variables?: unknown }[];
}

export function createHandlers({ render, operations, live, onUnforeseen }: HandlerOptions): HttpHandler[] {
  const byHash = new Map(operations.map((each) => [each.hash, each]));
  let position = 1;
  const liveByHash = new Map(live.map((each) => [each.hash, each]));

  const isLate = (request: Request): boolean => request.headers.get(renderHeader) !== render;

  return [
    http.post('/graphql', async ({ request }) => {
      if (isLate(request)) return HttpResponse.error();
      const { operationName, variables, extensions } = (await request.json()) as GraphBody;
      const mocked = byHash.get(extensions?.persistedQuery?.sha256Hash ?? '');
      if (mocked === undefined) {
        onUnforeseen(
          `operation ${operationName ?? '(unnamed)'}; give renderApp operations: [operation(${operationName ?? '…'}Document, …)]`,
        );
        return errors([
          { message: `${operationName ?? 'An operation'} is not mocked.`, extensions: { code: 'NOT_MOCKED' } },
        ]);
      }
      try {
        const data = await mocked.handle(variables, request.headers);
        if (mocked.kind === 'mutation') position += 1;
        const positions = { [mocked.service]: encodeCursor({ epoch: 'test', position }) };
        return HttpResponse.json({ data, extensions: { positions } } as object);
      } catch (error) {
        return answerTo(error);
      }
    }),
    http.post('/live', async ({ request }) => {
      if (isLate(request)) return HttpResponse.error();
      const { subscriptions } = (await request.json()) as LiveBody;
      const ends: (() => void)[] = [];
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          const to = writerOf(controller);
          to.send('hello', { protocol: 1, heartbeatMs: 15_000 });
          for (const { id, hash, variables } of subscriptions) {
            const mocked = liveByHash.get(hash);
            if (mocked !== undefined) ends.push(mocked.open(id, variables, { ...to }));
            else onUnforeseen('a live operation; give renderApp live: [liveOperation(…Document)]');
          }
        },
        cancel: () => ends.forEach((end) => end()),
      });
      request.signal.addEventListener('abort', () => ends.forEach((end) => end()));
      return new HttpResponse(body, { headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store' } });
    }),
  ];
}

function answerTo(error: unknown): Response {
  if (!(error instanceof Mishap)) {
    const message = error instanceof Error ? error.message : String(error);
    return errors([{ message, extensions: { code: 'RESOLVER_THREW' } }]);
  }
  if (error.kind === 'network') return HttpResponse.error();
  if (error.kind === 'expired')
    return HttpResponse.json({ code: 'SESSION_EXPIRED', message: 'Sign in.' }, { status: 401 });
  return errors(error.errors, error.data);
}

const errors = (list: readonly object[], data: unknown = null): Response =>
  HttpResponse.json({ data, errors: list, extensions: { positions: {} } } as object);

function writerOf(controller: ReadableStreamDefaultController<Uint8Array>): Subscriber {
  const encoder = new TextEncoder();
  return {
    send(event, data, id) {
      const lines = [`event: ${event}`, `data: ${JSON.stringify(data)}`, ...(id === undefined ? [] : [`id: ${id}`])];
      try {
        controller.enqueue(encoder.encode(`${lines.join('\n')}\n\n`));
      } catch {
        // The reader went away; it is taken out when its stream says so.
      }
    },
  };
}
