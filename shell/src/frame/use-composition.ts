import type { Composition } from '@tessera/contracts';
import { useSyncExternalStore } from 'react';
import { useShell } from '../shell-context.tsx';

/** What is live, but for what this tab stays on. */
export function useComposition(): Composition {
  const { running } = useShell();
  return useSyncExternalStore(running.onChange, running.now);
}
