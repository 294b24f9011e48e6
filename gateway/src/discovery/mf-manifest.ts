/**
 * What is live as manifests of Module Federation (`Manifest` of `@module-federation/sdk`), for hosts that are not ours: one
 * of the product, which names the remotes and where their manifests are, and one for each remote.
 */
import type { AppManifest } from '@tessera/contracts';
import type { ResolvedComposition } from '../composition/resolve.ts';

/** A remote's manifest has this path; the product's own is without a module. */
export const mfManifestName = 'mf-manifest.json';

const noAssets = {
  js: { sync: [] as string[], async: [] as string[] },
  css: { sync: [] as string[], async: [] as string[] },
};

export function isRemote({ format }: AppManifest): boolean {
  return format === 'mf';
}

export function remoteManifestUrl(module: string): string {
  return `/discovery/${module}/${mfManifestName}`;
}

/** The product, which exposes nothing itself. */
export function productManifest(resolved: ResolvedComposition | undefined): object {
  const remotes = (resolved?.apps ?? []).map(({ manifest }) => manifest).filter(isRemote);
  const { shell } = resolved ?? {};
  return {
    id: 'tessera',
    name: 'tessera',
    metaData: metaDataOf('tessera', shell?.manifest.version ?? '0.0.0', { path: '', name: '' }, '/'),
    shared: [],
    remotes: remotes.map(({ module }) => ({
      federationContainerName: module,
      moduleName: '.',
      alias: module,
      entry: remoteManifestUrl(module),
    })),
    exposes: [],
  };
}

/** Undefined: no live app of that name is a Module Federation remote. */
export function remoteManifest(resolved: ResolvedComposition | undefined, module: string): object | undefined {
  const manifest = resolved?.apps.find((release) => release.row.module === module)?.manifest;
  if (manifest === undefined || !isRemote(manifest)) return undefined;
  const { routes, slots } = manifest.contract.contributions;
  const names = [
    ...new Set([...routes.map(({ page }) => page), ...slots.fills].map((name) => name.replace(/^\.\//, ''))),
  ];
  // Of the build's real static graph; what the plugins write themselves is incomplete.
  const assets = { ...noAssets, js: { sync: manifest.preload, async: [] }, css: { sync: manifest.css, async: [] } };
  return {
    id: module,
    name: module,
    metaData: metaDataOf(
      module,
      manifest.version,
      { path: '', name: manifest.entry },
      `/_v/${module}/${manifest.version}/`,
    ),
    shared: Object.entries(manifest.contract.shared).map(([name, range]) => ({
      id: `${module}:${name}`,
      name,
      version: range.replace(/^[^\d]*/, ''),
      singleton: true,
      requiredVersion: range,
      hash: '',
      assets: noAssets,
    })),
    remotes: [],
    exposes: names.map((name) => ({ id: `${module}:${name}`, name, path: `./${name}`, assets })),
  };
}

function metaDataOf(name: string, buildVersion: string, entry: { path: string; name: string }, publicPath: string) {
  return {
    name,
    globalName: name,
    type: 'app',
    buildInfo: { buildVersion, buildName: name },
    remoteEntry: { ...entry, type: 'module' },
    types: { path: '', name: '', api: '', zip: '' },
    publicPath,
  };
}
