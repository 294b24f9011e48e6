/**
 * Loaded into every process before its own code: when the supervisor is gone (its IPC pipe has closed), the process
 * gets a moment to finish what it does about that itself, and then it is killed. A thread of its own does that, since a
 * main thread that hangs while it ends (a logger that flushes for ever, a loop) runs no timers.
 */
import { Worker } from 'node:worker_threads';

const graceMs = 3_000;

process.once('disconnect', () => {
  const code = `setTimeout(() => process.kill(process.pid, 'SIGKILL'), ${graceMs})`;
  new Worker(code, { eval: true, execArgv: [], stdout: true, stderr: true }).unref();
});
