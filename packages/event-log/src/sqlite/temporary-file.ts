/** Paths for logs of one test, in a folder of their own that is removed afterwards. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TemporaryFiles {
  /** A path that no file has yet. */
  next(): string;
  remove(): void;
}

export function temporaryFiles(): TemporaryFiles {
  const folder = mkdtempSync(join(tmpdir(), 'tessera-log-'));
  let count = 0;
  return {
    next: () => join(folder, `${++count}.db`),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
