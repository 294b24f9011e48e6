/** How long to wait before a restart: the first one at once (people are waiting), then ever longer, so that a process that cannot start does not eat the machine. */
export interface Backoff {
  /** Milliseconds until the next restart. `ranFor`: how long the process had been ready. */
  next(ranFor: number): number;
}

export interface BackoffOptions {
  /** @default 100 */
  readonly first?: number;
  /** @default 10 s */
  readonly most?: number;
  /** A process that was ready for so long is healthy again. @default 30 s */
  readonly healthyAfter?: number;
}

export function createBackoff({ first = 100, most = 10_000, healthyAfter = 30_000 }: BackoffOptions = {}): Backoff {
  let delay = first;
  return {
    next(ranFor) {
      if (ranFor >= healthyAfter) delay = first;
      const now = delay;
      delay = Math.min(most, delay * 2);
      return now;
    },
  };
}
