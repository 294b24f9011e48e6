/**
 * From what the releases service says is live to what this gateway serves: the manifests, checked. A release whose
 * files do not hold does not go live here; its module stays at what it was, and the log says why.
 */
import { compareVersions } from '@tessera/contracts';
import type { AppManifest, FrontendManifest, LibraryManifest, Manifest, ShellManifest } from '@tessera/contracts';
import type { ReleaseOperations } from '@tessera/graph';
import type { Logger } from 'pino';
import type { ArtifactStore } from '../artifacts/artifact-store.ts';
import type { LiveRow, LiveRows } from '@tessera/contracts';

export interface LiveRelease<M extends Manifest = Manifest> {
  readonly row: LiveRow;
  readonly manifest: M;
  /** What a browser falls back on; undefined when there is none or its files do not hold. */
  readonly previous: M | undefined;
  /** What a share of the users runs instead. */
  readonly canary: Canary<M> | undefined;
  /** What a group of people runs instead, by its name. */
  readonly pinned: ReadonlyMap<string, M>;
}

export interface Canary<M extends Manifest = Manifest> {
  readonly manifest: M;
  /** Percent of the users. */
  readonly share: number;
  readonly since: string;
}

export interface ResolvedComposition {
  readonly revision: string;
  readonly rows: readonly LiveRow[];
  /** Undefined until a shell is live: there is no page without one. */
  readonly shell: LiveRelease<ShellManifest> | undefined;
  readonly apps: readonly LiveRelease<AppManifest>[];
  /** Newest first; of one library there may be several majors. */
  readonly libraries: readonly LiveRelease<LibraryManifest>[];
  /** Operations of the live, previous, canary and pinned releases. */
  readonly operations: readonly ReleaseOperations[];
  /** What could not go live, in words; empty = all is as the releases service says. */
  readonly problems: readonly string[];
}

export interface Resolver {
  resolve(rows: LiveRows, before: ResolvedComposition | undefined): Promise<ResolvedComposition>;
  /** A release with this digest whose every file holds; rejects otherwise. */
  load(module: string, version: string, digest: string): Promise<Manifest>;
}

export function createResolver(store: ArtifactStore, log: Logger): Resolver {
  /** Releases whose every file was checked by this process. */
  const verified = new Map<string, Manifest>();

  const load = async (module: string, version: string, digest: string): Promise<Manifest> => {
    const id = `${module}@${version}`;
    const manifest = verified.get(id) ?? (await store.verify(module, version));
    verified.set(id, manifest);
    if (manifest.digest === digest) return manifest;
    throw new Error(`the store's ${id} is ${manifest.digest}, but ${digest} was released`);
  };

  const resolveRow = async (row: LiveRow): Promise<LiveRelease> => {
    const manifest = await load(row.module, row.version, row.digest);
    const previous = await loadBeside(row, row.previousVersion, row.previousDigest, 'cannot serve as a fallback');
    const canary = await loadBeside(row, row.canaryVersion, row.canaryDigest, 'cannot be anybody’s canary');
    const { canaryShare: share, canarySince: since } = row;
    const pinned = new Map<string, Manifest>();
    for (const { name, version, digest } of row.pins) {
      const release = await loadBeside(row, version, digest, 'cannot be given to the group it is pinned for');
      if (release !== undefined) pinned.set(name, release);
    }
    return {
      ...{ row, manifest, previous, pinned },
      canary: canary && { manifest: canary, share: share ?? 0, since: since ?? '' },
    };
  };

  /** Without these the module is still live. */
  async function loadBeside(
    { module, killed }: LiveRow,
    version: string | null | undefined,
    digest: string | null | undefined,
    complaint: string,
  ): Promise<Manifest | undefined> {
    if (!version || !digest || killed.includes(version)) return undefined;
    return load(module, version, digest).catch((error: unknown) => {
      log.warn({ err: error, module, version }, `a release ${complaint}`);
      return undefined;
    });
  }

  return {
    load,
    async resolve({ revision, rows }, before) {
      const problems: string[] = [];
      const releases: LiveRelease[] = [];
      for (const row of rows) {
        if (row.kind !== 'APP' && row.kind !== 'SHELL' && row.kind !== 'LIBRARY') continue;
        try {
          releases.push(await resolveRow(row));
        } catch (error) {
          const stays = releasesOf(before).find((release) => isSameLine(release.row, row));
          const outcome = stays === undefined ? 'it is left out' : `${stays.row.version} stays`;
          problems.push(`${row.module}@${row.version} cannot go live: ${(error as Error).message} (${outcome})`);
          log.error(
            { err: error, module: row.module, version: row.version, stays: stays?.row.version },
            'a release cannot go live',
          );
          if (stays !== undefined) releases.push(stays);
        }
      }
      return assemble(revision, rows, releases, problems);
    },
  };
}

function assemble(
  revision: string,
  rows: readonly LiveRow[],
  releases: readonly LiveRelease[],
  problems: readonly string[],
): ResolvedComposition {
  const shell = releases.find(isKind<ShellManifest>('shell'));
  const apps = releases.filter(isKind<AppManifest>('app')).sort((a, b) => (a.row.module < b.row.module ? -1 : 1));
  const libraries = releases
    .filter(isKind<LibraryManifest>('library'))
    .sort((a, b) => compareVersions(b.manifest.version, a.manifest.version));
  const operations = manifestsOf({ shell, apps, libraries })
    .filter((manifest) => manifest.kind !== 'library')
    .map(operationsOf);
  return { revision, rows, shell, apps, libraries, operations, problems };
}

type Releases = Pick<ResolvedComposition, 'shell' | 'apps' | 'libraries'>;

function releasesOf(resolved: Releases | undefined): LiveRelease<FrontendManifest>[] {
  if (resolved === undefined) return [];
  const { shell, apps, libraries } = resolved;
  return [...(shell === undefined ? [] : [shell]), ...apps, ...libraries];
}

/** Of a library each major is a row of its own. */
function isSameLine(a: LiveRow, b: LiveRow): boolean {
  const major = ({ version }: LiveRow) => version.slice(0, version.indexOf('.'));
  return a.module === b.module && (a.kind !== 'LIBRARY' || major(a) === major(b));
}

/** Everything somebody may run by this composition, each once: live, previous, canary and pinned releases. */
export function manifestsOf(resolved: Releases): FrontendManifest[] {
  const all = releasesOf(resolved).flatMap(({ manifest, previous, canary, pinned }) =>
    [manifest, previous, canary?.manifest, ...pinned.values()].filter((one) => one !== undefined),
  );
  return [...new Set(all)];
}

export function operationsOf(manifest: AppManifest | ShellManifest): ReleaseOperations {
  return { app: `${manifest.module}@${manifest.version}`, operations: manifest.contract.operations };
}

const isKind =
  <M extends Manifest>(kind: M['kind']) =>
  (release: LiveRelease): release is LiveRelease<M> =>
    release.manifest.kind === kind;
