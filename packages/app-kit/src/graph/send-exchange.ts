/** The end of the chain: queries and commands to the network, live documents into the cache. */
import {
  makeErrorResult,
  makeResult,
  type Exchange,
  type ExecutionResult,
  type Operation,
  type OperationResult,
} from '@urql/core';
import { filter, make, merge, mergeMap, pipe, share, takeUntil, type Source } from 'wonka';
import { hashOf, nameOf } from './document.ts';
import { versionOf, type NewestDocuments } from './newest-documents.ts';
import { send, type SendOptions } from './send.ts';

export interface SendExchangeOptions extends SendOptions {
  readonly newest: NewestDocuments;
  /** Who asks when the operation does not say. */
  readonly app: string;
  readonly correlationId: () => string;
}

export function sendExchange(options: SendExchangeOptions): Exchange {
  return () => (operations$) => {
    const shared$ = share(operations$);
    const inOrder = inOrderOfAsking();
    const ended = (key: number): Source<Operation> =>
      pipe(
        shared$,
        filter(({ kind, key: of }) => kind === 'teardown' && of === key),
      );
    const answers$ = pipe(
      shared$,
      filter(({ kind }) => kind === 'query' || kind === 'mutation'),
      mergeMap((operation) => pipe(perform(operation, options), inOrder(operation), takeUntil(ended(operation.key)))),
    );
    const live$ = pipe(
      shared$,
      filter(({ kind }) => kind === 'subscription'),
      mergeMap((operation) => pipe(follow(operation), takeUntil(ended(operation.key)))),
    );
    return merge([answers$, live$]);
  };
}

function perform(
  operation: Operation,
  { app, correlationId, newest, ...options }: SendExchangeOptions,
): Source<OperationResult> {
  return make(({ next, complete }) => {
    const aborter = new AbortController();
    const { context } = operation;
    const document = context['document'] as object;
    send(
      {
        kind: operation.kind === 'mutation' ? 'mutation' : 'query',
        name: nameOf(document),
        hash: hashOf(document),
        variables: operation.variables,
        app: (context['app'] as string | undefined) ?? app,
        correlationId: (context['correlationId'] as string | undefined) ?? correlationId(),
        signal: aborter.signal,
      },
      options,
    )
      .then(
        (result) => next(makeResult(operation, withoutPaths(readBy(newest, result)))),
        (error: unknown) => {
          if (!aborter.signal.aborted) next(makeErrorResult(operation, error as Error));
        },
      )
      .finally(complete);
    return () => aborter.abort();
  });
}

/**
 * Answers overtake each other: what a query was answered to a request is not followed by what it is answered to one before that,
 * or somebody's second command would look undone.
 */
function inOrderOfAsking(): (operation: Operation) => (results$: Source<OperationResult>) => Source<OperationResult> {
  let asked = 0;
  /** Query → the newest of its requests that was answered. */
  const answered = new Map<number, number>();
  return ({ key, kind }) => {
    const mine = (asked += 1);
    return filter(({ data }) => {
      if (kind !== 'query') return true;
      if (mine < (answered.get(key) ?? 0)) return false;
      // What failed says nothing: an answer that was on its way before is better than none.
      if (data !== undefined) answered.set(key, mine);
      return true;
    });
  };
}

/** What the network said, brought up to date; and the version it had, which the cache's document soon no longer tells. */
function readBy(newest: NewestDocuments, result: ExecutionResult): ExecutionResult {
  const version = versionOf(result.data);
  const extensions = version === undefined ? result.extensions : { ...result.extensions, version };
  return { ...result, data: newest.mend(result.data ?? null), ...(extensions === undefined ? {} : { extensions }) };
}

/**
 * The cache forgets a field whose error names its path, and would then ask for the whole query again at every change of
 * anything in it while a service is down. A null that we know the reason of is an answer.
 */
function withoutPaths(result: ExecutionResult): ExecutionResult {
  if (result.errors === undefined) return result;
  return {
    ...result,
    errors: result.errors.map((error) => ({
      message: error.message ?? '',
      extensions: 'extensions' in error ? (error.extensions ?? {}) : {},
    })),
  };
}

export type PushDocuments = (data: Readonly<Record<string, unknown>>) => void;

/** A live operation's documents come from `context.feed`, which is handed a function to push them with. */
function follow(operation: Operation): Source<OperationResult> {
  const feed = operation.context['feed'] as (push: PushDocuments) => () => void;
  return make(({ next }) => feed((data) => next(makeResult(operation, { data, hasNext: true }))));
}
