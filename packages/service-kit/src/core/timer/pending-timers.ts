import { timersProjection } from '../../definition/built-in/with-built-ins.ts';
import type { PendingTimer } from '../../definition/built-in/timers.ts';
import type { ServiceRuntime } from '../runtime/service-runtime.ts';

/** The timers of a service that are set, as this replica has folded them. */
export interface PendingTimers {
  /** The one that is due first. */
  next(): PendingTimer | undefined;
  /** Called when one was set, cancelled or has fired. Returns how to stop. */
  onChange(listener: () => void): () => void;
}

/** Undefined: the service has no timers. */
export function pendingTimers({ compiled, store, onFlushed, onSwapped }: ServiceRuntime): PendingTimers | undefined {
  if (Object.keys(compiled.definition.timers).length === 0) return undefined;
  return {
    // Former ones may have fired since: while they are folded anew none is known.
    next() {
      if (store.standing(timersProjection).state !== 'live') return undefined;
      return store.page(timersProjection, { order: 'due', first: 1 }).items[0] as PendingTimer | undefined;
    },
    onChange(listener) {
      const stops = [
        onSwapped(listener),
        onFlushed(({ changes }) => {
          if (changes.some(({ projection }) => projection === timersProjection)) listener();
        }),
      ];
      return () => {
        for (const stop of stops) stop();
      };
    },
  };
}
