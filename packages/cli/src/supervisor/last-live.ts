/** Which release of each service was live when this was last known, so that a start need not wait for the gateway to say so. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DataFolder } from '../data-folder/paths.ts';
import { writeAtomically } from '../data-folder/write-atomically.ts';
import type { ServiceRelease } from './release-to-run.ts';

const recordFile = (data: DataFolder) => join(data.cli, 'live-services.json');

export interface LastLive extends ServiceRelease {
  /** What ran it. */
  readonly from: 'source' | 'artifact';
}

/** By service. */
export function readLastLive(data: DataFolder): Readonly<Record<string, LastLive>> {
  try {
    return JSON.parse(readFileSync(recordFile(data), 'utf8')) as Record<string, LastLive>;
  } catch {
    return {}; // None was ever live here; then everything runs from its source.
  }
}

export function recordLastLive(data: DataFolder, service: string, live: LastLive): void {
  const before = readLastLive(data);
  const known = before[service];
  if (known?.digest === live.digest && known.version === live.version && known.from === live.from) return;
  writeAtomically(recordFile(data), `${JSON.stringify({ ...before, [service]: live }, null, 2)}\n`);
}
