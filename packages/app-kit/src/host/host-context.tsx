import { createContext, use, type ReactNode } from 'react';
import type { Host } from './host.ts';

const HostContext = createContext<Host | undefined>(undefined);

/** Put once around everything that shows apps. */
export function AppHost({ host, children }: { readonly host: Host; readonly children: ReactNode }) {
  return <HostContext value={host}>{children}</HostContext>;
}

/** @throws when no `AppHost` is above */
export function useHost(): Host {
  const host = use(HostContext);
  if (host !== undefined) return host;
  throw new Error(
    'This component uses app-kit outside of a host. In the product the shell is the host; in a test render with renderApp of @tessera/app-kit/testing.',
  );
}
