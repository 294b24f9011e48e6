/** How the code of a release gets into the page: one function per format, none of which knows of timeouts or fallbacks. */
import type { Loadable, ModuleLive } from '@tessera/contracts';
import type { ImportMaps } from './import-maps.ts';

/**
 * Answers what the release exported as its app. `live` is the module it belongs to; `release` is the live release or its
 * previous one. `attempt` > 0 asks under a new address.
 */
export type ImportRelease = (live: ModuleLive, release: Loadable, attempt: number) => Promise<unknown>;

type ImportModule = (url: string) => Promise<{ readonly default?: unknown }>;

/** Native ES modules: what they import of the frame, the page's import map resolves. */
export function esmImporter(
  maps: ImportMaps,
  importModule: ImportModule = (url) => import(/* @vite-ignore */ url) as ReturnType<ImportModule>,
): ImportRelease {
  return async (_live, { entry, integrity }, attempt) => {
    maps.add(integrity);
    return (await importModule(addressOf(entry, integrity, attempt, maps))).default;
  };
}

/**
 * An import that failed or hangs stays so for the life of the page, under its address; asked for again it has another one,
 * whose hash is added first: without it an altered file would run.
 */
export function addressOf(entry: string, integrity: Loadable['integrity'], attempt: number, maps: ImportMaps): string {
  if (attempt === 0) return entry;
  const url = `${entry}?retry=${attempt}`;
  const hash = integrity[entry];
  if (hash !== undefined) maps.add({ [url]: hash });
  return url;
}

/** Standard Module Federation remotes. The runtime that understands them is fetched when the first one is. */
export function mfImporter(maps: ImportMaps): ImportRelease {
  return async (live, release, attempt) => {
    maps.add(release.integrity);
    const { loadRemoteApp } = await import('./mf-runtime.ts');
    return loadRemoteApp(live, release, addressOf(release.entry, release.integrity, attempt, maps));
  };
}
