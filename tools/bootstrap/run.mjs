/**
 * Running a child so that nothing outlives us: output is handed through, signals are forwarded, and the child holds an
 * IPC channel whose end tells it that we are gone even when we were killed outright.
 */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';

const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * @param {string} command @param {string[]} args
 * @param {{cwd?: string, env?: NodeJS.ProcessEnv, ipc?: boolean, quiet?: boolean}} [options] quiet: output is kept, and shown on failure
 * @returns {Promise<number>} the exit code; 128 + n when a signal ended it
 */
export function run(command, args, { cwd, env, ipc = false, quiet = false } = {}) {
  return new Promise((resolve, reject) => {
    const output = quiet ? 'pipe' : 'inherit';
    const child = spawn(command, args, { cwd, env, stdio: ['inherit', output, output, ...(ipc ? ['ipc'] : [])] });
    const kept = [];
    child.stdout?.on('data', (chunk) => kept.push(chunk));
    child.stderr?.on('data', (chunk) => kept.push(chunk));

    const handlers = forwarded.map((signal) => [signal, () => child.kill(signal)]);
    for (const [signal, handler] of handlers) process.on(signal, handler);
    const done = () => {
      for (const [signal, handler] of handlers) process.off(signal, handler);
    };
    child.once('error', (error) => {
      done();
      reject(error);
    });
    child.once('close', (code, signal) => {
      done();
      const status = code ?? 128 + (constants.signals[signal] ?? 0);
      if (status !== 0) process.stderr.write(Buffer.concat(kept));
      resolve(status);
    });
  });
}
