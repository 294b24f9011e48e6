/**
 * Starts the whole product, the way `npm start` does, on a data folder and a port of its own.
 * Real processes, real files; nothing is shared with a product that a developer has running.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const bin = join(root, 'packages/cli/bin/tessera.mjs');

export interface ProcessStatus {
  readonly name: string;
  readonly pid: number;
  readonly state: string;
  readonly restarts: number;
}

export interface CliResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Product {
  readonly url: string;
  readonly data: string;
  /** Runs `tessera <args>` against this product; answers what it printed, whatever its exit code. */
  tessera(...args: string[]): Promise<CliResult>;
  status(): Promise<readonly ProcessStatus[]>;
  /** Drains and stops it; `start` begins again on the same folder and port. */
  stop(): Promise<void>;
  start(env?: Readonly<Record<string, string>>): Promise<void>;
  close(): Promise<void>;
}

export interface ProductOptions {
  /** Hears what the supervisor prints. */
  readonly log?: (line: string) => void;
  /** Besides this process's own. */
  readonly env?: Readonly<Record<string, string>>;
  /** Of `tessera start`. */
  readonly args?: readonly string[];
}

export async function startProduct({ log = () => {}, env = {}, args = [] }: ProductOptions = {}): Promise<Product> {
  const data = await mkdtemp(join(tmpdir(), 'tessera-product-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const tessera = (...args: string[]) => run(process.execPath, [bin, ...args, '--data', data]);
  let child: ChildProcess;

  async function start(more: Readonly<Record<string, string>> = {}): Promise<void> {
    child = spawn(process.execPath, [bin, 'start', '--data', data, '--port', String(port), ...args], {
      cwd: root,
      env: { ...process.env, ...env, ...more },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    await ready(child, url, log);
  }

  async function stop(): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await gone;
  }

  await start();
  return {
    url,
    data,
    tessera,
    async status() {
      const state = JSON.parse(await readFile(join(data, 'supervisor.json'), 'utf8')) as { processes: ProcessStatus[] };
      return state.processes;
    },
    stop,
    start,
    async close() {
      await stop();
      await rm(data, { recursive: true, force: true });
    },
  };
}

/** Resolves when the supervisor prints the line with the URL, its last step; rejects with what it printed when it ends before. */
function ready(child: ChildProcess, url: string, log: (line: string) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    let printed = '';
    const listen = (chunk: Buffer) => {
      const text = chunk.toString();
      printed += text;
      log(text);
      if (printed.includes(url)) resolve();
    };
    child.stdout?.on('data', listen);
    child.stderr?.on('data', listen);
    child.once('exit', (code) =>
      reject(new Error(`tessera start ended with ${code} before it was ready. It printed:\n${printed}`)),
    );
  });
}

function run(command: string, args: readonly string[]): Promise<CliResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? -1, stdout, stderr }));
  });
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port was given')),
      );
    });
    server.once('error', reject);
  });
}
