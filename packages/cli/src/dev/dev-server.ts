/**
 * The server of `tessera dev`: Vite over the workspace's sources, and one page. It answers nothing of the product itself;
 * that is done in the page (`page/start-on-mocks.ts`).
 */
import react from '@vitejs/plugin-react';
import type { AddressInfo } from 'node:net';
import { join, resolve, sep } from 'node:path';
import { createServer, type Plugin, type ViteDevServer } from 'vite';
import { CliError, messageOf } from '../errors/cli-error.ts';
import { appLayers } from './app-layers.ts';
import { pageScript, readDevWorld, servicesOf, type DevWorldOptions } from './dev-world.ts';

export interface DevServerOptions extends DevWorldOptions {
  /** @default 5173, or the next free one */
  readonly port?: number | undefined;
}

export interface DevServer {
  readonly url: string;
  close(): Promise<void>;
}

const pageModule = 'virtual:tessera-dev';
const resolvedPageModule = `\0${pageModule}`;

export async function startDevServer(options: DevServerOptions): Promise<DevServer> {
  const { root, apps, teams, port } = options;
  // What is wrong now is said in the terminal; what goes wrong later, over the page.
  await readDevWorld(options);
  const folders = apps.map(({ folder }) => folder);
  const server = await createServer({
    root,
    configFile: false,
    appType: 'custom',
    mode: 'development',
    logLevel: 'warn',
    cacheDir: join(root, 'node_modules', '.vite', 'tessera-dev'),
    // An app of another repository brings links and copies of these: there is one of each.
    resolve: { dedupe: ['react', 'react-dom', 'graphql', '@tessera/app-kit', '@tessera/shared-ui'] },
    optimizeDeps: {
      // Found before the first page, or it would be loaded anew in the middle of being looked at.
      entries: [
        'shell/src/main.tsx',
        'packages/cli/src/dev/page/start-on-mocks.ts',
        ...servicesOf(teams).map(({ path }) => `${path}/src/service.ts`),
        ...folders.map((folder) => `${folder.replaceAll('\\', '/')}/src/**/!(*.spec|*.fixture).{ts,tsx}`),
      ],
    },
    server: {
      host: '127.0.0.1',
      ...(port === undefined ? {} : { port, strictPort: true }),
      fs: { allow: [root, ...folders], deny: ['.env', '.env.*', '*.{crt,pem}', '**/.git/**', '**/.data/**'] },
      watch: { ignored: ['**/.data/**', '**/.nx/**', '**/dist/**', '**/docs/**', '**/bench/**', '**/test-results/**'] },
    },
    css: { postcss: { plugins: [appLayers(apps)] } },
    plugins: [react(), onePage(options)],
  });
  try {
    await server.listen();
  } catch (error) {
    await server.close();
    throw new CliError('START_FAILED', 'The development server cannot listen', {
      why: messageOf(error),
      advice: 'Give another --port, or none.',
      cause: error,
    });
  }
  const { port: chosen } = server.httpServer!.address() as AddressInfo;
  const [first] = apps;
  return { url: `http://127.0.0.1:${chosen}/${first?.module ?? ''}`, close: () => server.close() };
}

/** Whatever address of the product is asked for, the page is the same; its script knows what there is. */
function onePage(options: DevServerOptions): Plugin {
  const operations = options.apps.map(({ folder }) => resolve(folder, 'src', 'operations') + sep);

  function forgetPage(server: ViteDevServer): void {
    const module = server.moduleGraph.getModuleById(resolvedPageModule);
    if (module !== undefined) server.moduleGraph.invalidateModule(module);
  }

  return {
    name: 'tessera:dev-page',
    resolveId: (id) => (id === pageModule ? resolvedPageModule : undefined),
    async load(id) {
      if (id !== resolvedPageModule) return undefined;
      return pageScript(options.root, options.teams, await readDevWorld(options).catch(inOneMessage));
    },
    configureServer(server) {
      // Their typed documents and what the mocks know of them are made with the page.
      const onOperation = (file: string): void => {
        if (operations.some((folder) => resolve(file).startsWith(folder))) server.ws.send({ type: 'full-reload' });
      };
      // Vite watches its root, and of what is elsewhere only what it has served.
      server.watcher.add(operations);
      for (const event of ['add', 'change', 'unlink'] as const) server.watcher.on(event, onOperation);
      return () => {
        server.middlewares.use((request, response, next) => {
          // The shell says how releases fare; here nobody counts.
          if (request.method === 'POST') return void response.writeHead(204).end();
          if (!(request.headers.accept ?? '').includes('text/html')) return next();
          forgetPage(server);
          server
            .transformIndexHtml(request.url ?? '/', html)
            .then((page) => void response.writeHead(200, { 'content-type': 'text/html' }).end(page), next);
        });
      };
    },
  };
}

/** What the terminal prints in three parts, Vite shows over the page as one message. */
function inOneMessage(error: unknown): never {
  if (!(error instanceof CliError)) throw error;
  const said = new Error([error.message, error.why, error.advice].filter(Boolean).join('\n'), { cause: error });
  // Where in our own code it was found out helps nobody who is at work on an app.
  said.stack = '';
  throw said;
}

const html = `<!doctype html>
<html lang="en" data-theme="system">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>On mocks</title>
<link rel="icon" href="data:,">
</head>
<body>
<div id="root"></div>
<script type="module" src="/@id/${pageModule}"></script>
</body>
</html>
`;
