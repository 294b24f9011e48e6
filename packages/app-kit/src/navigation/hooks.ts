/** Hooks that read the address and change it. */
import { createContext, use, useCallback, useMemo, useSyncExternalStore } from 'react';
import { useHost } from '../host/host-context.tsx';
import type { NavigateOptions, Place } from './navigation.ts';

const noParams: Readonly<Record<string, string | undefined>> = {};
/** Provided by the host around each page. */
export const RouteParams = createContext<Readonly<Record<string, string | undefined>>>(noParams);

/** The named parts of the page's route: `/orders/$orderId` → `{orderId}`, decoded. */
export function useParams(): Readonly<Record<string, string | undefined>> {
  return use(RouteParams);
}

/** The address; a component using it is drawn again when it changes. */
export function usePlace(): Place {
  const { navigation } = useHost();
  return useSyncExternalStore(navigation.onChange, navigation.place);
}

/** `navigate('/orders/new')`; with `{replace: true}` Back leads to where one was before. */
export function useNavigate(): (to: string, options?: NavigateOptions) => void {
  const { navigation } = useHost();
  return useCallback((to, options) => navigation.navigate(to, options), [navigation]);
}

export type Search = Readonly<Record<string, string | undefined>>;
export type SetSearch = (change: Search, options?: NavigateOptions) => void;

/**
 * What stands after "?" in the address, and how to change it: `setSearch({q: 'pump', after: undefined})` changes the named
 * parts (`undefined` removes one) and leaves the others.
 */
export function useSearch(): [Search, SetSearch] {
  const { navigation } = useHost();
  const { search } = usePlace();
  const parts = useMemo(() => Object.fromEntries(new URLSearchParams(search)), [search]);
  const setSearch = useCallback<SetSearch>(
    (change, options) => {
      // The address as it is now: two changes in one handler must not undo each other.
      const { path, search: now, hash } = navigation.place();
      const next = new URLSearchParams(now);
      for (const [name, value] of Object.entries(change)) {
        if (value === undefined) next.delete(name);
        else next.set(name, value);
      }
      const text = next.toString();
      navigation.navigate(`${path}${text === '' ? '' : `?${text}`}${hash}`, options);
    },
    [navigation],
  );
  return [parts, setSearch];
}
