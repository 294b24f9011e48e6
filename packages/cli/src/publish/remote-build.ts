/** The build of a standard Module Federation remote, as its own tools made it: what a browser loads of it. */
import type { ModuleFile } from '@tessera/contracts';
import { cp } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { CliError } from '../errors/cli-error.ts';
import type { Build } from './build.ts';

/** What stands in a build for people and tools: pages of its own, types, lists of what was built. */
const notLoaded = [/\.html$/, /\.map$/, /\.d\.ts$/, /^mf-(?:manifest|stats)\.json$/, /^@mf-types/, /^\./];

export async function copyRemoteBuild(
  folder: string,
  { module, dist, entry }: ModuleFile & { readonly format: 'mf' },
  outDir: string,
): Promise<Build> {
  const built = join(folder, dist);
  if (!existsSync(join(built, entry))) {
    throw new CliError('BUILD_FAILED', `${module} is not built: there is no ${join(dist, entry)}`, {
      advice: `Build it with its own tools first, or say in tessera.json where its build ("dist") and its "entry" are.`,
    });
  }
  await cp(built, outDir, {
    recursive: true,
    filter: (path) => path === built || !notLoaded.some((pattern) => pattern.test(basename(path))),
  });
  return { entry, css: [], preload: [] };
}
