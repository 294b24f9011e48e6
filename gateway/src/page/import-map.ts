/**
 * The page's native import map: what the frame shares, and which bytes the scripts of the first page may be. It is cut to
 * the frame and the route's app, so that a page does not grow with the product; the shell adds what it loads later, with the
 * composition's hashes, before it loads it (`shell/src/load/import-maps.ts`).
 */
import type { AppManifest, ShellManifest } from '@tessera/contracts';
import { fileUrl, integrityByUrl } from '../composition/browser-composition.ts';
import type { LiveRelease } from '../composition/resolve.ts';

export interface ImportMap {
  readonly imports: Readonly<Record<string, string>>;
  /** By the importing file: for apps that need another version of something shared. */
  readonly scopes?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly integrity: Readonly<Record<string, string>>;
}

/** Live and previous release alike: the fallback must be as safe as what it replaces. */
export function importMapOf(shell: ShellManifest, app: LiveRelease<AppManifest> | undefined): ImportMap {
  const manifests = [shell, app?.manifest, app?.previous].filter((one) => one !== undefined);
  return {
    imports: providedImports(shell),
    integrity: Object.assign({}, ...manifests.map(integrityOfScripts)) as Record<string, string>,
  };
}

/** Specifier → URL of everything the frame provides. */
export function providedImports(shell: ShellManifest): Record<string, string> {
  const provided = Object.entries(shell.contract.provides);
  return Object.fromEntries(provided.map(([specifier, { file }]) => [specifier, fileUrl(shell, file)]));
}

const made = new WeakMap<AppManifest | ShellManifest, Record<string, string>>();

/** Of stylesheets the links say it themselves. */
export function integrityOfScripts(manifest: AppManifest | ShellManifest): Record<string, string> {
  const known = made.get(manifest);
  if (known !== undefined) return known;
  const scripts = Object.entries(integrityByUrl(manifest)).filter(([url]) => !url.endsWith('.css'));
  const hashes = Object.fromEntries(scripts);
  made.set(manifest, hashes);
  return hashes;
}
