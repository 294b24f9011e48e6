/** Waiting for a position, bounded. */
import type { Position } from '@tessera/event-log';

export interface Waiting {
  /** Whether the position was reached in time; `Infinity` waits for ever. */
  until(position: Position, milliseconds: number): Promise<boolean>;
  reached(position: Position): void;
}

interface Waiter {
  readonly position: Position;
  readonly done: (reached: boolean) => void;
}

export function createWaiting(current: () => Position): Waiting {
  const waiters = new Set<Waiter>();
  return {
    until(position, milliseconds) {
      if (current() >= position) return Promise.resolve(true);
      return new Promise((resolve) => {
        const timer = milliseconds === Infinity ? undefined : setTimeout(() => waiter.done(false), milliseconds);
        const waiter: Waiter = {
          position,
          done(reached) {
            clearTimeout(timer);
            waiters.delete(waiter);
            resolve(reached);
          },
        };
        waiters.add(waiter);
      });
    },
    reached(position) {
      for (const waiter of waiters) if (waiter.position <= position) waiter.done(true);
    },
  };
}
