import type { EventLog, LogItem, SubscribeOptions } from '@tessera/event-log';

/** The log, to those who must not look at it before something has happened: hosts, before history is recorded. */
export function logAfter(log: EventLog, ready: Promise<void>): EventLog {
  return {
    epoch: log.epoch,
    append: async (...args) => ready.then(() => log.append(...args)),
    read: async (...args) => ready.then(() => log.read(...args)),
    findCommand: async (...args) => ready.then(() => log.findCommand(...args)),
    head: async () => ready.then(() => log.head()),
    close: async () => ready.then(() => log.close()),
    async *subscribe(options: SubscribeOptions, signal: AbortSignal): AsyncGenerator<LogItem> {
      await ready;
      yield* log.subscribe(options, signal);
    },
  };
}
