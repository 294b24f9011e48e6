/**
 * The log as one service's policies see it: every commit arrives a little late, as it does from a broker; history is left
 * out; and while the service is down nothing arrives at all, until it is back.
 */
import type { Commit, EventLog, LogItem, SubscribeOptions } from '@tessera/event-log';
import type { Clock } from '@tessera/live';
import { wait } from './wait.ts';

export interface ReactionViewOptions {
  readonly log: EventLog;
  readonly clock: Clock;
  /** Milliseconds until the next commit arrives. */
  readonly delay: () => number;
  readonly isHistory: (commit: Commit) => boolean;
  /** Resolves when the service is up; undefined when it is. */
  readonly whenUp: () => Promise<void> | undefined;
}

interface Due {
  readonly item: LogItem;
  readonly at: number;
}

export function createReactionView(options: ReactionViewOptions): EventLog {
  const { log } = options;
  return {
    epoch: log.epoch,
    append: (...args) => log.append(...args),
    read: (...args) => log.read(...args),
    findCommand: (...args) => log.findCommand(...args),
    head: () => log.head(),
    close: () => log.close(),
    subscribe: (request, signal) => late(options, request, signal),
  };
}

async function* late(
  { log, clock, delay, isHistory, whenUp }: ReactionViewOptions,
  request: SubscribeOptions,
  signal: AbortSignal,
): AsyncGenerator<LogItem> {
  const queue: Due[] = [];
  let failure: unknown;
  let ended = false;
  let wake = (): void => undefined;
  const read = async (): Promise<void> => {
    for await (const item of log.subscribe(request, signal)) {
      queue.push(dueItem(item));
      wake();
    }
  };
  // Read ahead: the delays of commits that come together run side by side.
  const reading = read()
    .catch((error: unknown) => (failure = error))
    .finally(() => {
      ended = true;
      wake();
    });

  function dueItem(item: LogItem): Due {
    const now = clock.now();
    if (item.kind === 'progress') return { item, at: now };
    if (isHistory(item.commit)) return { item: { kind: 'progress', position: item.commit.position }, at: now };
    return { item, at: now + delay() };
  }

  while (!signal.aborted) {
    const next = queue.shift();
    if (next === undefined) {
      if (ended) break;
      await new Promise<void>((resolve) => (wake = resolve));
      continue;
    }
    await wait(clock, next.at - clock.now(), signal);
    for (let up = whenUp(); up !== undefined && !signal.aborted; up = whenUp()) await untilAborted(up, signal);
    if (!signal.aborted) yield next.item;
  }
  await reading;
  if (failure !== undefined) throw failure;
}

function untilAborted(promise: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      signal.removeEventListener('abort', done);
      resolve();
    };
    signal.addEventListener('abort', done, { once: true });
    void promise.then(done);
  });
}
