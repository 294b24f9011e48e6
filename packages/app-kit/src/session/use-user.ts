import type { User } from '@tessera/contracts';
import { useHost } from '../host/host-context.tsx';

/** Who is signed in: `{id, name, roles}`. */
export function useUser(): User | null {
  return useHost().user;
}
