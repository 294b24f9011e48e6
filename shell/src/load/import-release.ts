/** How the code of a release gets into the page: one function per format, none of which knows of timeouts or fallbacks. */
import type { Loadable, ModuleLive } from '@tessera/contracts';
import type { ImportMaps } from './import-maps.ts';
import type { Libraries } from './libraries.ts';

/**
 * Answers what the release exported as its app. `live` is the module it belongs to; `release` is the live release or its
 * previous one. `attempt` > 0 asks under new addresses.
 */
export type ImportRelease = (live: ModuleLive, release: Loadable, attempt: number) => Promise<unknown>;

type ImportModule = (url: string) => Promise<{ readonly default?: unknown }>;

const nativeImport: ImportModule = (url) => import(/* @vite-ignore */ url) as ReturnType<ImportModule>;

/** Native ES modules: what they import of the frame, the page's import map resolves. */
export function esmImporter(
  maps: ImportMaps,
  libraries?: Libraries,
  importModule: ImportModule = nativeImport,
): ImportRelease {
  return async (_live, release, attempt) => {
    const own = libraries?.of(release) ?? [];
    // Also for what is asked for under new addresses: the way to its libraries is by where its files are.
    maps.trust(release, own);
    return (await importModule(attempt > 0 ? maps.renew(release, attempt) : release.entry)).default;
  };
}

/** Standard Module Federation remotes. The runtime that understands them is fetched when the first one is. */
export function mfImporter(maps: ImportMaps): ImportRelease {
  return async (live, release, attempt) => {
    maps.trust(release);
    const entry = attempt > 0 ? maps.renew(release, attempt) : release.entry;
    const { loadRemoteApp } = await import('./mf-runtime.ts');
    return loadRemoteApp(live, release, entry);
  };
}
