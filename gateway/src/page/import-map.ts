/**
 * The page's native import map: what the frame shares, and which bytes the scripts of the first page may be. It is cut to
 * the frame and the route's app, so that a page does not grow with the product; the shell adds what it loads later, with the
 * composition's hashes, before it loads it (`shell/src/load/import-maps.ts`).
 */
import type { AppManifest, FrontendManifest, LibraryManifest, ShellManifest } from '@tessera/contracts';
import { importsOf, integrityByUrl } from '../composition/browser-composition.ts';
import { librariesIn } from '../composition/libraries.ts';
import type { LiveRelease, ResolvedComposition } from '../composition/resolve.ts';

export interface ImportMap {
  readonly imports: Readonly<Record<string, string>>;
  /** By the importing file: for what needs another version of something shared than the page has. */
  readonly scopes?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly integrity: Readonly<Record<string, string>>;
}

/** Live and previous release alike: the fallback must be as safe as what it replaces. */
export function importMapOf(
  resolved: ResolvedComposition & { readonly shell: { readonly manifest: ShellManifest } },
  app: LiveRelease<AppManifest> | undefined,
): ImportMap {
  const shell = resolved.shell.manifest;
  const { page } = librariesIn(resolved);
  const manifests = [shell, app?.manifest, app?.previous].filter((one) => one !== undefined);
  const scopes = scopesOf(resolved, manifests);
  return {
    imports: providedImports(shell, page),
    ...(Object.keys(scopes).length === 0 ? {} : { scopes }),
    integrity: Object.assign(
      {},
      ...[...manifests, ...librariesOfFirstPage(resolved, app)].map(integrityOfScripts),
    ) as Record<string, string>,
  };
}

/** What is fetched before the first page shows: the shell's own libraries and the app's. */
export function librariesOfFirstPage(
  resolved: ResolvedComposition,
  app: Pick<LiveRelease<AppManifest>, 'manifest' | 'previous'> | undefined,
): LibraryManifest[] {
  const { own, of } = librariesIn(resolved);
  const apps = app === undefined ? [] : [app.manifest, ...(app.previous === undefined ? [] : [app.previous])];
  return [...new Set([...own, ...apps.flatMap(of)])];
}

/** Specifier → URL of everything the page provides: by its frame, and by libraries that are released by themselves. */
export function providedImports(shell: ShellManifest, libraries: readonly LibraryManifest[]): Record<string, string> {
  return Object.assign({}, ...[...libraries, shell].map(importsOf)) as Record<string, string>;
}

/** Below a release's files, what it imports otherwise than the page: another major of a library. */
export function scopesOf(
  resolved: ResolvedComposition,
  manifests: readonly (AppManifest | ShellManifest)[],
): Record<string, Record<string, string>> {
  const { page, of } = librariesIn(resolved);
  const scopes = manifests.flatMap((manifest) => {
    const others = of(manifest).filter((library) => !page.includes(library));
    if (others.length === 0) return [];
    const imports = Object.assign({}, ...others.map(importsOf)) as Record<string, string>;
    return [[`/_v/${manifest.module}/${manifest.version}/`, imports] as const];
  });
  return Object.fromEntries(scopes);
}

const made = new WeakMap<FrontendManifest, Record<string, string>>();

/** Of stylesheets the links say it themselves. */
export function integrityOfScripts(manifest: FrontendManifest): Record<string, string> {
  const known = made.get(manifest);
  if (known !== undefined) return known;
  const scripts = Object.entries(integrityByUrl(manifest)).filter(([url]) => !url.endsWith('.css'));
  const hashes = Object.fromEntries(scripts);
  made.set(manifest, hashes);
  return hashes;
}
