/** A process's output, kept by size: `<name>.log`, and the one before as `<name>.log.1` … */
import { closeSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';

export interface LogFile {
  write(chunk: Uint8Array | string): void;
  close(): void;
}

export interface LogFileOptions {
  /** Bytes after which a new file is begun. @default 5 MiB */
  readonly maxBytes?: number;
  /** How many old files are kept. @default 3 */
  readonly keep?: number;
}

export function openLogFile(path: string, { maxBytes = 5 * 1024 * 1024, keep = 3 }: LogFileOptions = {}): LogFile {
  let file = openSync(path, 'a', 0o600);
  let size = statSync(path).size;
  const rotate = () => {
    closeSync(file);
    rmSync(`${path}.${keep}`, { force: true });
    for (let age = keep - 1; age >= 1; age--) moveIfThere(`${path}.${age}`, `${path}.${age + 1}`);
    moveIfThere(path, `${path}.1`);
    file = openSync(path, 'a', 0o600);
    size = 0;
  };
  return {
    write(chunk) {
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      if (size > 0 && size + bytes.byteLength > maxBytes) rotate();
      writeSync(file, bytes);
      size += bytes.byteLength;
    },
    close: () => closeSync(file),
  };
}

function moveIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
}
