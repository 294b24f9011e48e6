/** What is live as a standard import map, for pages that are not ours: the frame's shared packages, and each app by its name. */
import { fileUrl } from '../composition/browser-composition.ts';
import type { ResolvedComposition } from '../composition/resolve.ts';
import { integrityOfScripts, providedImports } from '../page/import-map.ts';
import type { ImportMap } from '../page/import-map.ts';

/**
 * `imports` has what the frame provides and `<app>` for each app that is native ES modules; `integrity` every script of
 * them. An app's own needs are in `scopes`, below its files, when they differ from what the frame provides.
 */
export function importMapView(resolved: ResolvedComposition | undefined): ImportMap {
  if (resolved?.shell === undefined) return { imports: {}, scopes: {}, integrity: {} };
  const shell = resolved.shell.manifest;
  const apps = resolved.apps.map(({ manifest }) => manifest);
  const native = apps.filter(({ format = 'esm' }) => format === 'esm');
  return {
    imports: {
      ...providedImports(shell),
      ...Object.fromEntries(native.map((app) => [app.module, fileUrl(app, app.entry)])),
    },
    scopes: {},
    integrity: Object.assign({}, ...[shell, ...apps].map(integrityOfScripts)) as Record<string, string>,
  };
}
