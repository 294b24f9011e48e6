/** The composition as a browser gets it: URLs, hashes and contributions, and nothing that only servers need. */
import { noContributions, ownerOf } from '@tessera/contracts';
import type {
  AppManifest,
  Composition,
  Frame,
  FrontendManifest,
  LibraryLive,
  LibraryManifest,
  Loadable,
  ModuleLive,
  Teams,
} from '@tessera/contracts';
import { isCanary } from './composition-for.ts';
import { librariesIn, nameOf, type LibrariesOfPage } from './libraries.ts';
import type { ResolvedComposition } from './resolve.ts';

export function fileUrl({ module, version }: Pick<FrontendManifest, 'module' | 'version'>, path: string): string {
  return `/_v/${module}/${version}/${path}`;
}

/** URL → integrity of everything a browser may execute or apply of a release. */
export function integrityByUrl(manifest: FrontendManifest): Record<string, string> {
  const wanted = Object.entries(manifest.files).filter(([path]) => /\.(?:m?js|css)$/.test(path));
  return Object.fromEntries(wanted.map(([path, { integrity }]) => [fileUrl(manifest, path), integrity]));
}

function loadable(manifest: AppManifest, libraries: LibrariesOfPage): Loadable {
  const own = libraries.of(manifest);
  return {
    ...(own.length === 0 ? {} : { libraries: own.map(nameOf) }),
    version: manifest.version,
    entry: fileUrl(manifest, manifest.entry),
    css: manifest.css.map((path) => fileUrl(manifest, path)),
    format: manifest.format ?? 'esm',
    integrity: integrityByUrl(manifest),
  };
}

/** A composition is the same for every page until the next one. */
const made = new WeakMap<ResolvedComposition, { readonly teams: Teams; readonly composition: Composition }>();

/** Undefined while no shell is live. */
export function browserComposition(resolved: ResolvedComposition, teams: Teams): Composition | undefined {
  const known = made.get(resolved);
  if (known?.teams === teams) return known.composition;
  const composition = build(resolved, teams);
  if (composition !== undefined) made.set(resolved, { teams, composition });
  return composition;
}

/** Specifier → URL of what a release provides to others. */
export function importsOf(
  manifest: Extract<FrontendManifest, { contract: { provides: unknown } }>,
): Record<string, string> {
  const provided = Object.entries(manifest.contract.provides);
  return Object.fromEntries(provided.map(([specifier, { file }]) => [specifier, fileUrl(manifest, file)]));
}

function libraryLive(manifest: LibraryManifest): LibraryLive {
  const { styles } = manifest.contract;
  return {
    module: manifest.module,
    version: manifest.version,
    imports: importsOf(manifest),
    css: manifest.css.map((path) => fileUrl(manifest, path)),
    integrity: integrityByUrl(manifest),
    ...(styles === undefined ? {} : { styles }),
  };
}

function frameOf(version: string, { all, own }: LibrariesOfPage, killed: readonly string[]): Frame {
  return {
    version,
    ...(all.length === 0 ? {} : { libraries: all.map(libraryLive), own: own.map(nameOf) }),
    ...(killed.length === 0 ? {} : { killed: [...killed] }),
  };
}

/** By what was said to be live, not by what could go live here: a tab leaves a killed release whatever comes in its place. */
function killedOfFrame({ rows }: ResolvedComposition): string[] {
  const frame = rows.filter(({ kind }) => kind === 'SHELL' || kind === 'LIBRARY');
  return frame.flatMap(({ module, killed }) => killed.map((version) => `${module}@${version}`));
}

function build(resolved: ResolvedComposition, teams: Teams): Composition | undefined {
  if (resolved.shell === undefined) return undefined;
  const libraries = librariesIn(resolved);
  const modules: Record<string, ModuleLive> = {};
  for (const release of resolved.apps) {
    const { row, manifest, previous } = release;
    const owner = ownerOf(teams, row.module);
    modules[row.module] = {
      ...loadable(manifest, libraries),
      module: row.module,
      kind: 'app',
      team: { name: owner?.name ?? teams.teams[row.team]?.name ?? row.team, contact: owner?.contact ?? row.contact },
      ...(previous === undefined ? {} : { previous: loadable(previous, libraries) }),
      since: row.since,
      ...(isCanary(release) ? { canary: true as const } : {}),
      ...(row.killed.length === 0 ? {} : { killed: row.killed }),
      contributions: manifest.contract.contributions ?? noContributions,
    };
  }
  const frame = frameOf(resolved.shell.manifest.version, libraries, killedOfFrame(resolved));
  return { revision: resolved.revision, frame, modules };
}
