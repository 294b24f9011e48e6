import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { useHost } from '../host/host-context.tsx';
import { createDrafts, type Drafts } from './drafts.ts';

export type SetDraft<Value> = (next: Value | ((before: Value) => Value)) => void;

/** One per person and page: components that name the same draft share it. */
const byOwner = new Map<string, Drafts>();

function draftsOf(owner: string): Drafts {
  let drafts = byOwner.get(owner);
  if (drafts === undefined) byOwner.set(owner, (drafts = createDrafts(owner, storageOfPage())));
  return drafts;
}

function storageOfPage(): Storage | undefined {
  try {
    return globalThis.localStorage;
  } catch {
    return undefined;
  }
}

/**
 * State that survives leaving the page, a crash of the app and an ended session: `[draft, setDraft, clear]`. `key` starts with
 * the app's name; `initial` (or what it answers) stands until something is set, and again after `clear`. Values are JSON.
 */
export function useDraft<Value>(key: string, initial: Value | (() => Value)): [Value, SetDraft<Value>, () => void] {
  const { user } = useHost();
  const drafts = useMemo(() => draftsOf(user?.id ?? 'nobody'), [user?.id]);
  const subscribe = useCallback((listener: () => void) => drafts.onChange(key, listener), [drafts, key]);
  const stored = useSyncExternalStore(subscribe, () => drafts.read(key));
  const [first, setFirst] = useState(() => ({ key, value: valueOf(initial) }));
  if (first.key !== key) setFirst({ key, value: valueOf(initial) });
  const value = stored === undefined ? first.value : (stored.value as Value);

  const latest = useRef({ initial, first: first.value });
  useEffect(() => {
    latest.current = { initial, first: first.value };
  });
  const setDraft = useCallback<SetDraft<Value>>(
    (next) => {
      const before = drafts.read(key);
      const now = before === undefined ? latest.current.first : (before.value as Value);
      drafts.write(key, typeof next === 'function' ? (next as (before: Value) => Value)(now) : next);
    },
    [drafts, key],
  );
  const clear = useCallback(() => {
    setFirst({ key, value: valueOf(latest.current.initial) });
    drafts.remove(key);
  }, [drafts, key]);
  return [value, setDraft, clear];
}

function valueOf<Value>(initial: Value | (() => Value)): Value {
  return typeof initial === 'function' ? (initial as () => Value)() : initial;
}
