import { chmodSync, mkdirSync } from 'node:fs';
import type { DataFolder } from './paths.ts';

/** Makes every folder, readable by nobody else. Ours from an earlier start get the same rights again. */
export function createFolders(data: DataFolder): void {
  for (const folder of [data.root, data.services, data.artifacts, data.gateway, data.secrets, data.logs, data.cli]) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    chmodSync(folder, 0o700);
  }
}
