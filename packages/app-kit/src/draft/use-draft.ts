import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { useHost } from '../host/host-context.tsx';
import { createDrafts, type Draft, type Drafts } from './drafts.ts';

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
 * the app's name; `initial` (or what it answers) stands until something is set, and again after `clear`. Values are JSON; of an
 * object that another release wrote, members it does not know of stand as they do in `initial`.
 */
export function useDraft<Value>(key: string, initial: Value | (() => Value)): [Value, SetDraft<Value>, () => void] {
  const { user } = useHost();
  const drafts = useMemo(() => draftsOf(user?.id ?? 'nobody'), [user?.id]);
  const subscribe = useCallback((listener: () => void) => drafts.onChange(key, listener), [drafts, key]);
  const stored = useSyncExternalStore(subscribe, () => drafts.read(key));
  const [first, setFirst] = useState(() => ({ key, value: valueOf(initial) }));
  if (first.key !== key) setFirst({ key, value: valueOf(initial) });
  const value = useMemo(() => (stored === undefined ? first.value : fitting(stored, first.value)), [stored, first]);

  const latest = useRef({ initial, first: first.value });
  useEffect(() => {
    latest.current = { initial, first: first.value };
  });
  const setDraft = useCallback<SetDraft<Value>>(
    (next) => {
      const before = drafts.read(key);
      const { first: unset } = latest.current;
      const now = before === undefined ? unset : fitting(before, unset);
      const value = typeof next === 'function' ? (next as (before: Value) => Value)(now) : next;
      const known = kindOf(unset) === 'object' ? { known: Object.keys(unset as object) } : {};
      drafts.write(key, { value, of: kindOf(unset), ...known });
    },
    [drafts, key],
  );
  const clear = useCallback(() => {
    setFirst({ key, value: valueOf(latest.current.initial) });
    drafts.remove(key);
  }, [drafts, key]);
  return [value, setDraft, clear];
}

/** Another release of the app may have written it, older or newer: a page that cannot read it would break at every visit. */
function fitting<Value>({ value, of, known = [] }: Draft, initial: Value): Value {
  if (initial === null || initial === undefined) return value as Value;
  if (kindOf(value) !== kindOf(initial)) return of === kindOf(initial) ? (value as Value) : initial;
  if (kindOf(initial) !== 'object') return value as Value;
  const lacking = Object.entries(initial).filter(
    ([name]) => !known.includes(name) && !Object.hasOwn(value as object, name),
  );
  return lacking.length === 0 ? (value as Value) : { ...Object.fromEntries(lacking), ...(value as Value) };
}

const kindOf = (value: unknown): string => (Array.isArray(value) ? 'list' : value === null ? 'null' : typeof value);

function valueOf<Value>(initial: Value | (() => Value)): Value {
  return typeof initial === 'function' ? (initial as () => Value)() : initial;
}
