import type { LiveStatus as ClientStatus } from '@tessera/live/client';
import { useSyncExternalStore } from 'react';
import { useHost } from '../host/host-context.tsx';

export type LiveStatus = ClientStatus;

/** The state of this browser's one live connection: `{state, since, problem}`. */
export function useLiveStatus(): LiveStatus {
  const { live } = useHost();
  return useSyncExternalStore(live.onStatus, () => live.status);
}
