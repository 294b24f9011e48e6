import type { Plugin } from 'vite';
import { sharedModules } from './shared-modules.ts';

/** Below it the development server says where the page's own modules are. */
const prefix = '/@tessera-page/';

/** React's page in production has no development runtime: elements are made by the one it has. */
const jsxDevRuntime = 'react/jsx-dev-runtime';

/**
 * For the development server of an app that is shown in the product's page by a local override: React and whatever else
 * the page shares come from there, so that there is one of each. Components cannot be exchanged in place, which only
 * React's development build can: what is saved reloads the page.
 */
export function inProductPage(): Plugin {
  const provided = new Map<string, string>([
    ...sharedModules.map((id) => [id, fromPage(id)] as const),
    [jsxDevRuntime, devRuntime],
  ]);
  let origin = (): string => '';
  return {
    name: 'tessera:in-product-page',
    apply: 'serve',
    enforce: 'pre',
    config: () => ({
      server: { host: '127.0.0.1' },
      // Optimized, they would be copies.
      optimizeDeps: { exclude: [...provided.keys()] },
    }),
    configureServer(server) {
      origin = () => server.resolvedUrls?.local[0]?.replace(/\/$/, '') ?? '';
      server.middlewares.use(prefix, (request, response, next) => {
        const code = provided.get((request.url ?? '').replace(/^\//, ''));
        if (code === undefined) return next();
        // Untouched by Vite, which would look the names up here: the page's import map says what they mean.
        response.writeHead(200, { 'content-type': 'text/javascript', 'access-control-allow-origin': '*' }).end(code);
      });
    },
    resolveId: (id) => (provided.has(id) ? { id: `${origin()}${prefix}${id}`, external: true } : undefined),
    hotUpdate() {
      if (this.environment.name === 'client') this.environment.hot.send({ type: 'full-reload' });
      return [];
    },
  };
}

const fromPage = (id: string): string =>
  `import * as page from '${id}';\nexport * from '${id}';\nexport default page.default;\n`;

const devRuntime = `import { Fragment, jsx, jsxs } from 'react/jsx-runtime';
export { Fragment };
export const jsxDEV = (type, props, key, isStatic) => (isStatic ? jsxs : jsx)(type, props, key);
`;
