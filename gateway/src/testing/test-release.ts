/** Releases as `tessera publish` would make them, small. */
import { contentTypeOf, digestOf, integrityOf, noContributions, operationHash, uploadLines } from '@tessera/contracts';
import type {
  AppManifest,
  Contributions,
  LibraryManifest,
  Manifest,
  PublishedOperation,
  ServiceManifest,
  ShellManifest,
} from '@tessera/contracts';
import { deriveUses } from '@tessera/contracts/extract';
import { buildSchema, parse } from 'graphql';
import { gzipSync } from 'node:zlib';

export interface TestRelease<M extends Manifest = Manifest> {
  readonly manifest: M;
  readonly files: Readonly<Record<string, string>>;
}

async function filesOf(files: Readonly<Record<string, string>>): Promise<Manifest['files']> {
  const entries = Object.entries(files).map(
    async ([path, text]) =>
      [
        path,
        {
          integrity: await integrityOf(text),
          bytes: Buffer.byteLength(text),
          type: contentTypeOf(path) ?? 'text/plain',
        },
      ] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}

async function operationsOf(texts: readonly string[], schema?: string): Promise<PublishedOperation[]> {
  const files = texts.map((text) => ({ file: fileOf(text), document: parse(text) }));
  const uses = schema === undefined ? undefined : deriveUses(files, buildSchema(schema)).operations;
  return Promise.all(
    texts.map(async (text) => {
      const [, kind, name] = /^\s*(query|mutation|subscription)\s+(\w+)/.exec(text)!;
      return {
        name: name!,
        kind: kind as PublishedOperation['kind'],
        hash: await operationHash(text),
        text,
        source: { file: fileOf(text), line: 1 },
        ...(uses === undefined ? {} : { uses: [...(uses.get(name!) ?? [])] }),
      };
    }),
  );
}

const fileOf = (text: string): string => `src/operations/${/(\w+)\s*[({]/.exec(text)![1]}.graphql`;

/** A library as `tessera publish` would make one: one file, one stylesheet, one font. */
export async function libraryRelease(
  version: string,
  styles = `m${version[0]}`,
): Promise<TestRelease<LibraryManifest>> {
  const files = {
    'shared-ui.js': `import 'react';\nexport const major = '${version}';\n`,
    'style.css': `@layer ui { .button { color: teal } } /* ${version} */\n`,
    'assets/inter.woff2': 'not a real one',
  };
  const draft: LibraryManifest = {
    schemaVersion: 1,
    module: 'shared-ui',
    kind: 'library',
    team: 'platform',
    version,
    digest: '',
    builtAt: '2026-11-23T10:00:00.000Z',
    entry: 'shared-ui.js',
    css: ['style.css'],
    preload: ['assets/inter.woff2'],
    files: await filesOf(files),
    contract: {
      shared: { react: '^19.0.0' },
      provides: { '@tessera/shared-ui': { version, file: 'shared-ui.js' } },
      styles,
    },
  };
  return { manifest: { ...draft, digest: await digestOf(draft) }, files };
}

export interface AppReleaseOptions {
  /** What it needs of what is shared. @default React */
  readonly shared?: Readonly<Record<string, string>>;
  readonly module?: string;
  readonly team?: string;
  readonly version?: string;
  readonly operations?: readonly string[];
  /** What they were built against: with it the contract says what they use. */
  readonly schema?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly contributions?: Partial<Contributions>;
}

export async function appRelease(options: AppReleaseOptions = {}): Promise<TestRelease<AppManifest>> {
  const { module = 'orders', team = module, version = '1.0.0', operations = [] } = options;
  const files = options.files ?? {
    'app.js': `import './assets/chunk.js';\nexport const version = '${version}';\n${'// padding so that it is worth compressing\n'.repeat(40)}`,
    'assets/chunk.js': 'export const chunk = 1;\n',
    'app.css': '@layer app { h1 { color: teal } }\n',
  };
  const draft: AppManifest = {
    schemaVersion: 1,
    module,
    kind: 'app',
    team,
    version,
    digest: '',
    builtAt: '2026-11-23T10:00:00.000Z',
    entry: 'app.js',
    css: ['app.css'],
    preload: ['assets/chunk.js'],
    files: await filesOf(files),
    contract: {
      operations: await operationsOf(operations, options.schema),
      shared: options.shared ?? { react: '^19.0.0' },
      contributions: {
        ...noContributions,
        routes: [{ path: `/${module}`, page: 'main', title: module }],
        ...options.contributions,
      },
    },
  };
  return { manifest: { ...draft, digest: await digestOf(draft) }, files };
}

export async function shellRelease(
  version = '1.0.0',
  shared: Readonly<Record<string, string>> = {},
): Promise<TestRelease<ShellManifest>> {
  const files = {
    'shell.js': `import 'react';\nconsole.log('shell ${version}');\n`,
    'vendor/react.js': 'export default {};\n',
    'shell.css': '@layer shell { body { margin: 0 } }\n',
  };
  const draft: ShellManifest = {
    schemaVersion: 1,
    module: 'shell',
    kind: 'shell',
    team: 'platform',
    version,
    digest: '',
    builtAt: '2026-11-23T10:00:00.000Z',
    entry: 'shell.js',
    css: ['shell.css'],
    preload: ['vendor/react.js'],
    files: await filesOf(files),
    contract: {
      operations: [],
      shared,
      contributions: noContributions,
      provides: { react: { version: '19.3.1', file: 'vendor/react.js' } },
    },
  };
  return { manifest: { ...draft, digest: await digestOf(draft) }, files };
}

/** A service's code is not run here: its process is the test's. `withCode` false: it was published without. */
export async function serviceRelease(
  service: string,
  version: string,
  withCode = true,
  contract: Partial<ServiceManifest['contract']> = {},
): Promise<TestRelease<ServiceManifest>> {
  const files = { 'service.mjs': `export const version = '${version}';\n` };
  const draft: ServiceManifest = {
    schemaVersion: 1,
    module: `${service}-service`,
    kind: 'service',
    team: service,
    version,
    digest: '',
    builtAt: '2026-11-23T10:00:00.000Z',
    ...(withCode ? { entry: 'service.mjs' } : {}),
    files: await filesOf(files),
    contract: {
      service,
      schema: 'type Query { ok: Boolean }',
      streams: [],
      events: {},
      consumes: {},
      live: {},
      computed: [],
      ...contract,
    },
  };
  return { manifest: { ...draft, digest: await digestOf(draft) }, files };
}

/** The upload's lines, so that tests can spoil one. */
export async function linesOf({ manifest, files }: TestRelease): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of uploadLines(manifest, (path) =>
    Promise.resolve(Buffer.from(files[path] ?? '').toString('base64')),
  ))
    lines.push(line);
  return lines;
}

export async function uploadBody(release: TestRelease): Promise<Buffer<ArrayBuffer>> {
  return Buffer.from(gzipSync((await linesOf(release)).join('')));
}
