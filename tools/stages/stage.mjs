/**
 * A stage of `npm test`: a command, how long it took, how many tests passed and failed in it. A stage that is no test
 * suite counts as one. Nothing stops at the first failure: a person wants to hear everything that is wrong.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { environmentFor } from '../bootstrap/node24.mjs';

/** @typedef {{name: string, passed: number, failed: number, seconds: number, note?: string, failures?: string[]}} StageResult */

/**
 * Runs a Node script; prints its output as it comes, unless `quiet`, then only when it fails.
 * @param {string[]} args @param {{cwd: string, env?: Record<string, string>, quiet?: boolean}} options
 * @returns {Promise<{code: number, output: string}>}
 */
export function runNode(args, { cwd, env = {}, quiet = false }) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd,
      env: {
        ...environmentFor(process.execPath),
        NX_DAEMON: 'false',
        // Hundreds of processes load the same few modules in a run.
        NODE_COMPILE_CACHE: join(cwd, 'node_modules/.cache/compile'),
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const end = () => child.kill('SIGTERM');
    process.once('exit', end);
    let output = '';
    const take = (stream) => (chunk) => {
      output += chunk;
      if (!quiet) stream.write(chunk);
    };
    child.stdout.on('data', take(process.stdout));
    child.stderr.on('data', take(process.stderr));
    child.once('error', reject);
    child.once('close', (code, signal) => {
      process.off('exit', end);
      if (quiet && code !== 0) process.stdout.write(output);
      resolve({ code: code ?? (signal ? 1 : 0), output });
    });
  });
}

/**
 * @param {string} name
 * @param {() => Promise<{passed: number, failed: number, note?: string, failures?: string[]}>} work
 * @returns {Promise<StageResult>}
 */
export async function stage(name, work) {
  console.log(`\n── ${name}`);
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  try {
    return { name, ...(await work()), seconds: seconds() };
  } catch (error) {
    console.error(error.message);
    return { name, passed: 0, failed: 1, note: error.message.split('\n')[0], seconds: seconds() };
  }
}

/** The table at the end, and before it every failure by name. @param {StageResult[]} results */
export function summary(results) {
  const width = Math.max(...results.map(({ name }) => name.length));
  const lines = results.map(
    ({ name, passed, failed, seconds, note }) =>
      `${failed === 0 ? '✓' : '✗'} ${name.padEnd(width)}  ${String(passed).padStart(5)} passed  ${String(failed).padStart(4)} failed  ${seconds.toFixed(1).padStart(7)} s${note ? `  ${note}` : ''}`,
  );
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  const failures = results.flatMap(({ failures = [] }) => failures.map((one) => `✗ ${one}`));
  const text = [...failures, ...(failures.length > 0 ? [''] : []), ...lines].join('\n');
  return { text, passed: sum('passed'), failed: sum('failed') };
}
