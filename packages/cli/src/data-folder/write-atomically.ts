import { renameSync, writeFileSync } from 'node:fs';

/** Readers see the old file or the new one, never half of one. */
export function writeAtomically(file: string, text: string, mode = 0o600): void {
  const next = `${file}.${process.pid}.next`;
  writeFileSync(next, text, { mode });
  renameSync(next, file);
}
