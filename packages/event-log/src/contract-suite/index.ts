/**
 * What every engine promises, as tests: call `describeEventLog` in a spec of each. An engine that passes can stand
 * behind any service.
 */
import { afterEach, describe } from 'vitest';
import type { EventLog } from '../port.ts';
import { appending } from './appending.ts';
import { badInput } from './bad-input.ts';
import { betweenProcesses } from './between-processes.ts';
import type { Bench, EngineUnderTest } from './engine.ts';
import { idempotency } from './idempotency.ts';
import { reading } from './reading.ts';
import { subscribing } from './subscribing.ts';

export type { EngineUnderTest } from './engine.ts';

export interface SuiteOptions {
  /**
   * For a further set-up of an engine that passes all of it elsewhere, where each log is slow to make: only what several
   * processes see of one log. For an engine that lives in one process: all but that. @default 'all'
   */
  readonly share?: 'all' | 'between processes' | 'in one process';
}

export function describeEventLog(name: string, engine: EngineUnderTest, { share = 'all' }: SuiteOptions = {}): void {
  const opened: EventLog[] = [];

  async function track(opening: Promise<EventLog>): Promise<EventLog> {
    const log = await opening;
    opened.push(log);
    return log;
  }

  function missing(what: string): never {
    throw new Error(`The engine under test, ${name}, has no \`${what}\`; its share of the suite is 'in one process'.`);
  }

  const bench: Bench = {
    create: (options) => track(engine.create(options)),
    another: (log) => track(engine.another?.(log) ?? missing('another')),
    reopen: (log) => track(engine.reopen?.(log) ?? missing('reopen')),
  };

  describe(`event log: ${name}`, () => {
    afterEach(async () => {
      await Promise.all(opened.splice(0).map((log) => log.close()));
      await engine.cleanUp?.();
    });
    if (share !== 'in one process') betweenProcesses(bench);
    if (share === 'between processes') return;
    appending(bench);
    idempotency(bench);
    reading(bench);
    subscribing(bench);
    badInput(bench);
  });
}
