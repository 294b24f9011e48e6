/** The manifest of one build: everything about a release follows from it, so it is made here, once, and checked before anything is sent. */
import {
  digestOf,
  parseManifest,
  type AppManifest,
  type Contributions,
  type KnownTypes,
  type PublishedOperation,
  type ReleaseFile,
  type ShellManifest,
} from '@tessera/contracts';
import type { Build } from './build.ts';
import type { ModuleFolder } from './find-module.ts';
import { sharedRanges } from './shared-ranges.ts';

export interface Draft {
  readonly module: ModuleFolder;
  readonly build: Build;
  readonly files: Readonly<Record<string, ReleaseFile>>;
  readonly operations: PublishedOperation[];
  readonly types?: KnownTypes | undefined;
  readonly contributions: Contributions;
  readonly builtAt: string;
}

/** The manifest as it would be under a version. */
export async function manifestAs(draft: Draft, version: string): Promise<AppManifest | ShellManifest> {
  const { module, build, files, operations, types, contributions, builtAt } = draft;
  const shared = sharedRanges(module.manifest);
  const contract = { operations, ...(types === undefined ? {} : { types }), shared, contributions };
  const common = {
    schemaVersion: 1 as const,
    module: module.module,
    team: module.team,
    version,
    digest: '',
    builtAt,
    entry: build.entry,
    css: [...build.css],
    preload: [...build.preload],
    files: { ...files },
  };
  const manifest: AppManifest | ShellManifest =
    module.kind === 'app'
      ? { ...common, kind: 'app', contract }
      : { ...common, kind: 'shell', contract: { ...contract, provides: { ...build.provides } } };
  const complete = { ...manifest, digest: await digestOf(manifest) };
  parseManifest(complete);
  return complete;
}

export function sizeOf(files: Readonly<Record<string, ReleaseFile>>): number {
  return Object.values(files).reduce((sum, { bytes }) => sum + bytes, 0);
}
