/**
 * A site that serves a built shell as the gateway does (import map with hashes, nonce, strict policy, boot data), with
 * apps and faults that a test hands in. For Node.
 */
import type { BuiltLibrary } from '@tessera/app-kit/vite';
import { integrityOf, type Composition, type LibraryLive, type Loadable, type ModuleLive } from '@tessera/contracts';
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { BuiltShell } from '../../build/index.ts';

export interface SiteApp {
  readonly module: string;
  readonly version: string;
  /** Path → content. */
  readonly files: Readonly<Record<string, string | Buffer>>;
  /** @default 'app.js' */
  readonly entry?: string;
  readonly format?: Loadable['format'];
  readonly css?: readonly string[];
}

export type Fault = 'missing' | 'hang' | 'altered';

export interface TestSite {
  readonly url: string;
  /** Serves the files of a release, and answers it as the composition has it. */
  add(app: SiteApp): Promise<Loadable>;
  /** What is live; pages that are open are told. */
  goLive(...modules: ModuleLive[]): void;
  /** Pages from now on run this module from a development server. */
  override(module: ModuleLive): void;
  /** The frame is another from now on; pages that are open are told. */
  newFrame(version: string): void;
  /** Answers requests whose path and query fit like this; undefined = no more faults. */
  fault(fits: RegExp | undefined, fault?: Fault): void;
  /** How long pages that are loaded from now on wait for an app. @default 10000 */
  loadTimeout(ms: number): void;
  /** Paths with query, in the order they were asked for. */
  readonly requests: string[];
  close(): Promise<void>;
}

/** A release of shared-ui, as it was built. */
export interface SiteLibrary {
  readonly version: string;
  readonly built: BuiltLibrary;
  readonly folder: string;
}

export interface TestSiteOptions {
  /** The first is the shell's own, and what the page has. */
  readonly libraries: readonly SiteLibrary[];
  readonly shell: BuiltShell;
  readonly shellFolder: string;
}

const types: Readonly<Record<string, string>> = {
  js: 'text/javascript',
  css: 'text/css',
  woff2: 'font/woff2',
  json: 'application/json',
};
const user = { id: 'ada', name: 'Ada Marsh', roles: ['staff'] };

