/** One watched query, as an external store of React: the cache's answer at once, then the network's, then every change. */
import type { OperationResult } from '@urql/core';
import type { Ask, GraphClient } from '../graph/graph-client.ts';
import type { Document } from '../graph/document.ts';
import { repeatLater } from '../graph/repeat.ts';
import { problemOf } from '../problem/problem-of.ts';
import { isPassing, type Problem } from '../problem/problem.ts';

export interface QuerySnapshot<Data> {
  readonly data: Data | undefined;
  readonly problem: Problem | undefined;
  /** Something is on its way. */
  readonly fetching: boolean;
  /** `data` is not known to be current: being asked for again, or the last attempt failed. */
  readonly stale: boolean;
  /**
   * The `version` of the query's one document in the network's last answer. Not that of `data`: there the live stream and
   * other queries bring a document forward field by field, and the fields that only this query selects stay behind.
   */
  readonly version: string | undefined;
}

export interface QueryStore<Data> {
  readonly subscribe: (listener: () => void) => () => void;
  readonly snapshot: () => QuerySnapshot<Data>;
  readonly refetch: () => void;
}

export function createQueryStore<Data, Variables>(
  graph: GraphClient,
  document: Document<Data, Variables>,
  variables: Variables,
  ask: Ask,
): QueryStore<Data> {
  const listeners = new Set<() => void>();
  const peeked = graph.peek(document, variables, ask);
  let snapshot: QuerySnapshot<Data> = {
    data: peeked,
    problem: undefined,
    fetching: true,
    stale: peeked !== undefined,
    version: undefined,
  };
  let unwatch: (() => void) | undefined;
  let cancelRepeat: (() => void) | undefined;
  let failures = 0;
  /** Services the last answer came from. */
  let services: readonly string[] = [];

  function turn(next: QuerySnapshot<Data>): void {
    snapshot = next;
    for (const listener of [...listeners]) listener();
  }

  function refetch(): void {
    cancelRepeat?.();
    cancelRepeat = undefined;
    if (unwatch === undefined) return;
    turn({ ...snapshot, fetching: true, stale: snapshot.data !== undefined });
    graph.refresh(document, variables, ask);
  }

  function onResult(result: OperationResult<Data>): void {
    const positions: unknown = result.extensions?.['positions'];
    const fromNetwork = result.extensions !== undefined || result.error !== undefined;
    if (typeof positions === 'object' && positions !== null) services = Object.keys(positions);
    // What the cache says again says nothing of what failed.
    const problem = fromNetwork ? problemOf(result.error) : snapshot.problem;
    const fetching = result.stale;
    const failed = problem !== undefined;
    const version: unknown = fromNetwork ? result.extensions?.['version'] : snapshot.version;
    turn({
      data: result.data ?? snapshot.data,
      problem: problem && { ...problem, retry: refetch },
      fetching,
      stale: fetching || (failed && result.data == null),
      version: typeof version === 'string' ? version : undefined,
    });
    if (!fromNetwork || fetching) return;
    cancelRepeat?.();
    cancelRepeat = undefined;
    if (problem === undefined || !isPassing(problem)) {
      failures = 0;
      return;
    }
    cancelRepeat = repeatLater(failures, refetch);
    failures += 1;
  }

  function start(): void {
    const stops = [
      graph.onCommanded((of) => of.some((service) => services.includes(service)) && refetch()),
      graph.onReplaced(() => turn({ ...snapshot, fetching: true, stale: snapshot.data !== undefined })),
      graph.onRecovered(() => snapshot.problem !== undefined && mayPass(snapshot.problem) && refetch()),
      graph.watch(document, variables, ask, onResult),
    ];
    unwatch = () => {
      for (const stop of stops) stop();
      cancelRepeat?.();
      cancelRepeat = undefined;
    };
  }

  return {
    subscribe(listener) {
      listeners.add(listener);
      if (listeners.size === 1) start();
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        unwatch?.();
        unwatch = undefined;
      };
    },
    snapshot: () => snapshot,
    refetch,
  };
}

const mayPass = (problem: Problem): boolean => isPassing(problem) || problem.code === 'SESSION_EXPIRED';

/** Of a query that is paused. */
export function idleStore<Data>(): QueryStore<Data> {
  const snapshot: QuerySnapshot<Data> = {
    data: undefined,
    problem: undefined,
    fetching: false,
    stale: false,
    version: undefined,
  };
  return { subscribe: () => () => undefined, snapshot: () => snapshot, refetch: () => undefined };
}
