import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, esmExternalRequirePlugin, mergeConfig, type InlineConfig, type Plugin, type Rolldown } from 'vite';
import react from '@vitejs/plugin-react';
import { libraryStyles, type LibraryStyles } from './library-styles.ts';
import { noLeftoverRequire } from './no-leftover-require.ts';
import { inProduction, productionBuild } from './production-build.ts';
import { sharedModules } from './shared-modules.ts';
import { bundleOf, chunksOf, staticGraph } from './static-graph.ts';

export interface BuildLibraryOptions {
  /** The library's folder. Its package.json exports `.` and, when it has styles, `./styles.css`. */
  readonly folder: string;
  readonly outDir: string;
}

/** Paths are relative to `outDir`. */
export interface BuiltLibrary {
  readonly entry: string;
  readonly css: readonly string[];
  readonly preload: readonly string[];
  /** The specifiers apps import it by → the file behind. Its version is the release's. */
  readonly provides: Readonly<Record<string, { readonly file: string }>>;
  /** Where its styles count: below `[data-ui="<styles>"]`. */
  readonly styles?: string;
}

/** Builds a library that is a release of its own. The same sources give the same files, whatever the version. */
export async function buildLibrary({ folder, outDir }: BuildLibraryOptions): Promise<BuiltLibrary> {
  const { name, exports = {} } = packageOf(folder);
  const styles = libraryStyles();
  const config = libraryConfig({ root: folder, outDir, name, exports, styles });
  const bundle = bundleOf((await inProduction(() => build(config))) as Rolldown.RolldownOutput);
  const entry = chunksOf(bundle).find(({ isEntry, name: chunk }) => isEntry && chunk === fileNameOf(name));
  if (entry === undefined) throw new Error(`The build of ${folder} has no entry.`);
  const mark = styles.mark();
  return {
    entry: entry.fileName,
    css: Object.keys(bundle).filter((file) => file.endsWith('.css')),
    preload: [
      ...staticGraph(bundle, [entry.fileName], [entry.fileName]),
      // Everything is written in it: it comes with the page, not after the styles.
      ...Object.keys(bundle).filter((file) => /-latin-wght.*\.woff2$/.test(file)),
    ],
    provides: { [name]: { file: entry.fileName } },
    ...(mark === undefined ? {} : { styles: mark }),
  };
}

interface LibraryConfig {
  readonly root: string;
  readonly outDir: string;
  readonly name: string;
  readonly exports: Exports;
  readonly styles: LibraryStyles;
}

function libraryConfig({ root, outDir, name, exports, styles }: LibraryConfig): InlineConfig {
  const main = exports['.'];
  if (main === undefined) throw new Error(`${join(root, 'package.json')} exports no ".": nothing could be imported.`);
  const css = exports['./styles.css'];
  const built = productionBuild({
    root,
    outDir,
    input: { [fileNameOf(name)]: entryId },
    plugins: [
      libraryEntry(join(root, main), css && join(root, css)),
      react(),
      esmExternalRequirePlugin({ external: sharedModules.filter((one) => one !== name) }),
      noLeftoverRequire(name),
    ],
    // Fonts are files: the page's policy allows none in data: URLs, and they are preloaded.
    inlineBelow: 0,
  });
  return mergeConfig<InlineConfig, InlineConfig>(built, {
    css: { postcss: { plugins: [styles.plugin] } },
    build: { chunkSizeWarningLimit: 1_000 },
  });
}

const entryId = '\0tessera-library';

/** What apps import, with the library's styles as part of the build. */
function libraryEntry(main: string, css: string | undefined): Plugin {
  const styles = css === undefined ? '' : `import ${JSON.stringify(css)};`;
  return {
    name: 'tessera:library-entry',
    resolveId: (id) => (id === entryId ? id : undefined),
    load: (id) => (id === entryId ? `${styles}export * from ${JSON.stringify(main)};` : undefined),
  };
}

type Exports = Readonly<Record<string, string>>;

function packageOf(folder: string): { readonly name: string; readonly exports?: Exports } {
  const file = join(folder, 'package.json');
  const { name, exports } = JSON.parse(readFileSync(file, 'utf8')) as { name?: string; exports?: Exports };
  if (name === undefined) throw new Error(`${file} has no name.`);
  return { name, ...(exports === undefined ? {} : { exports }) };
}

/** `@tessera/shared-ui` → shared-ui */
const fileNameOf = (name: string): string => name.replace(/^@[^/]+\//, '');
