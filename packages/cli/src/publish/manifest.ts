/** The manifest of one build: everything about a release follows from it, so it is made here, once, and checked before anything is sent. */
import {
  digestOf,
  parseManifest,
  type Contributions,
  type KnownTypes,
  type Manifest,
  type PublishedOperation,
  type ReleaseFile,
  type ServiceContract,
} from '@tessera/contracts';
import type { Build } from './build.ts';
import type { ModuleFolder } from './find-module.ts';
import { sharedRanges } from './shared-ranges.ts';

/** A release but for its version. */
export type Draft = FrontendDraft | ServiceDraft;

export interface ServiceDraft {
  readonly kind: 'service';
  readonly module: ModuleFolder;
  readonly contract: ServiceContract;
  /** Undefined: it runs from elsewhere. */
  readonly entry: string | undefined;
  readonly files: Readonly<Record<string, ReleaseFile>>;
  readonly builtAt: string;
}

export interface FrontendDraft {
  readonly kind: 'frontend';
  readonly module: ModuleFolder;
  readonly build: Build;
  readonly files: Readonly<Record<string, ReleaseFile>>;
  readonly operations: PublishedOperation[];
  readonly types?: KnownTypes | undefined;
  readonly contributions: Contributions;
  readonly builtAt: string;
}

/** The manifest as it would be under a version. */
export async function manifestAs(draft: Draft, version: string): Promise<Manifest> {
  const { module, team } = draft.module;
  const common = { schemaVersion: 1 as const, module, team, version, digest: '', builtAt: draft.builtAt };
  const manifest: Manifest =
    draft.kind === 'service'
      ? {
          ...common,
          kind: 'service',
          ...(draft.entry === undefined ? {} : { entry: draft.entry }),
          files: { ...draft.files },
          contract: draft.contract,
        }
      : { ...common, ...frontendOf(draft, version) };
  const complete = { ...manifest, digest: await digestOf(manifest) };
  parseManifest(complete);
  return complete;
}

function frontendOf({ module, build, files, operations, types, contributions }: FrontendDraft, version: string) {
  const shared = sharedRanges(module.manifest, module.folder);
  const provided = Object.entries(build.provides ?? {});
  const provides = Object.fromEntries(provided.map(([name, entry]) => [name, { version, ...entry }]));
  const contract = { operations, ...(types === undefined ? {} : { types }), shared, contributions };
  const loaded = { entry: build.entry, css: [...build.css], preload: [...build.preload], files: { ...files } };
  if (module.kind === 'library') {
    const styles = build.styles === undefined ? {} : { styles: build.styles };
    return { ...loaded, kind: 'library' as const, contract: { shared, provides, ...styles } };
  }
  const format = module.outside?.format === 'mf' ? { format: 'mf' as const } : {};
  return module.kind === 'app'
    ? { ...loaded, ...format, kind: 'app' as const, contract }
    : { ...loaded, kind: 'shell' as const, contract: { ...contract, provides } };
}

export function sizeOf(files: Readonly<Record<string, ReleaseFile>>): number {
  return Object.values(files).reduce((sum, { bytes }) => sum + bytes, 0);
}
