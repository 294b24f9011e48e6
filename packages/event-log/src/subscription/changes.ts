/**
 * "Something was appended": a counter that readers wait on. A reader notes the counter before it reads the log, so a
 * commit that arrives in between wakes it at once and none is slept through.
 */
export interface Changes {
  /** Grows with each announcement. */
  readonly count: number;
  announce(): void;
  /** Everybody who waits now is told that the log failed; whoever comes later finds out by reading. */
  fail(error: unknown): void;
  /** Every wait, present and future, ends. */
  end(): void;
  readonly ended: boolean;
  /** Resolves when `count` is past `seen`, the signal aborts, or this ended; rejects when the log fails meanwhile. */
  wait(seen: number, signal: AbortSignal): Promise<void>;
  /** How many readers wait now. */
  readonly waiting: number;
}

export interface ChangesOptions {
  /** The first reader began to wait; called again after `onIdle`. */
  onWaiting?(): void;
  /** The last reader stopped waiting. */
  onIdle?(): void;
}

export function createChanges(options: ChangesOptions = {}): Changes {
  const wakers = new Set<(failure?: { error: unknown }) => void>();
  let count = 0;
  let ended = false;

  function wakeAll(failure?: { error: unknown }): void {
    for (const wake of [...wakers]) wake(failure);
  }

  return {
    get count() {
      return count;
    },
    get ended() {
      return ended;
    },
    get waiting() {
      return wakers.size;
    },
    announce() {
      count++;
      wakeAll();
    },
    fail(error) {
      wakeAll({ error });
    },
    end() {
      ended = true;
      wakeAll();
    },
    async wait(seen, signal) {
      if (count !== seen || ended || signal.aborted) return;
      await new Promise<void>((resolve, reject) => {
        function wake(failure?: { error: unknown }): void {
          wakers.delete(wake);
          signal.removeEventListener('abort', onAbort);
          if (wakers.size === 0) options.onIdle?.();
          if (failure) reject(failure.error);
          else resolve();
        }
        const onAbort = (): void => wake();
        wakers.add(wake);
        signal.addEventListener('abort', onAbort);
        if (wakers.size === 1) options.onWaiting?.();
      });
    },
  };
}
