import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { stringifyVariables } from '@urql/core';
import type { Document, VariablesAnd } from '../graph/document.ts';
import { appLabel, useAppIdentity } from '../host/app-context.tsx';
import { useHost } from '../host/host-context.tsx';
import type { Problem } from '../problem/problem.ts';
import { isOlder } from '../graph/newest-documents.ts';
import { createQueryStore, idleStore, type QuerySnapshot } from './query-store.ts';

export interface QueryOptions {
  /** Asks nothing while true. @default false */
  readonly pause?: boolean | undefined;
  /**
   * Asks again when this is newer than what was read: the `version` of the same document as a live operation shows it,
   * when the query selects more than the live operation can.
   */
  readonly newerThan?: string | undefined;
  /** What was shown for other variables stays until the answer for these is there (`stale` meanwhile). @default true */
  readonly keepPrevious?: boolean | undefined;
}

export interface QueryState<Data> {
  /** What is known; parts whose service failed are null, and `problem` says why. */
  readonly data: Data | undefined;
  readonly problem: Problem | undefined;
  readonly fetching: boolean;
  /** `data` is shown, but not known to be current, or belongs to the variables before. */
  readonly stale: boolean;
  readonly refetch: () => void;
}

/**
 * Reads from the graph: first what this page knows already, then the answer, then every change of what it shows. Tries
 * again by itself while a service or the network is away.
 */
export function useQuery<Data, Variables>(
  document: Document<Data, Variables>,
  ...[variables, options = {}]: VariablesAnd<Variables, QueryOptions>
): QueryState<Data> {
  const { pause = false, newerThan, keepPrevious = true } = options;
  const { graph } = useHost();
  const app = appLabel(useAppIdentity());
  const key = stringifyVariables(variables ?? {});
  const store = useMemo(
    () =>
      pause ? idleStore<Data>() : createQueryStore(graph, document, JSON.parse(key || '{}') as Variables, { app }),
    [graph, document, key, app, pause],
  );
  const current = useSyncExternalStore(store.subscribe, store.snapshot);

  const [kept, setKept] = useState<{ readonly document: object; readonly data: Data }>();
  if (current.data !== undefined && kept?.data !== current.data) setKept({ document, data: current.data });
  const previous = keepPrevious && !pause && kept?.document === document ? kept.data : undefined;

  useRefetchWhenOlder(newerThan, current, store.refetch);
  const refetch = useCallback(() => store.refetch(), [store]);
  return {
    data: current.data ?? previous,
    problem: current.problem,
    fetching: current.fetching,
    stale: current.stale || (current.data === undefined && previous !== undefined),
    refetch,
  };
}

/** Once for each newer version: an answer that still is not there is repeated by the freshness rules, not by this. */
function useRefetchWhenOlder(
  version: string | undefined,
  { data, fetching, version: read }: QuerySnapshot<unknown>,
  refetch: () => void,
): void {
  const asked = useRef<string>(undefined);
  useEffect(() => {
    if (version === undefined || fetching || data === undefined || asked.current === version) return;
    asked.current = version;
    if (read === undefined || isOlder(read, version)) refetch();
  }, [version, read, fetching, data, refetch]);
}
