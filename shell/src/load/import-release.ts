/** How the code of a release gets into the page: one function per format, none of which knows of timeouts or fallbacks. */
import type { Loadable, ModuleLive } from '@tessera/contracts';
import type { ImportMaps } from './import-maps.ts';

/**
 * Answers what the release exported as its app. `live` is the module it belongs to; `release` is the live release or its
 * previous one. `attempt` > 0 asks under new addresses.
 */
export type ImportRelease = (live: ModuleLive, release: Loadable, attempt: number) => Promise<unknown>;

type ImportModule = (url: string) => Promise<{ readonly default?: unknown }>;

const nativeImport: ImportModule = (url) => import(/* @vite-ignore */ url) as ReturnType<ImportModule>;

/** Native ES modules: what they import of the frame, the page's import map resolves. */
export function esmImporter(maps: ImportMaps, importModule: ImportModule = nativeImport): ImportRelease {
  return async (_live, release, attempt) => (await importModule(addressOf(release, attempt, maps))).default;
}

/** Standard Module Federation remotes. The runtime that understands them is fetched when the first one is. */
export function mfImporter(maps: ImportMaps): ImportRelease {
  return async (live, release, attempt) => {
    const entry = addressOf(release, attempt, maps);
    const { loadRemoteApp } = await import('./mf-runtime.ts');
    return loadRemoteApp(live, release, entry);
  };
}

function addressOf(release: Loadable, attempt: number, maps: ImportMaps): string {
  if (attempt > 0) return maps.renew(release, attempt);
  maps.trust(release);
  return release.entry;
}
