/**
 * A process's output, kept by size: `<name>.log`, and the ones before as `<name>.log.1` … The process writes to the file
 * itself, through a descriptor it is given: its last words are there even when the supervisor was killed, and nothing
 * waits for a reader. (A pipe's end would be worse than a lost line: pino flushes for ever into one that nobody reads.)
 */
import {
  appendFileSync,
  closeSync,
  copyFileSync,
  ftruncateSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';

export interface LogFile {
  /** Opened for appending; to be handed to the process as its output. */
  readonly descriptor: number;
  /** A line of the supervisor's own. */
  say(line: string): void;
  /** Begins a new file when this one is too large. Called now and then. */
  rotate(): void;
  close(): void;
}

export interface LogFileOptions {
  /** Bytes after which a new file is begun. @default 5 MiB */
  readonly maxBytes?: number;
  /** How many old files are kept. @default 3 */
  readonly keep?: number;
}

export function openLogFile(path: string, { maxBytes = 5 * 1024 * 1024, keep = 3 }: LogFileOptions = {}): LogFile {
  const descriptor = openSync(path, 'a', 0o600);
  return {
    descriptor,
    say: (line) => appendFileSync(descriptor, `supervisor: ${line}\n`),
    rotate() {
      if (statSync(path).size <= maxBytes) return;
      rmSync(`${path}.${keep}`, { force: true });
      for (let age = keep - 1; age >= 1; age--) moveIfThere(`${path}.${age}`, `${path}.${age + 1}`);
      // Copied and emptied, not moved: the process goes on writing to the file it has open.
      copyFileSync(path, `${path}.1`);
      const copied = statSync(`${path}.1`).size;
      const written = readFileSync(path);
      if (written.byteLength > copied) appendFileSync(`${path}.1`, written.subarray(copied));
      ftruncateSync(descriptor);
    },
    close: () => closeSync(descriptor),
  };
}

function moveIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
}
