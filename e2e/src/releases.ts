/** Puts a release together by hand and makes it live, past the CLI's own checks: what a broken build or a hostile team would do. */
import {
  contentTypeOf,
  digestOf,
  integrityOf,
  noContributions,
  uploadLines,
  type AppManifest,
  type Contributions,
} from '@tessera/contracts';
import { decodeCursor } from '@tessera/event-log';
import { expect } from '@playwright/test';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Product } from './product.ts';

export interface HandMadeApp {
  readonly module: string;
  readonly version: string;
  readonly team: string;
  /** Path → content. `entry.js` is the entry. */
  readonly files: Readonly<Record<string, string>>;
  readonly contributions?: Partial<Contributions>;
}

const promoteText = /* GraphQL */ `
  mutation Promote($input: PromoteInput!) {
    promote(input: $input) {
      position
      problem {
        code
        message
      }
    }
  }
`;

const rollbackText = /* GraphQL */ `
  mutation Rollback($input: RollbackInput!) {
    rollback(input: $input) {
      position
      problem {
        code
        message
      }
    }
  }
`;

const publishText = /* GraphQL */ `
  mutation Publish($input: PublishReleaseInput!) {
    publishRelease(input: $input) {
      release {
        id
      }
      problem {
        code
        message
      }
    }
  }
`;

/** A release with its upload, ready to be sent: what a pipeline has when its build is done. */
export interface PreparedRelease {
  readonly manifest: AppManifest;
  readonly upload: Uint8Array<ArrayBuffer>;
}

export async function prepare(app: HandMadeApp): Promise<PreparedRelease> {
  const manifest = await manifestOf(app);
  const lines: string[] = [];
  for await (const line of uploadLines(manifest, async (path) => Buffer.from(app.files[path] ?? '').toString('base64')))
    lines.push(line);
  return { manifest, upload: Uint8Array.from(gzipSync(lines.join(''))) };
}

/** Publishes and promotes; throws with the server's words when either is refused. */
export async function release(product: Product, app: HandMadeApp): Promise<void> {
  await publish(product, await prepare(app));
  await promote(product, app);
}

/** Sends and records it. Nobody sees it until it is promoted. */
export async function publish(product: Product, { manifest, upload: body }: PreparedRelease): Promise<void> {
  const { module, version, digest, team } = manifest;
  const token = await deployToken(product, team);
  const upload = await fetch(`${product.url}/_artifacts/${module}/${version}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson', 'content-encoding': 'gzip' },
    body,
  });
  if (!upload.ok) throw new Error(`upload of ${module}@${version}: ${upload.status} ${await upload.text()}`);
  await command(product, token, publishText, 'publishRelease', {
    module,
    version,
    digest,
    team,
    size: Object.values(manifest.files).reduce((sum, file) => sum + file.bytes, 0),
    contact: `#team-${team}`,
    kind: 'APP',
    manifest: JSON.stringify(manifest),
  });
}

/** Ends when pages are served by it. @param share percent of the users; everybody without it */
export async function promote(
  product: Product,
  { module, version, team }: Pick<HandMadeApp, 'module' | 'version' | 'team'>,
  share?: number,
): Promise<void> {
  const token = await deployToken(product, team);
  const position = await command(product, token, promoteText, 'promote', { module, version, share });
  await untilServed(product, token, position);
}

export async function rollback(
  product: Product,
  { module, team }: Pick<HandMadeApp, 'module' | 'team'>,
): Promise<void> {
  const token = await deployToken(product, team);
  await untilServed(product, token, await command(product, token, rollbackText, 'rollback', { module }));
}

/** A change is recorded a moment before pages are served by it. */
async function untilServed(product: Product, token: string, position: string): Promise<void> {
  const wanted = decodeCursor(position)!.position;
  await expect
    .poll(async () => {
      const answer = await fetch(`${product.url}/_services`, { headers: { authorization: `Bearer ${token}` } });
      const { revision } = (await answer.json()) as { revision: string };
      return decodeCursor(revision)!.position >= wanted;
    })
    .toBe(true);
}

async function manifestOf(app: HandMadeApp): Promise<AppManifest> {
  const files: AppManifest['files'] = {};
  for (const [path, content] of Object.entries(app.files)) {
    files[path] = {
      integrity: await integrityOf(new TextEncoder().encode(content)),
      bytes: Buffer.byteLength(content),
      type: contentTypeOf(path) ?? '',
    };
  }
  const manifest: AppManifest = {
    schemaVersion: 1,
    module: app.module,
    kind: 'app',
    team: app.team,
    version: app.version,
    digest: '',
    builtAt: new Date().toISOString(),
    entry: 'entry.js',
    css: Object.keys(app.files).filter((path) => path.endsWith('.css')),
    preload: [],
    files,
    contract: { operations: [], shared: {}, contributions: { ...noContributions, ...app.contributions } },
  };
  return { ...manifest, digest: await digestOf(manifest) };
}

/** Answers where it was recorded. */
async function command(
  product: Product,
  token: string,
  query: string,
  field: string,
  input: Record<string, unknown>,
): Promise<string> {
  const answer = await graphql(product, token, query, { input: { commandId: randomUUID(), ...input } });
  const result = answer.data?.[field] as
    | { readonly position?: string; readonly problem: { readonly code: string; readonly message: string } | null }
    | undefined;
  if (answer.errors || !result || result.problem)
    throw new Error(
      `${field} ${input['module']}@${input['version']}: ${JSON.stringify(answer.errors ?? result?.problem)}`,
    );
  return result.position ?? '';
}

export interface Answer {
  readonly data?: Record<string, unknown>;
  readonly errors?: readonly { message: string; extensions?: { code?: string } }[];
}

/** A free-text operation with a deploy token, as the CLI sends them. */
export async function graphql(
  product: Product,
  token: string,
  query: string,
  variables: Record<string, unknown>,
): Promise<Answer> {
  const response = await fetch(`${product.url}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()) as Answer;
}

export async function deployToken(product: Product, team: string): Promise<string> {
  return (await readFile(join(product.data, 'secrets', `deploy-${team}.token`), 'utf8')).trim();
}
