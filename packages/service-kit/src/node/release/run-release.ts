/**
 * Runs a published service: `node run-release.ts <folder>/service.mjs`. The release lies anywhere, without any packages beside
 * it; what it imports of the platform is found from here. The thread that folds ahead is started with the same arguments.
 */
import { realpathSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';
import { isPlatformImport } from './platform-packages.ts';

const [, , entry] = process.argv;
if (entry === undefined) throw new Error('Say which release to run: node run-release.ts <folder>/service.mjs');
// Modules are named by where they really are, also in a store that is reached through a link.
const release = pathToFileURL(realpathSync(entry));
const folder = new URL('.', release).href;

registerHooks({
  resolve(specifier, context, next) {
    const fromRelease = context.parentURL?.startsWith(folder) === true;
    if (!fromRelease || !isPlatformImport(specifier)) return next(specifier, context);
    return next(specifier, { ...context, parentURL: import.meta.url });
  },
});
await import(release.href);
