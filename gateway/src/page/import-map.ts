/** The native import map: what the frame shares, and which bytes every script on the page may be. */
import type { ShellManifest } from '@tessera/contracts';
import { fileUrl, integrityByUrl } from '../composition/browser-composition.ts';
import type { ResolvedComposition } from '../composition/resolve.ts';

export interface ImportMap {
  readonly imports: Readonly<Record<string, string>>;
  readonly integrity: Readonly<Record<string, string>>;
}

const made = new WeakMap<ResolvedComposition['apps'], { readonly shell: ShellManifest; readonly map: ImportMap }>();

/** Live and previous releases alike: the fallback must be as safe as what it replaces. */
export function importMapOf(resolved: ResolvedComposition & { shell: { manifest: ShellManifest } }): ImportMap {
  const { apps, shell } = resolved;
  const known = made.get(apps);
  if (known?.shell === shell.manifest) return known.map;
  const map = build(resolved);
  made.set(apps, { shell: shell.manifest, map });
  return map;
}

function build({ shell, apps }: ResolvedComposition & { shell: { manifest: ShellManifest } }): ImportMap {
  const provided = Object.entries(shell.manifest.contract.provides);
  const imports = Object.fromEntries(
    provided.map(([specifier, { file }]) => [specifier, fileUrl(shell.manifest, file)]),
  );
  const manifests = [
    shell.manifest,
    ...apps.flatMap(({ manifest, previous }) => (previous === undefined ? [manifest] : [manifest, previous])),
  ];
  const hashes = manifests.flatMap((manifest) =>
    Object.entries(integrityByUrl(manifest)).filter(([url]) => !url.endsWith('.css')),
  );
  return { imports, integrity: Object.fromEntries(hashes) };
}
