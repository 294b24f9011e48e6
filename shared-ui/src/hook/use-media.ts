import { useCallback, useSyncExternalStore } from 'react';

/** Where phones begin: the rail becomes a bottom bar, panels pages, tables lists. The same number stands in the CSS. */
export const phoneQuery = '(max-width: 720px)';

/** Whether a media query holds now; re-renders when it changes. */
export function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (changed: () => void) => {
      const list = matchMedia(query);
      list.addEventListener('change', changed);
      return () => list.removeEventListener('change', changed);
    },
    [query],
  );
  return useSyncExternalStore(
    subscribe,
    () => matchMedia(query).matches,
    () => false,
  );
}

/** At most 720 px wide. */
export const usePhone = () => useMedia(phoneQuery);

/** The person asked for less motion. */
export const useReducedMotion = () => useMedia('(prefers-reduced-motion: reduce)');
