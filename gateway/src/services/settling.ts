/** What sends requests where they should go, step by step, with what follows of it: tries again, and connections that end. */
import type { Logger } from 'pino';

export interface SettlingOptions {
  /** Of the service, for the log. */
  readonly name: string;
  readonly log: Logger;
  /** Brings everything to where it should be by what is so now. Not called before the one before has ended. */
  readonly step: () => Promise<void>;
}

export interface Settling {
  readonly closed: boolean;
  /** Resolves when a step that began after this call is over. Never rejects. */
  settle(): Promise<void>;
  /** Settles after a while, unless it does before. */
  settleIn(milliseconds: number): void;
  /** Somebody is asked no more: what was asked is on its way to be answered. */
  drain(left: Promise<unknown>): void;
  /** Resolves when those that are not asked any more have answered what they were asked. */
  drained(): Promise<void>;
  close(): void;
}

export function createSettling({ name, log, step }: SettlingOptions): Settling {
  const leaving = new Set<Promise<unknown>>();
  let retry: NodeJS.Timeout | undefined;
  let closed = false;
  let last: Promise<void> = Promise.resolve();

  function settle(): Promise<void> {
    last = last
      .then(() => {
        clearTimeout(retry);
        return step();
      })
      .catch((error: unknown) => log.error({ err: error, target: name }, 'a service was not settled'));
    return last;
  }

  return {
    get closed() {
      return closed;
    },
    settle,
    settleIn(milliseconds) {
      clearTimeout(retry);
      if (!closed) retry = setTimeout(() => void settle(), milliseconds);
    },
    drain(left) {
      const done = left.catch((error: unknown) =>
        log.warn({ err: error, target: name }, 'connections were not ended in order'),
      );
      leaving.add(done);
      void done.finally(() => leaving.delete(done));
    },
    async drained() {
      await Promise.all(leaving);
    },
    close() {
      closed = true;
      clearTimeout(retry);
    },
  };
}
