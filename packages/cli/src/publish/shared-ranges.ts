/** What an app needs of the packages that the frame provides, from its package.json. */
import type { PackageManifest } from './find-module.ts';

/** Packages of the import map (seams §7); everything else is bundled. */
export const sharedPackages = ['react', 'react-dom', '@tessera/app-kit', '@tessera/shared-ui'];

/**
 * A range written as a peer dependency is taken as it is. A version pinned for development (`19.3.1`) means "this one or
 * any that is compatible with it": the frame decides which, and moves on without the app.
 */
export function sharedRanges({ dependencies = {}, peerDependencies = {} }: PackageManifest): Record<string, string> {
  return Object.fromEntries(
    sharedPackages.flatMap((name) => {
      const peer = peerDependencies[name];
      if (peer !== undefined) return [[name, peer]];
      const pinned = dependencies[name];
      return pinned === undefined ? [] : [[name, /^\d/.test(pinned) ? `^${pinned}` : pinned]];
    }),
  );
}
