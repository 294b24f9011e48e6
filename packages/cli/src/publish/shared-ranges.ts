/** What an app needs of the packages that the frame provides, from its package.json. */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { PackageManifest } from './find-module.ts';

/** Packages of the import map (seams §7); everything else is bundled. */
export const sharedPackages = ['react', 'react-dom', '@tessera/app-kit', '@tessera/shared-ui'];

/**
 * A range written as a peer dependency is taken as it is. A version pinned for development (`19.3.1`) means "this one or
 * any that is compatible with it": the frame decides which, and moves on without the app. So does a checkout that
 * `npm install ../tessera/shared-ui` has linked (`file:../tessera/shared-ui`), by the version it has.
 * @param folder where the package.json stands
 */
export function sharedRanges(
  { dependencies = {}, peerDependencies = {} }: PackageManifest,
  folder: string,
): Record<string, string> {
  return Object.fromEntries(
    sharedPackages.flatMap((name) => {
      const peer = peerDependencies[name];
      if (peer !== undefined) return [[name, peer]];
      const wanted = dependencies[name];
      if (wanted === undefined) return [];
      const pinned = linkedVersion(folder, wanted) ?? wanted;
      return [[name, /^\d/.test(pinned) ? `^${pinned}` : pinned]];
    }),
  );
}

function linkedVersion(folder: string, wanted: string): string | undefined {
  const [, path] = /^(?:file|link|portal):(.+)$/.exec(wanted) ?? [];
  const file = path === undefined ? undefined : join(resolve(folder, path), 'package.json');
  if (file === undefined || !existsSync(file)) return undefined;
  return (JSON.parse(readFileSync(file, 'utf8')) as PackageManifest).version;
}
