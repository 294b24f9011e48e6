/**
 * The page's one client of the graph: normalised cache, persisted operations, positions. Apps use it through hooks; what
 * is behind it (urql, graphcache) is nobody else's business.
 *
 * When a service is seen on another log than before (a backup was restored), whatever the cache holds may be of a history
 * that did not happen: it is dropped as a whole, and everything that is watched is asked for anew.
 */
import { Client, createRequest, type OperationContext, type OperationResult } from '@urql/core';
import { cacheExchange, type OptimisticMutationResolver } from '@urql/exchange-graphcache';
import { subscribe as listen, pipe } from 'wonka';
import type { Session } from '../session/session.ts';
import { createCorrelation, type Correlation } from './correlation.ts';
import { rootFieldOf, type Document } from './document.ts';
import { createEntityKeys } from './entity-keys.ts';
import { createNewestDocuments } from './newest-documents.ts';
import { createPositions, type Positions } from './positions.ts';
import { sendExchange, type PushDocuments } from './send-exchange.ts';

export interface GraphClientOptions {
  readonly session: Session;
  /** @default '/graphql' */
  readonly url?: string;
  /** Who asks outside of any app: `shell@<version>`. */
  readonly app: string;
  /** @default globalThis.fetch */
  readonly fetch?: typeof globalThis.fetch;
  readonly newId?: () => string;
  /** @default 20000 */
  readonly timeoutMs?: number;
}

export interface Ask {
  /** `app@version` */
  readonly app?: string | undefined;
}

export interface GraphClient {
  readonly positions: Positions;
  readonly correlation: Correlation;
  /** What the cache has, at once; undefined when it lacks a part. */
  peek<Data, Variables>(document: Document<Data, Variables>, variables: Variables, ask: Ask): Data | undefined;
  /** Tells of the cache's answer, then of the network's, then of every change. The answer stops it. */
  watch<Data, Variables>(
    document: Document<Data, Variables>,
    variables: Variables,
    ask: Ask,
    listener: (result: OperationResult<Data>) => void,
  ): () => void;
  /** Asks the network again; whoever watches is told. */
  refresh<Data, Variables>(document: Document<Data, Variables>, variables: Variables, ask: Ask): void;
  /** Sends a command. `optimistic` is shown until the answer is there. */
  command<Data, Variables>(
    document: Document<Data, Variables>,
    variables: Variables,
    ask: Ask & { readonly correlationId: string; readonly optimistic?: Readonly<Record<string, unknown>> | undefined },
  ): Promise<OperationResult<Data>>;
  /** Lets documents of a live operation into the cache: `push({field: documents})`. The answer stops it. */
  feed<Data, Variables>(
    document: Document<Data, Variables>,
    variables: Variables,
  ): { push: PushDocuments; close(): void };
  /** Called after each command that changed something: what is shown of its services may have changed too. */
  onCommanded(listener: (services: readonly string[]) => void): () => void;
  /** Called when a log was replaced: what is shown is of the one before until its answer comes. */
  onReplaced(listener: () => void): () => void;
  /** Something that was away is back (a service, the connection, the session): what failed may work now. */
  recovered(): void;
  onRecovered(listener: () => void): () => void;
}