export async function startTestSite({ shell, shellFolder, libraries }: TestSiteOptions): Promise<TestSite> {
  const files = new Map<string, Buffer>();
  const streams = new Set<ServerResponse>();
  const requests: string[] = [];
  let loadTimeoutMs = 10_000;
  let local: ModuleLive | undefined;
  let broken: { readonly fits: RegExp; readonly fault: Fault } | undefined;

  async function serve(module: string, version: string, content: SiteApp['files']): Promise<Record<string, string>> {
    const entries = await Promise.all(
      Object.entries(content).map(async ([path, body]) => {
        const url = `/_v/${module}/${version}/${path}`;
        const bytes = Buffer.from(body);
        files.set(url, bytes);
        return [url, await integrityOf(bytes)] as const;
      }),
    );
    return Object.fromEntries(entries.filter(([url]) => /\.(?:js|css)$/.test(url)));
  }

  const shellIntegrity = await serve('shell', '1.0.0', readFolder(shellFolder));
  const served: LibraryLive[] = [];
  for (const { version, built, folder } of libraries) {
    const urlOf = (path: string): string => `/_v/shared-ui/${version}/${path}`;
    served.push({
      module: 'shared-ui',
      version,
      imports: Object.fromEntries(Object.entries(built.provides).map(([name, { file }]) => [name, urlOf(file)])),
      css: built.css.map(urlOf),
      integrity: await serve('shared-ui', version, readFolder(folder)),
      ...(built.styles === undefined ? {} : { styles: built.styles }),
    });
  }
  const [own] = served;
  let composition: Composition = {
    revision: '0',
    frame: { version: '1.0.0', libraries: served, own: [`shared-ui@${own?.version}`] },
    modules: {},
  };

  /** Like the gateway's, the page's map holds the hashes of the frame and of the app at this path, and of no other. */
  function page(path: string): { readonly html: string; readonly nonce: string } {
    const nonce = randomBytes(12).toString('base64');
    const shellUrl = (path: string): string => `/_v/shell/1.0.0/${path}`;
    const releases = Object.values(composition.modules)
      .filter(({ module }) => path.split('/')[1] === module)
      .flatMap((live) => [live, live.previous ?? []].flat());
    const integrity = Object.assign(
      {},
      shellIntegrity,
      own?.integrity,
      ...releases.map((release) => release.integrity),
    ) as object;
    const map = {
      imports: {
        ...Object.fromEntries(Object.entries(shell.provides).map(([name, { file }]) => [name, shellUrl(file)])),
        ...own?.imports,
      },
      integrity: Object.fromEntries(Object.entries(integrity).filter(([url]) => url.endsWith('.js'))),
    };
    const overridden = local && { ...composition, modules: { ...composition.modules, [local.module]: local } };
    const boot = {
      user,
      environment: 'production',
      composition: overridden ?? composition,
      ...(local && { preview: { versions: [], overrides: { [local.module]: local.entry } } }),
      gateway: { version: 'test' },
      loadTimeoutMs,
    };
    const sheets = [...(own?.css ?? []), ...shell.css.map(shellUrl)];
    const css = sheets.map((href) => `<link rel="stylesheet" href="${href}" data-module="shell">`);
    const html = `<!doctype html><html lang="en" data-theme="system" data-ui="${own?.styles}"><head><title>Test product</title>
<meta property="csp-nonce" nonce="${nonce}" content="${nonce}">${css.join('')}
<script type="importmap" nonce="${nonce}">${JSON.stringify(map)}</script>
<script type="application/json" id="tessera-boot">${JSON.stringify(boot)}</script>
<script type="module" nonce="${nonce}" src="${shellUrl(shell.entry)}"></script></head><body><div id="root"></div></body></html>`;
    return { html, nonce };
  }

  function answer(req: IncomingMessage, res: ServerResponse): void {
    const url = req.url ?? '/';
    const [path = '/'] = url.split('?');
    requests.push(url);
    if (broken?.fits.test(url) && broken.fault === 'hang') return;
    if (broken?.fits.test(url) && broken.fault === 'missing') return void res.writeHead(404).end();
    const body = files.get(path);
    if (body !== undefined) {
      const type = types[path.slice(path.lastIndexOf('.') + 1)] ?? 'text/plain';
      const altered = broken?.fits.test(url) ? Buffer.concat([body, Buffer.from('\n//')]) : body;
      return void res.writeHead(200, { 'content-type': type }).end(altered);
    }
    if (path === '/live') return stream(res);
    if (path === '/composition.json')
      return void res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(composition));
    if (path === '/favicon.ico') return void res.writeHead(204).end();
    if (path.startsWith('/_v/') || path === '/graphql') return void res.writeHead(404).end();
    const { html, nonce } = page(path);
    // As gateway/src/page/csp.ts.
    const at = local && new URL(local.entry).origin;
    const also = at === undefined ? '' : ` ${at} ${at.replace(/^http/, 'ws')}`;
    const policy = `default-src 'none'; script-src 'nonce-${nonce}' 'strict-dynamic'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data:; font-src 'self'; connect-src 'self'${also}; base-uri 'none'`;
    res.writeHead(200, { 'content-type': 'text/html', 'content-security-policy': policy }).end(html);
  }

  function stream(res: ServerResponse): void {
    res.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    res.write('event: hello\ndata: {"protocol":1,"heartbeatMs":60000}\n\n');
    streams.add(res);
    res.on('close', () => streams.delete(res));
  }

  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async add({ module, version, files: content, entry = 'app.js', format = 'esm', css = [] }) {
      const integrity = await serve(module, version, content);
      const urlOf = (path: string): string => `/_v/${module}/${version}/${path}`;
      return { version, entry: urlOf(entry), css: css.map(urlOf), format, integrity };
    },
    goLive(...modules) {
      const revision = String(Number(composition.revision) + 1);
      const merged = { ...composition.modules, ...Object.fromEntries(modules.map((live) => [live.module, live])) };
      composition = { ...composition, revision, modules: merged };
      tell(revision);
    },
    override(module) {
      local = module;
    },
    newFrame(version) {
      const revision = String(Number(composition.revision) + 1);
      composition = { ...composition, revision, frame: { ...composition.frame, version } };
      tell(revision);
    },
    loadTimeout(ms) {
      loadTimeoutMs = ms;
    },
    fault(fits, fault = 'missing') {
      broken = fits === undefined ? undefined : { fits, fault };
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };

  function tell(revision: string): void {
    const notice = JSON.stringify({ kind: 'composition', revision });
    for (const res of streams) res.write(`event: notice\ndata: ${notice}\n\n`);
  }
}

/** Path → content of every file below. */
export function readFolder(folder: string): Record<string, Buffer> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    names.map(({ parentPath, name }) => {
      const file = join(parentPath, name);
      return [file.slice(folder.length + 1).replaceAll('\\', '/'), readFileSync(file)];
    }),
  );
}
