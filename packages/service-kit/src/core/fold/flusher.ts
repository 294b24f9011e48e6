/** Writes the read store, again and again until it can be written: a full disk, or a file that others look into, fails no command. */
import { ReadStoreBusy } from '../read-store/read-store-busy.ts';

export interface Flusher {
  /** Now, unless the store was found busy a moment ago: then in a moment. Never throws. */
  flush(): void;
  /** Once more now, and then never again by itself. */
  close(): void;
}

/** Until the read store is written again: after a failure, and while another process has its lock. Milliseconds. */
const [retryMs, busyRetryMs] = [1_000, 20];

/** @param write throws `ReadStoreBusy` while another process has the store's lock */
export function createFlusher(write: () => void, onFailure: (error: unknown) => void): Flusher {
  let retry: ReturnType<typeof setTimeout> | undefined;
  /** When it was told last that the store is busy; undefined: it is not. */
  let busySince: number | undefined;
  let busy = false;

  function flush(): void {
    // It is tried again in a moment; until then, nobody needs to gather what there is to write.
    if (busy) return;
    clearTimeout(retry);
    try {
      write();
      busySince = undefined;
    } catch (error) {
      busy = error instanceof ReadStoreBusy;
      if (!busy || saysAgain()) onFailure(error);
      retry = setTimeout(flushAgain, busy ? busyRetryMs : retryMs);
    }
  }

  function flushAgain(): void {
    busy = false;
    flush();
  }

  /** Others look into the files for a moment, which is nothing to be told; for a second it is, and each second again. */
  function saysAgain(): boolean {
    const now = performance.now();
    busySince ??= now;
    if (now - busySince < retryMs) return false;
    busySince = now;
    return true;
  }

  return {
    flush,
    close() {
      flushAgain();
      clearTimeout(retry);
    },
  };
}
