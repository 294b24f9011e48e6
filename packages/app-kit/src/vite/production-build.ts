/** What every build that is published has in common: an app's, a library's, the shell's. */
import type { InlineConfig, PluginOption } from 'vite';

export interface ProductionBuild {
  readonly root: string;
  readonly outDir: string;
  /** Chunk name → the file (or a plugin's id) it starts with. */
  readonly input: Readonly<Record<string, string>>;
  readonly plugins: readonly PluginOption[];
  /** Smaller assets are written into what asks for them, as data: URLs (bytes). */
  readonly inlineBelow: number;
}

/** Plain ES modules, with one stylesheet, named by what is in them. What a build has besides: Vite's `mergeConfig`. */
export function productionBuild({ root, outDir, input, plugins, inlineBelow }: ProductionBuild): InlineConfig {
  return {
    root,
    configFile: false,
    // Files find each other wherever the release is served from.
    base: './',
    publicDir: false,
    mode: 'production',
    logLevel: 'warn',
    define: { 'process.env.NODE_ENV': '"production"' },
    plugins: [...plugins],
    build: {
      outDir,
      emptyOutDir: true,
      target: 'es2023',
      sourcemap: false,
      // One stylesheet, linked by the page and awaited; the bundler's own loader of styles knows neither nonce nor integrity.
      cssCodeSplit: false,
      modulePreload: false,
      assetsInlineLimit: inlineBelow,
      reportCompressedSize: false,
      rolldownOptions: {
        input: { ...input },
        preserveEntrySignatures: 'strict',
        output: {
          format: 'es',
          entryFileNames: '[name]-[hash].js',
          chunkFileNames: 'chunks/[name]-[hash].js',
          assetFileNames: 'assets/[name]-[hash][extname]',
        },
      },
    },
  };
}

/**
 * What is published is built for production, whoever starts the build. Plugins look at the environment, not at the
 * configuration: without this a build started by a test would hold the development JSX, with paths of this machine.
 */
export async function inProduction<Result>(run: () => Promise<Result>): Promise<Result> {
  const before = process.env['NODE_ENV'];
  process.env['NODE_ENV'] = 'production';
  try {
    return await run();
  } finally {
    if (before === undefined) delete process.env['NODE_ENV'];
    else process.env['NODE_ENV'] = before;
  }
}
