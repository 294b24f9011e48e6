/**
 * One process under supervision: started, watched, restarted with backoff, stopped by draining. Knows nothing of what
 * the process does; its world (what to run, where the log goes, who listens) is handed in.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ProcessState, ProcessStatus } from '../data-folder/state.ts';
import { createBackoff, type BackoffOptions } from './backoff.ts';
import { untilHanging, type LivenessOptions } from './liveness.ts';
import { openLogFile, type LogFileOptions } from './log-file.ts';
import { untilReady } from './readiness.ts';

export interface ProcessPlan {
  readonly name: string;
  readonly module: string;
  /** The TypeScript file it runs. */
  readonly main: string;
  readonly args?: readonly string[];
  /** Of Node. */
  readonly flags?: readonly string[];
  readonly port: number;
  /** Asked at each start. */
  readonly env: () => Readonly<Record<string, string>>;
}

export interface ManagedProcessOptions {
  readonly cwd: string;
  readonly logFile: string;
  /** Called at every change of `status()`. */
  readonly onChange: () => void;
  readonly backoff?: BackoffOptions;
  readonly logRotation?: LogFileOptions;
  readonly liveness?: LivenessOptions;
  /** How long a stop may drain before the process is killed. @default 10 s */
  readonly drainMs?: number;
}

export interface ManagedProcess {
  readonly plan: ProcessPlan;
  status(): ProcessStatus;
  /** Resolves when it is ready for the first time; false when it ended too often before, or was stopped. */
  whenFirstReady(): Promise<boolean>;
  /** Asks it to end, waits for it to drain, kills it when it does not. Resolves when it is gone. */
  stop(): Promise<void>;
}

/** A first start that fails so often is not going to work. */
const firstStartAttempts = 3;
const rotateEveryMs = 10_000;
const guard = fileURLToPath(new URL('./end-with-supervisor.mjs', import.meta.url));

export function startProcess(plan: ProcessPlan, options: ManagedProcessOptions): ManagedProcess {
  const { cwd, logFile, onChange, drainMs = 10_000 } = options;
  const backoff = createBackoff(options.backoff);
  const log = openLogFile(logFile, options.logRotation);
  const firstReady = Promise.withResolvers<boolean>();
  let child: ChildProcess | undefined;
  let restartTimer: NodeJS.Timeout | undefined;
  const rotation = setInterval(() => log.rotate(), rotateEveryMs).unref();
  let stopping = false;
  let everReady = false;
  let status: ProcessStatus = {
    name: plan.name,
    module: plan.module,
    pid: null,
    port: plan.port,
    state: 'starting',
    restarts: 0,
    since: now(),
  };

  const change = (state: ProcessState, more: Partial<ProcessStatus> = {}) => {
    status = { ...status, ...more, state, since: now() };
    onChange();
  };

  function launch(): void {
    const flags = ['--disable-warning=ExperimentalWarning', ...(plan.flags ?? []), '--import', guard];
    const started = spawn(process.execPath, [...flags, plan.main, ...(plan.args ?? [])], {
      cwd,
      env: plan.env(),
      // A session of its own: Ctrl+C in the terminal reaches the supervisor only, which then drains in order.
      detached: process.platform !== 'win32',
      stdio: ['ignore', log.descriptor, log.descriptor, 'ipc'],
    });
    child = started;
    const over = new AbortController();
    let readyAt: number | undefined;
    started.on('error', (error) => log.say(`could not be started: ${error.message}`));
    // `close`, not `exit`: it also comes when the process could not be started at all.
    started.once('close', (code, signal) => {
      over.abort();
      child = undefined;
      ended(signal ?? `code ${code}`, readyAt === undefined ? 0 : performance.now() - readyAt);
    });
    change('starting', { pid: started.pid ?? null });

    void untilReady(plan.port, { signal: over.signal }).then((ready) => {
      if (!ready || stopping) return;
      readyAt = performance.now();
      everReady = true;
      change('ready');
      firstReady.resolve(true);
    });
    // From the start on: a fold may hang before the process is ready.
    void untilHanging(plan.port, over.signal, options.liveness).then((why) => {
      if (why === undefined || stopping) return;
      log.say(`it hangs (${why}): killed`);
      started.kill('SIGKILL');
    });
  }

  function ended(how: string, ranFor: number): void {
    if (stopping) return;
    const restarts = status.restarts + 1;
    if (!everReady && restarts >= firstStartAttempts) firstReady.resolve(false);
    const delay = backoff.next(ranFor);
    change('waiting', { pid: null, restarts, lastExit: how });
    log.say(`ended (${how}); restart ${restarts} in ${delay} ms`);
    restartTimer = setTimeout(launch, delay);
  }

  async function stop(): Promise<void> {
    if (stopping) return;
    stopping = true;
    clearTimeout(restartTimer);
    firstReady.resolve(false);
    if (child) {
      change('stopping');
      const gone = once(child, 'close');
      child.kill('SIGTERM');
      const kill = setTimeout(() => child?.kill('SIGKILL'), drainMs);
      await gone;
      clearTimeout(kill);
    }
    change('stopped', { pid: null });
    clearInterval(rotation);
    log.close();
  }

  launch();
  return { plan, status: () => status, whenFirstReady: () => firstReady.promise, stop };
}

const now = (): string => new Date().toISOString();
