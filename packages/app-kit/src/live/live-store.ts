/** One live operation as an external store of React, which also lets its documents into the cache (I2). */
import type { LiveClient, LiveUpdate } from '@tessera/live/client';
import { hashOf, nameOf, rootFieldOf, type Document } from '../graph/document.ts';
import type { GraphClient } from '../graph/graph-client.ts';
import { graphProblem } from '../problem/problem-of.ts';
import type { Problem } from '../problem/problem.ts';

export interface LiveSnapshot<One> {
  /** In the order they first came. */
  readonly documents: readonly One[];
  /** `loading` until the first view; `stale`: shown, but not being kept up to date. */
  readonly state: 'loading' | 'live' | 'stale';
  /** When it was last known to be current, in ms since 1970. */
  readonly asOf: number | undefined;
  readonly problem: Problem | undefined;
  /** Keys of the documents that came or changed with the last update; empty for the first view. */
  readonly changed: ReadonlySet<string>;
}

export interface LiveStore<One> {
  readonly subscribe: (listener: () => void) => () => void;
  readonly snapshot: () => LiveSnapshot<One>;
}

const nothing: ReadonlySet<string> = new Set();

export function createLiveStore<Data, Variables, One>(
  live: LiveClient,
  graph: GraphClient,
  document: Document<Data, Variables>,
  variables: Variables,
): LiveStore<One> {
  const listeners = new Set<() => void>();
  const field = rootFieldOf(document);
  let snapshot: LiveSnapshot<One> = {
    documents: [],
    state: 'loading',
    asOf: undefined,
    problem: undefined,
    changed: nothing,
  };
  let known: LiveUpdate['documents'] | undefined;
  let stop: (() => void) | undefined;

  function onUpdate(update: LiveUpdate, push: (data: Readonly<Record<string, unknown>>) => void): void {
    const { documents, state, asOf, problem } = update;
    const first = snapshot.state === 'loading';
    const wasAway = snapshot.problem !== undefined;
    // The first call of a further subscriber says nothing of what changed: everything in it is new to the cache.
    const changed = known === undefined ? [...documents.keys()] : update.changed;
    const fresh = changed.flatMap((key) => documents.get(key) ?? []);
    const moved = documents !== known;
    known = documents;
    if (fresh.length > 0) push({ [field]: fresh });
    snapshot = {
      documents: moved ? ([...documents.values()] as unknown as readonly One[]) : snapshot.documents,
      state,
      asOf: asOf ?? undefined,
      problem: problem === null ? undefined : graphProblem(problem.message, { ...problem }),
      changed: first || !moved ? (moved ? nothing : snapshot.changed) : new Set(changed),
    };
    for (const listener of [...listeners]) listener();
    if (wasAway && state === 'live') graph.recovered();
  }

  function start(): () => void {
    const { push, close } = graph.feed(document, variables);
    const unsubscribe = live.subscribe(
      { hash: hashOf(document), name: nameOf(document), variables: (variables ?? {}) as Record<string, unknown> },
      (update) => onUpdate(update, push),
    );
    return () => {
      unsubscribe();
      close();
      known = undefined;
    };
  }

  return {
    subscribe(listener) {
      listeners.add(listener);
      stop ??= start();
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        stop?.();
        stop = undefined;
      };
    },
    snapshot: () => snapshot,
  };
}

/** Of a live operation that is paused. */
export function idleLiveStore<One>(): LiveStore<One> {
  const snapshot: LiveSnapshot<One> = {
    documents: [],
    state: 'loading',
    asOf: undefined,
    problem: undefined,
    changed: nothing,
  };
  return { subscribe: () => () => undefined, snapshot: () => snapshot };
}
