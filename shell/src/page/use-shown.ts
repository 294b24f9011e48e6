import type { Shown } from '@tessera/app-kit/host';
import { useSyncExternalStore } from 'react';
import type { LoadedPage } from '../load/load-part.ts';
import { useShell } from '../shell-context.tsx';

/** Address and page, as they are shown. */
export function useShown(): Shown<LoadedPage> {
  const { router } = useShell();
  return useSyncExternalStore(router.onShown, router.shown);
}
