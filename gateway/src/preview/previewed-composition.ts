/** What is live, with the releases of a preview and local overrides in its place: for one person, and for no longer than one answer. */
import { compareVersions, ownerOf } from '@tessera/contracts';
import type { Composition, FrontendManifest, LiveRow, Manifest, Teams } from '@tessera/contracts';
import type { Preview } from '@tessera/contracts/signed';
import type { LiveRelease, ResolvedComposition } from '../composition/resolve.ts';
import { isKilled } from '../composition/is-killed.ts';
import { PreviewProblem } from './preview-problem.ts';

/** Loads a release whose every file holds; rejects otherwise. */
export type LoadRelease = (module: string, version: string, digest: string) => Promise<Manifest>;

/** Throws PREVIEW_GONE when one of the releases is not to be had any more. */
export async function withPreview(
  resolved: ResolvedComposition,
  { releases, issued }: Pick<Preview, 'releases' | 'issued'>,
  load: LoadRelease,
  teams: Teams,
): Promise<ResolvedComposition> {
  let { shell, apps, libraries } = resolved;
  for (const { module, version, digest } of releases) {
    if (isKilled(resolved.rows, module, version)) throw new PreviewProblem('PREVIEW_GONE');
    const manifest = await load(module, version, digest).catch((error: unknown) => {
      throw new PreviewProblem('PREVIEW_GONE', { cause: error });
    });
    if (manifest.kind === 'shell')
      shell = inPlaceOf(shell, manifest, { ...rowOf(manifest, issued, teams), kind: 'SHELL' });
    else if (manifest.kind === 'app') {
      const live = apps.find((release) => release.row.module === module);
      const previewed = inPlaceOf(live, manifest, rowOf(manifest, issued, teams));
      apps = [...apps.filter((release) => release !== live), previewed].sort((a, b) =>
        a.row.module < b.row.module ? -1 : 1,
      );
    } else if (manifest.kind === 'library') {
      // Its major beside the others: who asks for it gets it, and nobody else.
      const live = libraries.find((release) => release.row.module === module && sameMajor(release.manifest, manifest));
      const previewed = inPlaceOf(live, manifest, { ...rowOf(manifest, issued, teams), kind: 'LIBRARY' });
      libraries = [...libraries.filter((release) => release !== live), previewed].sort((a, b) =>
        compareVersions(b.manifest.version, a.manifest.version),
      );
    }
  }
  return { ...resolved, shell, apps, libraries };
}

const sameMajor = (a: FrontendManifest, b: FrontendManifest): boolean =>
  a.version.split('.')[0] === b.version.split('.')[0];

/** What is live stays as the fallback, so that the rest of the page works whatever becomes of the preview. */
function inPlaceOf<M extends FrontendManifest>(
  live: LiveRelease<M> | undefined,
  manifest: M,
  row: LiveRow,
): LiveRelease<M> {
  const previous = live === undefined || live.manifest.version === manifest.version ? undefined : live.manifest;
  return { row: live?.row ?? row, manifest, previous, canary: undefined, pinned: new Map() };
}

function rowOf(manifest: FrontendManifest, since: string, teams: Teams): LiveRow {
  const { module, team, version, digest } = manifest;
  const contact = ownerOf(teams, module)?.contact ?? team;
  return { module, kind: 'APP', team, contact, version, digest, since, killed: [], pins: [] };
}

/** What a browser calls code that is nobody's release. */
const localVersion = '0.0.0-local';

/** Code from a developer's machine has no hashes; everything else on the page keeps its own. */
export function withOverrides(composition: Composition, overrides: Readonly<Record<string, string>>): Composition {
  const entries = Object.entries(composition.modules).map(([module, live]) => {
    const url = Object.hasOwn(overrides, module) ? overrides[module] : undefined;
    if (url === undefined) return [module, live] as const;
    const { previous: _, ...rest } = live;
    return [module, { ...rest, version: localVersion, entry: url, css: [], format: 'esm', integrity: {} }] as const;
  });
  return { ...composition, modules: Object.fromEntries(entries) as Composition['modules'] };
}
