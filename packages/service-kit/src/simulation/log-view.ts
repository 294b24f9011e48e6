/** The log as one process has it: every call takes its time, may fail on the way there or back, and may never come back. */
import { LogError, type Commit, type EventLog, type LogItem, type Position } from '@tessera/event-log';
import type { Random } from './random.ts';
import type { Scheduler, SimulatedProcess } from './scheduler.ts';

/** `basis`: where the log was when the process last read this stream; 0 when it never did. */
export type OnAppended = (commit: Commit, process: SimulatedProcess, basis: Position) => void;

export interface LogViewOptions {
  readonly log: EventLog;
  readonly process: SimulatedProcess;
  readonly scheduler: Scheduler;
  readonly random: Random;
  /** How often a call fails, 0 to 1; asked each time. */
  readonly failing: () => number;
  readonly onAppended: OnAppended;
}

export function createLogView({ log, process, scheduler, random, failing, onAppended }: LogViewOptions): EventLog {
  const bases = new Map<string, Position>();

  function failSometimes(): void {
    if (!random.chance(failing())) return;
    throw new LogError('LOG_UNREACHABLE', 'The simulated log does not answer; try again.');
  }

  async function call<Answer>(effect: () => Promise<Answer>): Promise<Answer> {
    await scheduler.step({ sent: true, after: random.chance(0.02) ? random.below(400) : 0 });
    failSometimes();
    const answer = await effect();
    await scheduler.step();
    failSometimes();
    return answer;
  }

  async function* subscribed(
    options: Parameters<EventLog['subscribe']>[0],
    signal: AbortSignal,
  ): AsyncGenerator<LogItem> {
    for await (const item of log.subscribe(options, signal)) {
      do await scheduler.step({ after: process.deafUntil - scheduler.now });
      while (process.deafUntil > scheduler.now);
      if (signal.aborted) return;
      failSometimes();
      yield item;
    }
  }

  return {
    epoch: log.epoch,
    append: (stream, events, options) =>
      call(async () => {
        const result = await log.append(stream, events, options);
        if (result.ok && !result.duplicate) onAppended(result.commit, process, bases.get(stream) ?? 0);
        return result;
      }),
    read: (stream, options) =>
      call(async () => {
        const slice = await log.read(stream, options);
        bases.set(stream, await log.head());
        return slice;
      }),
    findCommand: (stream, commandId) => call(() => log.findCommand(stream, commandId)),
    head: () => call(() => log.head()),
    subscribe: subscribed,
    async close() {},
  };
}
