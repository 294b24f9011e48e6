/** What has been edited since it was published: said at every start, never acted upon. */
import type { Teams } from '@tessera/contracts';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DataFolder } from '../data-folder/paths.ts';
import { hashSources, readBuiltFrom, sourceFolders } from '../publish/sources.ts';

/** Modules whose sources differ from those of their newest release made here, with the path to publish. */
export function changedSources(
  root: string,
  teams: Teams,
  data: DataFolder,
): { readonly module: string; readonly version: string; readonly path: string }[] {
  const built = readBuiltFrom(data);
  return Object.entries(teams.modules).flatMap(([module, { kind, path }]) => {
    const record = built[module];
    const folder = join(root, path);
    if (!record || kind === 'gateway' || !existsSync(folder)) return [];
    return hashSources(sourceFolders(root, kind, folder)) === record.sources
      ? []
      : [{ module, version: record.version, path }];
  });
}
