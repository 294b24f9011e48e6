/** The Vite configuration of a team's app: plain ES modules, what the page shares left outside, styles in a layer of their own. */
import react from '@vitejs/plugin-react';
import { esmExternalRequirePlugin, type InlineConfig } from 'vite';
import { join } from 'node:path';
import { noLeftoverRequire } from './no-leftover-require.ts';
import { scopedCss } from './scoped-css.ts';
import { sharedModules } from './shared-modules.ts';

export interface AppConfigOptions {
  /** The app's folder. */
  readonly root: string;
  /** The module's name, as in teams.json. */
  readonly name: string;
  readonly outDir?: string;
}

export function appConfig({ root, name, outDir = join(root, 'dist') }: AppConfigOptions): InlineConfig {
  return {
    root,
    configFile: false,
    // Files find each other wherever the release is served from.
    base: './',
    publicDir: false,
    mode: 'production',
    logLevel: 'warn',
    define: { 'process.env.NODE_ENV': '"production"' },
    plugins: [
      react(),
      // Also for CommonJS packages that require('react'). Its ids must not be in `external` as well, or it sees none of them.
      esmExternalRequirePlugin({ external: [...sharedModules] }),
      scopedCss(name),
      noLeftoverRequire(name),
    ],
    build: {
      outDir,
      emptyOutDir: true,
      target: 'es2023',
      sourcemap: false,
      // One stylesheet, linked by the page and awaited; the bundler's own loader of styles knows neither nonce nor integrity.
      cssCodeSplit: false,
      modulePreload: false,
      assetsInlineLimit: 2048,
      reportCompressedSize: false,
      rolldownOptions: {
        input: { app: join(root, 'src', 'app.ts') },
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
