/** Pauses between attempts: doubling, capped, and jittered over the whole pause so that thousands do not return at once. */
export interface BackoffOptions {
  /** @default 250 */
  readonly minMs?: number;
  /** @default 15000 */
  readonly maxMs?: number;
  /** In [0, 1). @default Math.random */
  readonly random?: () => number;
}

export interface Backoff {
  /** The next pause in ms; at least a quarter of its step, so that a lucky draw does not hammer. */
  next(): number;
  /** After a success. */
  reset(): void;
}

export function createBackoff({ minMs = 250, maxMs = 15_000, random = Math.random }: BackoffOptions = {}): Backoff {
  let attempt = 0;
  return {
    next() {
      const step = Math.min(maxMs, minMs * 2 ** Math.min(attempt, 30));
      attempt += 1;
      return step * (0.25 + 0.75 * random());
    },
    reset() {
      attempt = 0;
    },
  };
}
