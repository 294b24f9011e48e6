/** What a person prefers on this device, kept in localStorage and shared by its tabs. */
import { useCallback, useSyncExternalStore } from 'react';

/** `system` follows the device. */
export type Theme = 'system' | 'light' | 'dark';

const key = (name: string) => `tessera.preference.${name}`;
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener('storage', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('storage', listener);
  };
}

// Storage may be forbidden (private mode, embedded): a preference then lasts as long as the page.
const forThisPage = new Map<string, string>();

function read(name: string): string | null {
  try {
    return localStorage.getItem(key(name)) ?? forThisPage.get(name) ?? null;
  } catch {
    return forThisPage.get(name) ?? null;
  }
}

function write(name: string, value: string): void {
  forThisPage.set(name, value);
  try {
    localStorage.setItem(key(name), value);
  } catch {
    // Kept for this page only.
  }
  for (const listener of listeners) listener();
}

/** A named preference and its setter; every component using the name follows, in every tab. */
export function usePreference<T extends string>(name: string, fallback: T): [T, (value: T) => void] {
  const value = useSyncExternalStore(
    subscribe,
    () => read(name) ?? fallback,
    () => fallback,
  ) as T;
  return [value, useCallback((next: T) => write(name, next), [name])];
}

/** Puts the stored theme on <html>. The shell calls it first thing, before anything is drawn. */
export function restoreTheme(root: HTMLElement = document.documentElement): void {
  showTheme((read('theme') as Theme | null) ?? 'system', root);
}

/** The theme and its setter, which also shows it. */
export function useTheme(): [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = usePreference<Theme>('theme', 'system');
  const choose = useCallback(
    (next: Theme) => {
      setTheme(next);
      showTheme(next, document.documentElement);
    },
    [setTheme],
  );
  return [theme, choose];
}

function showTheme(theme: Theme, root: HTMLElement): void {
  if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
  else delete root.dataset.theme;
}
