/** What the browser believes of its network; everywhere else it is always there. */
import type { Network } from './types.ts';

export const browserNetwork: Network = {
  online: () => !('navigator' in globalThis) || globalThis.navigator.onLine !== false,
  onChange(listener) {
    if (!('addEventListener' in globalThis)) return () => undefined;
    const target: EventTarget = globalThis;
    target.addEventListener('online', listener);
    target.addEventListener('offline', listener);
    return () => {
      target.removeEventListener('online', listener);
      target.removeEventListener('offline', listener);
    };
  },
};
