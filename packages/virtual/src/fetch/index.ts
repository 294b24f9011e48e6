/** A `fetch` in front of a virtual platform: for tests and for pages without a service worker. */
import type { VirtualPlatform } from '../virtual-platform.ts';

type Fetch = typeof globalThis.fetch;

/** Answers the gateway's addresses from the platform; hands everything else to `otherwise`. @default the real fetch */
export function virtualFetch(platform: VirtualPlatform, otherwise: Fetch = globalThis.fetch.bind(globalThis)): Fetch {
  return (input, init) => {
    const url = input instanceof Request ? input.url : input;
    return platform.handles(url) ? platform.fetch(input, init) : otherwise(input, init);
  };
}

/** Puts it in the place of the global `fetch`; the answer puts the former one back. */
export function installVirtualFetch(platform: VirtualPlatform): () => void {
  const former = globalThis.fetch;
  const ours = virtualFetch(platform, former.bind(globalThis));
  globalThis.fetch = ours;
  return () => {
    // Whoever replaced it after us has to put ours back first.
    if (globalThis.fetch === ours) globalThis.fetch = former;
  };
}
