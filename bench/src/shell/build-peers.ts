/**
 * The two peers, built from the sources of the product's shell and apps. Both get what somebody who knows Vite would do by
 * hand: production builds, a chunk per page, preloads and stylesheets of the first page in the document.
 */
import { federation } from '@module-federation/vite';
import react from '@vitejs/plugin-react';
import { readFile, readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { build, type InlineConfig, type Rolldown } from 'vite';
import { inProduction } from '../../../packages/app-kit/src/vite/index.ts';
import { apps } from './apps.ts';

export interface Peer {
  /** The document, without what the product's page says besides: boot data, skeleton. */
  readonly html: string;
  /** URL path → content. */
  readonly files: ReadonlyMap<string, Buffer>;
}

const here = import.meta.dirname;
const repository = join(here, '../../..');

/** @param page the module whose page is opened first, as a path of the repository */
export async function buildMonolith(outDir: string, page: string): Promise<Peer> {
  const output = await inProduction(() => build({ ...common('monolith', outDir), plugins: [react()] }));
  const html = await readFile(join(outDir, 'index.html'), 'utf8');
  const chunk = chunksOf(output).find(({ facadeModuleId }) => facadeModuleId?.endsWith(page));
  if (chunk === undefined) throw new Error(`The monolith has no chunk for ${page}.`);
  const hints = firstPage(output, chunk).filter((path) => !html.includes(path));
  return {
    html: html.replace('</head>', `${hints.map(hint).join('\n')}\n</head>`),
    files: await filesBelow(outDir, ''),
  };
}

/** The host, and each app as a remote of its own. */
export async function buildFederation(outDir: string): Promise<Peer> {
  const shared = Object.fromEntries(
    ['react', 'react/', 'react-dom', 'react-dom/', '@tessera/app-kit', '@tessera/shared-ui'].map((name) => [
      name,
      { singleton: true },
    ]),
  );
  const remotes = Object.fromEntries(
    apps.map((name) => [name, { type: 'module', name, entry: `/${name}/remoteEntry.js` }]),
  );
  const files = new Map<string, Buffer>();
  const hostDir = join(outDir, 'host');
  await inProduction(() =>
    build({
      ...common('mf-host', hostDir),
      plugins: [react(), federation({ name: 'host', remotes, shared, dts: false })],
    }),
  );
  for (const [path, content] of await filesBelow(hostDir, '')) files.set(path, content);
  for (const name of apps) {
    const remoteDir = join(outDir, name);
    await inProduction(() => buildRemote(name, remoteDir, shared));
    for (const [path, content] of await filesBelow(remoteDir, `/${name}`)) files.set(path, content);
  }
  return { html: await readFile(join(hostDir, 'index.html'), 'utf8'), files };
}

async function buildRemote(name: string, outDir: string, shared: Record<string, { singleton: boolean }>) {
  return build({
    ...common(`../../../apps/${name}`, outDir),
    base: `/${name}/`,
    plugins: [
      react(),
      federation({
        name,
        filename: 'remoteEntry.js',
        exposes: { './app': './src/app.ts' },
        shared,
        dts: false,
      }),
    ],
    build: {
      ...common('', outDir).build,
      rolldownOptions: { input: join(repository, 'apps', name, 'src/app.ts') },
    },
  });
}

function common(folder: string, outDir: string): InlineConfig {
  return {
    root: join(here, folder),
    configFile: false,
    base: '/',
    publicDir: false,
    mode: 'production',
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      outDir,
      emptyOutDir: true,
      target: 'es2023',
      sourcemap: false,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
    },
  };
}

const bundleOf = (output: unknown): Rolldown.OutputBundle =>
  Object.fromEntries((output as Rolldown.RolldownOutput).output.map((file) => [file.fileName, file]));

const chunksOf = (output: unknown): Rolldown.OutputChunk[] =>
  Object.values(bundleOf(output)).filter((file) => file.type === 'chunk');

/** A chunk and all that it imports statically, with their stylesheets. */
function firstPage(output: unknown, chunk: Rolldown.OutputChunk): string[] {
  const bundle = bundleOf(output);
  const paths = new Set([chunk.fileName]);
  for (const path of paths) {
    const each = bundle[path];
    if (each?.type !== 'chunk') continue;
    for (const imported of each.imports) paths.add(imported);
    const { viteMetadata } = each as { viteMetadata?: { importedCss?: Set<string> } };
    for (const css of viteMetadata?.importedCss ?? []) paths.add(css);
  }
  return [...paths];
}

const hint = (path: string): string =>
  path.endsWith('.css')
    ? `<link rel="stylesheet" crossorigin href="/${path}">`
    : `<link rel="modulepreload" crossorigin href="/${path}">`;

async function filesBelow(folder: string, base: string): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name.endsWith('.html')) continue;
    const file = join(entry.parentPath, entry.name);
    files.set(`${base}/${relative(folder, file)}`, await readFile(file));
  }
  return files;
}
