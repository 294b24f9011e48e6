import { digestOf, integrityOf, uploadLines, type AppManifest, type PublishedOperation } from '@tessera/contracts';
import { gzipSync } from 'node:zlib';

export interface SmallApp {
  readonly module: string;
  readonly version: string;
  readonly team: string;
  readonly operations?: readonly PublishedOperation[];
}

/** Sends an app of one line to the artifact store, as a pipeline does; answers its manifest. Nothing is recorded of it. */
export async function uploadApp(url: string, token: string, app: SmallApp): Promise<AppManifest> {
  const { module, version, team, operations = [] } = app;
  const entry = new TextEncoder().encode(`export default ${JSON.stringify(version)};\n`);
  const draft: AppManifest = {
    schemaVersion: 1,
    kind: 'app',
    module,
    team,
    version,
    digest: '',
    builtAt: '2026-11-26T12:00:00.000Z',
    entry: 'app.js',
    css: [],
    preload: [],
    files: {
      'app.js': {
        integrity: await integrityOf(entry),
        bytes: entry.byteLength,
        type: 'text/javascript; charset=utf-8',
      },
    },
    contract: {
      operations: [...operations],
      shared: {},
      contributions: { routes: [], navigation: [], slots: { offers: [], fills: [] }, commands: [] },
    },
  };
  const manifest = { ...draft, digest: await digestOf(draft) };
  const lines: string[] = [];
  for await (const line of uploadLines(manifest, () => Promise.resolve(Buffer.from(entry).toString('base64'))))
    lines.push(line);
  const response = await fetch(`${url}/_artifacts/${module}/${version}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}`, 'content-encoding': 'gzip' },
    body: gzipSync(lines.join('')),
  });
  if (response.ok) return manifest;
  throw new Error(`the upload of ${module}@${version} answered ${response.status} ${await response.text()}`);
}
