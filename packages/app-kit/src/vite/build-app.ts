import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Rolldown } from 'vite';
import { appConfig } from './app-config.ts';
import { inProduction } from './production-build.ts';
import { bundleOf, chunksOf, staticGraph } from './static-graph.ts';

export interface BuildAppOptions {
  /** The app's folder. */
  readonly folder: string;
  readonly outDir: string;
}

/** Paths are relative to `outDir`. */
export interface BuiltApp {
  readonly entry: string;
  readonly css: readonly string[];
  /** What the entry and its pages import statically, in the order it is needed. Slot fillings load when they are shown. */
  readonly preload: readonly string[];
  readonly files: readonly string[];
}

/** Builds an app for production. The same sources give the same files, whatever the version. */
export async function buildApp({ folder, outDir }: BuildAppOptions): Promise<BuiltApp> {
  const output = await inProduction(() => build(appConfig({ root: folder, outDir, name: moduleNameOf(folder) })));
  const bundle = bundleOf(output as Rolldown.RolldownOutput);
  const chunks = chunksOf(bundle);
  const entry = chunks.find(({ isEntry }) => isEntry);
  if (entry === undefined)
    throw new Error(`The build of ${folder} has no entry. src/app.ts must have a default export.`);
  if (!entry.exports.includes('default'))
    throw new Error(
      `${join(folder, 'src', 'app.ts')} has no default export. End it with \`export default defineApp({ … })\`.`,
    );
  const pages = chunks.filter(({ facadeModuleId }) => facadeModuleId?.replaceAll('\\', '/').includes('/src/pages/'));
  return {
    entry: entry.fileName,
    css: Object.keys(bundle)
      .filter((file) => file.endsWith('.css'))
      .sort(),
    preload: staticGraph(
      bundle,
      [entry, ...pages].map(({ fileName }) => fileName),
      [entry.fileName],
    ),
    files: Object.keys(bundle).sort(),
  };
}

/** `@tessera/app-orders` → orders. */
function moduleNameOf(folder: string): string {
  const { name } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { name?: string };
  if (name === undefined) throw new Error(`${join(folder, 'package.json')} has no name.`);
  return name.replace(/^@[^/]+\//, '').replace(/^app-/, '');
}
