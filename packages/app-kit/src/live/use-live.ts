import { stringifyVariables } from '@urql/core';
import { useMemo, useSyncExternalStore } from 'react';
import type { Document, VariablesAnd } from '../graph/document.ts';
import { useHost } from '../host/host-context.tsx';
import { createLiveStore, idleLiveStore, type LiveSnapshot } from './live-store.ts';

export interface LiveOptions {
  /** Subscribes to nothing while true. @default false */
  readonly pause?: boolean | undefined;
}

/** One document of a live operation, as it selected it. */
export type LiveDocument<Data> =
  NonNullable<Data[Exclude<keyof Data, '__typename'>]> extends readonly (infer One)[] ? One : never;

export type LiveState<Data> = LiveSnapshot<LiveDocument<Data>>;

/** Shows documents and keeps them current: what they are now, never messages. Queries that show the same documents change with them. */
export function useLive<Data, Variables>(
  document: Document<Data, Variables>,
  ...[variables, options = {}]: VariablesAnd<Variables, LiveOptions>
): LiveState<Data> {
  const { pause = false } = options;
  const { live, graph } = useHost();
  const key = stringifyVariables(variables ?? {});
  const store = useMemo(
    () =>
      pause
        ? idleLiveStore<LiveDocument<Data>>()
        : createLiveStore<Data, Variables, LiveDocument<Data>>(
            live,
            graph,
            document,
            JSON.parse(key || '{}') as Variables,
          ),
    [live, graph, document, key, pause],
  );
  return useSyncExternalStore(store.subscribe, store.snapshot);
}