export function createGraphClient(options: GraphClientOptions): GraphClient {
  const { session, url = '/graphql', app, timeoutMs = 20_000, newId = () => crypto.randomUUID() } = options;
  const positions = createPositions(startAnew);
  const keys = createEntityKeys();
  const newest = createNewestDocuments(keys);
  const correlation = createCorrelation(newId, typeof window === 'undefined' ? undefined : window);
  const optimistic = new Map<string, unknown>();
  const commanded = new Set<(services: readonly string[]) => void>();
  const waiting = new Set<() => void>();
  const replaced = new Set<() => void>();
  /** What is watched and fed, each by how it is begun again. */
  const running = new Set<() => void>();
  session.onChange(() => session.state === 'signed-in' && recovered());

  function recovered(): void {
    for (const listener of [...waiting]) listener();
  }

  const createClient = (): Client =>
    new Client({
      url,
      exchanges: [
        cacheExchange({
          keys: keys.keying,
          optimistic: optimisticOf(optimistic),
          // Types may implement nothing here: the graph has no interfaces, and the cache's guesses about them are noise.
          logger: () => undefined,
        }),
        sendExchange({
          url,
          fetch: options.fetch ?? ((...args) => globalThis.fetch(...args)),
          positions,
          session,
          timeoutMs,
          newest,
          app,
          correlationId: correlation.current,
        }),
      ],
    });
  let client = createClient();

  function startAnew(): void {
    client = createClient();
    for (const listener of [...replaced]) listener();
    for (const again of [...running]) again();
  }

  /** With the client there is, and again with the one that replaces it. The answer ends it. */
  function run(begin: (on: Client) => () => void): () => void {
    let end = begin(client);
    const again = (): void => {
      end();
      end = begin(client);
    };
    running.add(again);
    return () => {
      running.delete(again);
      end();
    };
  }

  const contextOf = (document: object, ask: Ask, more: Partial<OperationContext> = {}): Partial<OperationContext> => {
    keys.learn(document);
    return { ...more, document, ...(ask.app === undefined ? {} : { app: ask.app }) };
  };
  const requestOf = <Data, Variables>(document: Document<Data, Variables>, variables: Variables) =>
    createRequest<Data, Record<string, unknown>>(
      document as Document<Data, Record<string, unknown>>,
      (variables ?? {}) as Record<string, unknown>,
    );

  return {
    positions,
    correlation,
    peek(document, variables, ask) {
      const { query, variables: given } = requestOf(document, variables);
      return (
        client.readQuery(query, given, contextOf(document, ask, { requestPolicy: 'cache-only' }))?.data ?? undefined
      );
    },
    watch(document, variables, ask, listener) {
      const request = requestOf(document, variables);
      const context = contextOf(document, ask, { requestPolicy: 'cache-and-network' });
      return run((on) => pipe(on.executeQuery(request, context), listen(listener)).unsubscribe);
    },
    refresh(document, variables, ask) {
      const request = requestOf(document, variables);
      const context = contextOf(document, ask, { requestPolicy: 'network-only', correlationId: correlation.current() });
      client.reexecuteOperation(client.createRequestOperation('query', request, context));
    },
    async command(document, variables, { optimistic: expected, ...ask }) {
      const field = rootFieldOf(document);
      if (expected !== undefined) optimistic.set(field, expected);
      const { correlationId } = ask;
      const context = contextOf(document, ask, {
        correlationId,
        ...(expected === undefined ? { requestPolicy: 'network-only' } : {}),
      });
      const answer = client.executeMutation(requestOf(document, variables), context).toPromise();
      optimistic.delete(field);
      const result = await answer;
      const at: unknown = result.extensions?.['positions'];
      if (result.data && typeof at === 'object' && at !== null)
        for (const listener of [...commanded]) listener(Object.keys(at));
      return result;
    },
    feed(document, variables) {
      let push: PushDocuments | undefined;
      const field = rootFieldOf(document);
      const context = contextOf(document, {}, { feed: (to: PushDocuments) => ((push = to), () => (push = undefined)) });
      const request = requestOf(document, variables);
      const close = run(
        (on) =>
          pipe(
            on.executeSubscription(request, context),
            listen(() => undefined),
          ).unsubscribe,
      );
      return {
        push(data) {
          for (const one of data[field] as readonly Record<string, unknown>[]) newest.see(one);
          push?.(data);
        },
        close,
      };
    },
    onCommanded(listener) {
      commanded.add(listener);
      return () => void commanded.delete(listener);
    },
    onReplaced(listener) {
      replaced.add(listener);
      return () => void replaced.delete(listener);
    },
    recovered,
    onRecovered(listener) {
      waiting.add(listener);
      return () => void waiting.delete(listener);
    },
  };
}

/** graphcache wants one function per mutation field; which fields there are is known when a command is sent. */
function optimisticOf(pending: ReadonlyMap<string, unknown>): Record<string, OptimisticMutationResolver> {
  const target: Record<string, OptimisticMutationResolver> = {};
  return new Proxy(target, {
    get: (_, field) => (pending.has(String(field)) ? () => pending.get(String(field)) as never : undefined),
  });
}
