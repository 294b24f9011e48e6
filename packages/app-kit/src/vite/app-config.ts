/** The Vite configuration of a team's app: plain ES modules, what the page shares left outside, styles in a layer of their own. */
import react from '@vitejs/plugin-react';
import { esmExternalRequirePlugin, type InlineConfig } from 'vite';
import { join } from 'node:path';
import { noLeftoverRequire } from './no-leftover-require.ts';
import { productionBuild } from './production-build.ts';
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
  return productionBuild({
    root,
    outDir,
    input: { app: join(root, 'src', 'app.ts') },
    plugins: [
      react(),
      // Also for CommonJS packages that require('react'). Its ids must not be in `external` as well, or it sees none of them.
      esmExternalRequirePlugin({ external: [...sharedModules] }),
      scopedCss(name),
      noLeftoverRequire(name),
    ],
    inlineBelow: 2048,
  });
}
