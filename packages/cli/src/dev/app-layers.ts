/** An app's styles in a cascade layer of their own, as its build has them: what wins here wins there. */
import { sep } from 'node:path';
import type { CSSOptions } from 'vite';

type PostcssPlugin = Extract<
  NonNullable<Extract<CSSOptions['postcss'], object>['plugins']>[number],
  { OnceExit?: unknown }
>;

export function appLayers(apps: readonly { readonly module: string; readonly folder: string }[]): PostcssPlugin {
  return {
    postcssPlugin: 'tessera:app-layers',
    OnceExit(root, { AtRule }) {
      const file = root.source?.input.file ?? '';
      const app = apps.find(({ folder }) => file.startsWith(folder + sep));
      if (app === undefined || root.nodes.length === 0) return;
      const layer = new AtRule({ name: 'layer', params: `app.${app.module}` });
      layer.append(root.nodes);
      root.append(layer);
    },
  };
}
