/** The parent's side of `writer.ts`: starts writers, kills them, and notes what they were acknowledged, and when. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Acknowledgement } from './writer.ts';

/** When the parent read it, by `performance.now()`. */
export interface TimedAcknowledgement extends Acknowledgement {
  readonly at: number;
}

const inFlight = 4;
const writerFile = fileURLToPath(new URL('./writer.ts', import.meta.url));

export interface Writer {
  start(): void;
  /** Resolves at this process's next acknowledgement. */
  atWork(): Promise<void>;
  /** Resolves when the process is gone and everything it said is read. */
  kill(): Promise<void>;
}

export interface WriterClock {
  /** Milliseconds. @default 0 */
  readonly offMs: number;
  /** Negative: it runs backwards. @default 1 */
  readonly rate: number;
}

export function createWriter(
  url: string,
  name: string,
  acknowledged: TimedAcknowledgement[],
  { offMs, rate }: WriterClock = { offMs: 0, rate: 1 },
): Writer {
  let child: ChildProcess | undefined;
  let ended: Promise<unknown> = Promise.resolve();
  let next = 0;
  let told: ((error?: Error) => void)[] = [];
  let crashed: Error | undefined;

  function tell(error?: Error): void {
    crashed ??= error;
    const waiting = told;
    told = [];
    for (const resolve of waiting) resolve(error);
  }

  return {
    start() {
      // It begins with the first number it has no acknowledgement for: perhaps stored, perhaps not, as after any crash.
      const args = [next, inFlight, offMs, rate].map(String);
      const started = spawn(process.execPath, [writerFile, url, name, ...args], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      child = started;
      const lines = createInterface({ input: started.stdout });
      lines.on('line', (line) => {
        if (!line.endsWith('}')) return;
        const acknowledgement = JSON.parse(line) as Acknowledgement;
        acknowledged.push({ ...acknowledgement, at: performance.now() });
        next = Math.max(next, acknowledgement.sequence - (acknowledgement.sequence % inFlight));
        tell();
      });
      const closed = new Promise((resolve) => lines.once('close', resolve));
      ended = Promise.all([closed, new Promise((resolve) => started.once('exit', resolve))]);
      started.once('exit', (code) => code && tell(new Error(`writer ${name} ended by itself with code ${code}`)));
    },
    atWork: () =>
      new Promise((resolve, reject) => {
        if (crashed) reject(crashed);
        told.push((error) => (error ? reject(error) : resolve()));
      }),
    async kill() {
      child?.kill('SIGKILL');
      await ended;
    },
  };
}
