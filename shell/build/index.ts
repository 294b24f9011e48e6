/** Builds the shell for production: the page's script, what it shares with apps, one stylesheet. Runs in Node. */
import {
  bundleOf,
  chunksOf,
  inProduction,
  noLeftoverRequire,
  productionBuild,
  staticGraph,
} from '@tessera/app-kit/vite';
import react from '@vitejs/plugin-react';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, mergeConfig, type InlineConfig, type Rolldown } from 'vite';
import { isSharedModule, releasedLibraries, sharedEntries, sharedInputs, versionOf } from './shared-entries.ts';

export interface BuildShellOptions {
  readonly outDir: string;
  /** Told each file's size. @default nothing is printed */
  readonly print?: (line: string) => void;
}

/** Paths are relative to `outDir`. */
export interface BuiltShell {
  readonly entry: string;
  readonly css: readonly string[];
  readonly preload: readonly string[];
  /** Import map entries. */
  readonly provides: Readonly<Record<string, { readonly version: string; readonly file: string }>>;
}

const root = join(import.meta.dirname, '..');
/** What apps import is in entries of its own; what those and the shell have in common is not. */
const frameModules = /[\\/]node_modules[\\/](?!@module-federation)|[\\/]packages[\\/]/;

/** The same sources give the same files, whatever the version. */
export async function buildShell({ outDir, print }: BuildShellOptions): Promise<BuiltShell> {
  const bundle = bundleOf(await inProduction(() => build(shellConfig(outDir)) as Promise<Rolldown.RolldownOutput>));
  const chunks = chunksOf(bundle);
  const entry = chunks.find(({ isEntry, name }) => isEntry && name === 'shell');
  if (entry === undefined) throw new Error('The build of the shell has no entry.');
  const shared = chunks.flatMap((chunk) => {
    const specifier = chunk.isEntry ? isSharedModule(chunk.facadeModuleId) : undefined;
    return specifier === undefined ? [] : [{ specifier, file: chunk.fileName }];
  });
  if (print !== undefined) printSizes(bundle, print);
  // What apps import comes soon after: their code waits for it. Drawing into a document of one's own is not of that kind.
  const importedSoon = shared.filter(({ specifier }) => specifier !== 'react-dom/client');
  return {
    entry: entry.fileName,
    css: Object.keys(bundle).filter((file) => file.endsWith('.css')),
    preload: staticGraph(bundle, [entry.fileName, ...importedSoon.map(({ file }) => file)], [entry.fileName]),
    provides: Object.fromEntries(
      shared.map(({ specifier, file }) => [specifier, { version: versionOf(specifier), file }]),
    ),
  };
}

function shellConfig(outDir: string): InlineConfig {
  const built = productionBuild({
    root,
    outDir,
    input: { shell: join(root, 'src', 'main.tsx'), ...sharedInputs() },
    plugins: [sharedEntries(), react(), noLeftoverRequire('shell')],
    inlineBelow: 0,
  });
  return mergeConfig<InlineConfig, InlineConfig>(built, {
    build: {
      chunkSizeWarningLimit: 1_000,
      rolldownOptions: {
        external: releasedLibraries,
        output: {
          // Everything that the first page needs anyway in one file: each more is one more request before anything is shown.
          // Not the runtime of Module Federation, which is loaded when a composition holds a remote.
          codeSplitting: { groups: [{ name: 'frame', test: frameModules }] },
        },
      },
    },
  });
}

function printSizes(bundle: ReturnType<typeof bundleOf>, print: (line: string) => void): void {
  for (const [file, output] of Object.entries(bundle)) {
    const content = output.type === 'chunk' ? output.code : output.source;
    const bytes = Buffer.byteLength(content);
    print(`${file.padEnd(48)} ${kilobytes(bytes)}  gz ${kilobytes(gzipSync(content).byteLength)}`);
  }
}

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1).padStart(7)} kB`;
