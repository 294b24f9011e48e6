/** From which sources each release was built on this machine, so that `tessera start` can say what has changed since. */
import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DataFolder } from '../data-folder/paths.ts';
import { writeAtomically } from '../data-folder/write-atomically.ts';

export interface BuiltFrom {
  readonly version: string;
  readonly digest: string;
  readonly sources: string;
}

const skipped = new Set(['node_modules', 'dist', '.tessera', 'coverage', 'test-results']);
const recordFile = (data: DataFolder) => join(data.cli, 'built-from.json');

/** sha256 over names and contents of what is built; tests are not. */
export function hashSources(folders: readonly string[]): string {
  const hash = createHash('sha256');
  for (const folder of folders) addFolder(hash, folder, '');
  return hash.digest('hex');
}

function addFolder(hash: ReturnType<typeof createHash>, folder: string, path: string): void {
  for (const name of readdirSync(folder).sort()) {
    if (skipped.has(name) || /\.(unit|int|browser)\.spec\.tsx?$/.test(name)) continue;
    const file = join(folder, name);
    const stat = lstatSync(file);
    if (stat.isDirectory()) addFolder(hash, file, `${path}${name}/`);
    else if (stat.isFile()) hash.update(`${path}${name}\n${stat.size}\n`).update(readFileSync(file));
  }
}

/** Module → what was last built from which sources. */
export function readBuiltFrom(data: DataFolder): Record<string, BuiltFrom> {
  try {
    return JSON.parse(readFileSync(recordFile(data), 'utf8')) as Record<string, BuiltFrom>;
  } catch {
    return {}; // Nothing published from here yet, or half a record: then nothing is known, and nothing is claimed.
  }
}

export function recordBuiltFrom(data: DataFolder, module: string, built: BuiltFrom): void {
  writeAtomically(recordFile(data), `${JSON.stringify({ ...readBuiltFrom(data), [module]: built }, null, 2)}\n`);
}

/** The folders a module's build reads. An app shares the frame's packages at run time; the shell carries most of them. */
export function sourceFolders(root: string, kind: 'app' | 'shell' | 'library' | 'service', folder: string): string[] {
  if (kind !== 'shell') return [folder];
  return [folder, ...['packages/app-kit', 'packages/contracts', 'packages/live'].map((path) => join(root, path))];
}
