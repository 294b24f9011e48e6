/**
 * Decides what happens next, and when. Everything that processes wait for (an answer of the log, a timer, the next turn of
 * the event loop) is a task here; the seed picks one, it runs until nothing moves by itself any more, and the next is
 * picked. A process that is killed or stopped stands where it was waiting. Time passes only when nothing else can happen.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Random } from './random.ts';

export interface SimulatedProcess {
  readonly name: string;
  alive: boolean;
  /** Stopped, as by SIGSTOP: its time goes on, and nothing of it moves. */
  stopped: boolean;
  /** How far its wall clock is ahead, milliseconds. Its stopwatch is right. */
  skewMs: number;
  /** What its subscriptions bring does not reach it before: milliseconds of the scheduler's time. */
  deafUntil: number;
}

export interface StepOptions {
  /** Milliseconds before it can happen. @default 0 */
  readonly after?: number;
  /** It is on its way, out of the process's hands: it may arrive although the process is stopped or dead. */
  readonly sent?: boolean;
}

interface Task {
  readonly process: SimulatedProcess;
  readonly at: number;
  readonly order: number;
  readonly kind: 'step' | 'timer' | 'sent';
  readonly run: () => void;
}

export interface Scheduler {
  /** Milliseconds since the beginning. */
  readonly now: number;
  /** How many tasks have run. */
  readonly count: number;
  /** Starts something inside a process: what it waits for, and all that it starts, belongs to it. */
  inside<Result>(process: SimulatedProcess, run: () => Result): Result;
  /** Resolves when the seed says so; never in a process that has been killed. */
  step(options?: StepOptions): Promise<void>;
  /** Whatever was on its way may arrive, or not. */
  kill(process: SimulatedProcess): void;
  /** Runs at most that many tasks, and lets at most that much time pass. False: nothing was left to do. */
  run(tasks: number, milliseconds: number): Promise<boolean>;
  /** Time passes, and nothing happens in it: timers that fall due are late. */
  jump(milliseconds: number): void;
  /** What `setTimeout`, `setInterval` and `setImmediate` of a process are, until it is called. */
  restore(): void;
}

export function createScheduler(random: Random): Scheduler {
  const inside = new AsyncLocalStorage<SimulatedProcess>();
  const real = { setTimeout, clearTimeout, setInterval, clearInterval, setImmediate };
  const tasks = new Map<number, Task>();
  let order = 0;
  let now = 0;
  let count = 0;

  function add(process: SimulatedProcess, after: number, kind: Task['kind'], run: () => void): number {
    order += 1;
    if (process.alive) tasks.set(order, { process, at: now + Math.max(0, after), order, kind, run });
    return order;
  }

  /** Everything that needs no task has happened. */
  const settled = (): Promise<void> => new Promise((resolve) => void real.setImmediate(resolve));

  function next(): { readonly ready: readonly Task[]; readonly soonest: number } {
    const ready: Task[] = [];
    const timers = new Map<SimulatedProcess, Task>();
    let soonest = Infinity;
    for (const task of tasks.values()) {
      if (task.kind !== 'sent' && (task.process.stopped || !task.process.alive)) continue;
      soonest = Math.min(soonest, task.at);
      if (task.at > now) continue;
      if (task.kind !== 'timer') ready.push(task);
      else {
        // A process's timers keep the order in which they were due.
        const first = timers.get(task.process);
        if (first === undefined || task.at < first.at) timers.set(task.process, task);
      }
    }
    return { ready: [...ready, ...timers.values()], soonest };
  }

  const timer = (milliseconds: number | undefined, run: () => void): number => {
    const process = inside.getStore()!;
    return add(process, milliseconds ?? 0, 'timer', run);
  };
  type Run = (...given: unknown[]) => void;
  class Handle {
    id: number;
    constructor(id: number) {
      this.id = id;
    }
    ref(): this {
      return this;
    }
    unref(): this {
      return this;
    }
    hasRef(): boolean {
      return true;
    }
  }
  function cancel(handle: unknown, otherwise: (handle: never) => void): void {
    if (handle instanceof Handle) tasks.delete(handle.id);
    else otherwise(handle as never);
  }
  const simulated = {
    setTimeout(run: Run, milliseconds?: number, ...given: unknown[]) {
      if (inside.getStore() === undefined) return real.setTimeout(run, milliseconds, ...given);
      return new Handle(timer(milliseconds, () => run(...given)));
    },
    setInterval(run: Run, milliseconds?: number, ...given: unknown[]) {
      if (inside.getStore() === undefined) return real.setInterval(run, milliseconds, ...given);
      const handle = new Handle(0);
      const again = (): void => {
        handle.id = timer(milliseconds, () => {
          again();
          run(...given);
        });
      };
      again();
      return handle;
    },
    setImmediate(run: Run, ...given: unknown[]) {
      const process = inside.getStore();
      if (process === undefined) return real.setImmediate(run, ...given);
      return new Handle(add(process, 0, 'step', () => run(...given)));
    },
    clearTimeout: (handle: unknown) => cancel(handle, real.clearTimeout),
    clearInterval: (handle: unknown) => cancel(handle, real.clearInterval),
  };
  Object.assign(globalThis, simulated);

  return {
    get now() {
      return now;
    },
    get count() {
      return count;
    },
    inside: (process, run) => inside.run(process, run),
    step({ after = 0, sent = false } = {}) {
      const process = inside.getStore();
      if (process === undefined) return Promise.resolve();
      return new Promise((resolve) => void add(process, after, sent ? 'sent' : 'step', resolve));
    },
    kill(process) {
      process.alive = false;
      for (const [id, task] of tasks) {
        if (task.process === process && (task.kind !== 'sent' || random.chance(0.5))) tasks.delete(id);
      }
    },
    async run(most, milliseconds) {
      const end = now + milliseconds;
      await settled();
      for (let done = 0; done < most; done += 1) {
        const { ready: here, soonest } = next();
        if (here.length === 0 && soonest > end) {
          now = Math.max(now, end);
          return soonest !== Infinity;
        }
        now = Math.max(now, here.length === 0 ? soonest : now);
        const { ready } = here.length === 0 ? next() : { ready: here };
        const task = random.pick(ready);
        tasks.delete(task.order);
        count += 1;
        inside.run(task.process, task.run);
        await settled();
      }
      return true;
    },
    jump(milliseconds) {
      now += milliseconds;
    },
    restore() {
      Object.assign(globalThis, real);
      tasks.clear();
    },
  };
}
