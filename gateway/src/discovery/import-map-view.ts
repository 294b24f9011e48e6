/** What is live as a standard import map, for pages that are not ours: the frame's shared packages, and each app by its name. */
import { fileUrl } from '../composition/browser-composition.ts';
import type { ResolvedComposition } from '../composition/resolve.ts';
import { librariesIn } from '../composition/libraries.ts';
import { integrityOfScripts, providedImports, scopesOf } from '../page/import-map.ts';
import type { ImportMap } from '../page/import-map.ts';

/**
 * `imports` has what the frame and the newest release of each library provide, and `<app>` for each app that is native ES modules; `integrity` every script of
 * them. An app's own needs are in `scopes`, below its files, when they differ from that: another major of a library.
 */
export function importMapView(resolved: ResolvedComposition | undefined): ImportMap {
  if (resolved?.shell === undefined) return { imports: {}, scopes: {}, integrity: {} };
  const shell = resolved.shell.manifest;
  const apps = resolved.apps.map(({ manifest }) => manifest);
  const { page, all } = librariesIn(resolved);
  const native = apps.filter(({ format = 'esm' }) => format === 'esm');
  return {
    imports: {
      ...providedImports(shell, page),
      ...Object.fromEntries(native.map((app) => [app.module, fileUrl(app, app.entry)])),
    },
    scopes: scopesOf(resolved, [shell, ...native]),
    integrity: Object.assign({}, ...[shell, ...all, ...apps].map(integrityOfScripts)) as Record<string, string>,
  };
}
