import type { Composition } from '@tessera/contracts';
import { useSyncExternalStore } from 'react';
import { useShell } from '../shell-context.tsx';

/** What is live, as this page knows it. */
export function useComposition(): Composition {
  const { composition } = useShell();
  return useSyncExternalStore(composition.onChange, composition.now);
}
