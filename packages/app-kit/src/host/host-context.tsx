import { createContext, use, useEffect, type ReactNode } from 'react';
import type { Host } from './host.ts';

const HostContext = createContext<Host | undefined>(undefined);

/** Put once around everything that shows apps. */
export function AppHost({ host, children }: { readonly host: Host; readonly children: ReactNode }) {
  const { live, graph } = host;
  // A stream that is back says that the gateway is: nobody has to wait for their next attempt.
  useEffect(() => {
    let lost = false;
    return live.onStatus(({ state }) => {
      if (state === 'live' && lost) graph.recovered();
      lost = state !== 'live' && state !== 'connecting';
    });
  }, [live, graph]);
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
