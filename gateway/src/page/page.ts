/** The page: everything a browser needs to start, in one answer, and no request waterfall after it. */
import type { BootData, Composition, FrontendManifest, ShellManifest } from '@tessera/contracts';
import { fileUrl } from '../composition/browser-composition.ts';
import { librariesIn } from '../composition/libraries.ts';
import type { ResolvedComposition } from '../composition/resolve.ts';
import { escapeHtml, scriptJson } from '../http/html.ts';
import { htmlDocument } from './document.ts';
import type { Theme } from './document.ts';
import { firstComposition, homeOf, isFor } from './first-composition.ts';
import { importMapOf, librariesOfFirstPage } from './import-map.ts';
import { appOfPath } from './route-app.ts';
import { noScript, skeleton, skeletonStyle } from './skeleton.ts';

export interface PageOptions {
  readonly resolved: ResolvedComposition & { shell: { manifest: ShellManifest } };
  readonly composition: Composition;
  /** What this person sees instead of what is live; apps it overrides are loaded by the shell, from elsewhere. */
  readonly preview?: BootData['preview'];
  readonly user: BootData['user'];
  readonly environment: string;
  readonly gatewayVersion: string;
  readonly mustSwitchHours?: number | undefined;
  readonly product: string;
  readonly path: string;
  readonly theme: Theme;
  readonly nonce: string;
}

export function renderPage(options: PageOptions): string {
  const {
    resolved,
    composition,
    preview,
    user,
    environment,
    gatewayVersion,
    mustSwitchHours,
    product,
    path,
    theme,
    nonce,
  } = options;
  const shell = resolved.shell.manifest;
  const at = path === '/' && user !== null ? (homeOf(composition, user) ?? path) : path;
  const there = appOfPath(
    at,
    resolved.apps.map(({ manifest }) => manifest),
  );
  // Whom a page is not for is told so by the shell, which loads nothing of it; what comes from elsewhere it loads itself.
  const isLoaded = there !== undefined && isFor(user, there.route.roles);
  const isLocal = there !== undefined && Object.hasOwn(preview?.overrides ?? {}, there.app.module);
  const app = isLoaded && !isLocal ? there.app : undefined;
  const boot: BootData = {
    user,
    environment,
    composition: firstComposition(composition, there?.app.module),
    ...(preview === undefined ? {} : { preview }),
    gateway: { version: gatewayVersion },
    ...(mustSwitchHours === undefined ? {} : { mustSwitchHours }),
  };
  const live = resolved.apps.find(({ manifest }) => manifest === app);
  const map = importMapOf(resolved, live);
  // What the app falls back on may need another one: that is fetched if it comes to it.
  const libraries = librariesOfFirstPage(resolved, live && { manifest: live.manifest, previous: undefined });
  const styles = librariesIn(resolved).own.find(({ contract }) => contract.styles !== undefined)?.contract.styles;
  const entry = `<script type="module" nonce="${nonce}" src="${escapeHtml(fileUrl(shell, shell.entry))}" integrity="${integrity(shell, shell.entry)}"></script>`;
  const head = [
    // Where react-aria and Vite look for the nonce of styles they have to insert.
    `<meta property="csp-nonce" nonce="${nonce}" content="${nonce}">`,
    // First, so that the order of its layers is what counts; the shell keeps them with its own.
    ...libraries.flatMap((library) => stylesheets(library, shell.module)),
    ...stylesheets(shell),
    ...(app === undefined ? [] : stylesheets(app)),
    // Before every module script and preload: a map that comes later does not apply to them.
    `<script type="importmap" nonce="${nonce}">${scriptJson(map)}</script>`,
    ...preloads(shell, nonce),
    ...libraries.flatMap((library) => preloads(library, nonce)),
    ...(app === undefined || app.format === 'mf' ? [] : preloads(app, nonce)),
    `<script type="application/json" id="tessera-boot">${scriptJson(boot)}</script>`,
    entry,
  ];
  return htmlDocument({
    title: product,
    theme,
    ...(styles === undefined ? {} : { styles }),
    nonce,
    head: `${head.join('\n')}\n`,
    style: skeletonStyle,
    body: `<div id="root">${skeleton(product)}</div>\n${noScript(product)}`,
  });
}

/** Without the same integrity as the import map says, a browser would fetch a preloaded file twice. */
const integrity = (manifest: FrontendManifest, path: string): string => manifest.files[path]!.integrity;

function stylesheets(manifest: FrontendManifest, of = manifest.module): string[] {
  return manifest.css.map(
    (path) =>
      `<link rel="stylesheet" href="${escapeHtml(fileUrl(manifest, path))}" integrity="${integrity(manifest, path)}" data-module="${of}">`,
  );
}

function preloads(manifest: FrontendManifest, nonce: string): string[] {
  return [...new Set([manifest.entry, ...manifest.preload])].flatMap((path) => {
    const href = escapeHtml(fileUrl(manifest, path));
    if (/\.m?js$/.test(path))
      return [`<link rel="modulepreload" nonce="${nonce}" href="${href}" integrity="${integrity(manifest, path)}">`];
    // Behind the code, which it would hold up: it is there before the code has drawn anything.
    if (path.endsWith('.woff2'))
      return [`<link rel="preload" as="font" type="font/woff2" crossorigin href="${href}" fetchpriority="low">`];
    return [];
  });
}
