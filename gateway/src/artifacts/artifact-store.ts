/**
 * Releases on disk: `<folder>/<module>/<version>/manifest.json` beside the files. What is served was checked against
 * its hash when it was read, not only when it came in: a disk may change its mind.
 *
 * Encoded forms are made once, at ingest, under `.encoded/`, a name no release file can have.
 *
 * What the store has not got, or has only damaged, may lie among the gateway's own copies (`release-copies.ts`).
 */
import { mkdir, readFile, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip } from 'node:zlib';
import { contentTypeOf, integrityOf, isFilePath, isModuleName, isVersion, verifyManifest } from '@tessera/contracts';
import type { Manifest } from '@tessera/contracts';
import type { Logger } from 'pino';

export type Encoding = 'identity' | 'br' | 'gzip';

export interface StoredFile {
  readonly body: Buffer;
  readonly encoding: Encoding;
  readonly type: string;
  readonly integrity: string;
}

/** A stored file is not what its manifest says. Never served. */
export class CorruptArtifact extends Error {
  override readonly name = 'CorruptArtifact';
  readonly code = 'ARTIFACT_CORRUPT';
}

export interface ArtifactStore {
  readonly folder: string;
  /** Undefined when there is no such release; throws `CorruptArtifact` when its manifest does not hold. */
  manifest(module: string, version: string): Promise<Manifest | undefined>;
  /** Undefined when the release has no such file. `accepted`: what the client can decode, best first. */
  file(module: string, version: string, path: string, accepted: readonly Encoding[]): Promise<StoredFile | undefined>;
  versions(module: string): Promise<string[]>;
  /** Reads and checks every file of a release; throws `CorruptArtifact` naming the first bad one. */
  verify(module: string, version: string): Promise<Manifest>;
  releaseFolder(module: string, version: string): string;
}

const suffix: Readonly<Record<Exclude<Encoding, 'identity'>, string>> = { br: '.br', gzip: '.gz' };
const decode = { br: promisify(brotliDecompress), gzip: promisify(gunzip) };
/** Bytes of files kept in memory, the longest unused leaving first. */
const cacheBytes = 64 * 1024 * 1024;

/** No upload takes that long: what another gateway of the same store is receiving now is younger. */
const leftAfterMs = 60 * 60 * 1000;

/** What an earlier process left half-received is nobody's. */
async function removeIfLeft(incoming: string): Promise<void> {
  const { mtimeMs } = await stat(incoming).catch(() => ({ mtimeMs: Infinity }));
  if (Date.now() - mtimeMs > leftAfterMs) await rm(incoming, { recursive: true, force: true });
}

/** @param copies the folder of this gateway's own copies of what is live; read where the store fails */
export async function createArtifactStore(folder: string, log: Logger, copies?: string): Promise<ArtifactStore> {
  try {
    await mkdir(join(folder, '.incoming'), { recursive: true });
    for (const left of await readdir(join(folder, '.incoming'))) await removeIfLeft(join(folder, '.incoming', left));
  } catch (error) {
    // Nothing can be taken in then; what is live has its copies.
    log.error({ err: error, folder }, 'the artifact store is not there; starting without it');
  }

  const manifests = new Map<string, Manifest>();
  const files = createFileCache(cacheBytes);
  const releaseFolder = (module: string, version: string): string => join(folder, module, version);

  const manifest = async (module: string, version: string): Promise<Manifest | undefined> => {
    if (!isModuleName(module) || !isVersion(version)) return undefined;
    const id = `${module}@${version}`;
    const known = manifests.get(id);
    if (known !== undefined) return known;
    const found = await firstGood(rootsOf(module, version), (root) => readManifest(root, module, version));
    if (found !== undefined) manifests.set(id, found);
    return found;
  };

  const rootsOf = (module: string, version: string): string[] => [
    releaseFolder(module, version),
    ...(copies === undefined ? [] : [join(copies, module, version)]),
  ];

  const read = (of: Manifest, path: string, encoding: Encoding): Promise<StoredFile | undefined> =>
    firstGood(rootsOf(of.module, of.version), (root) => readFrom(root, of, path, encoding));

  const readFrom = async (
    root: string,
    of: Manifest,
    path: string,
    encoding: Encoding,
  ): Promise<StoredFile | undefined> => {
    const encoded = encoding === 'identity' ? join(root, path) : join(root, '.encoded', path + suffix[encoding]);
    const body = await readIfThere(encoded);
    if (body === undefined) return undefined;
    const { integrity } = of.files[path]!;
    const plain = encoding === 'identity' ? body : await decode[encoding](body).catch(() => Buffer.alloc(0));
    if ((await integrityOf(new Uint8Array(plain))) !== integrity) {
      throw new CorruptArtifact(
        `${of.module}@${of.version}/${path} (${encoding}) is not what its manifest says: ${integrity}. Publish the release again.`,
      );
    }
    return { body, encoding, type: contentTypeOf(path) ?? 'application/octet-stream', integrity };
  };

  return {
    folder,
    manifest,
    releaseFolder,
    async file(module, version, path, accepted) {
      if (!isFilePath(path)) return undefined;
      const of = await manifest(module, version);
      if (of === undefined || !Object.hasOwn(of.files, path)) return undefined;
      for (const encoding of [...accepted.filter((each) => each !== 'identity'), 'identity' as const]) {
        const key = `${module}@${version}/${path}:${encoding}`;
        const cached = files.get(key);
        if (cached !== undefined) return cached;
        const stored = await read(of, path, encoding);
        if (stored === undefined) continue;
        files.set(key, stored);
        return stored;
      }
      throw new CorruptArtifact(`${module}@${version}/${path} is missing from the store. Publish the release again.`);
    },
    async versions(module) {
      if (!isModuleName(module)) return [];
      const entries = await readdir(join(folder, module)).catch(() => []);
      return entries.filter(isVersion);
    },
    async verify(module, version) {
      const of = await manifest(module, version);
      if (of === undefined)
        throw new CorruptArtifact(`${module}@${version} is not in the artifact store ${folder}. Publish it again.`);
      for (const path of Object.keys(of.files)) {
        if ((await read(of, path, 'identity')) === undefined)
          throw new CorruptArtifact(
            `${module}@${version}/${path} is missing from the store. Publish the release again.`,
          );
      }
      log.debug({ release: `${module}@${version}` }, 'a release was verified');
      return of;
    },
  };
}

async function readManifest(root: string, module: string, version: string): Promise<Manifest | undefined> {
  const text = await readIfThere(join(root, 'manifest.json'));
  if (text === undefined) return undefined;
  try {
    const read = await verifyManifest(JSON.parse(text.toString('utf8')));
    if (read.module !== module || read.version !== version)
      throw new Error(`it is the manifest of ${read.module}@${read.version}`);
    return read;
  } catch (error) {
    throw new CorruptArtifact(
      `the stored manifest of ${module}@${version} does not hold: ${(error as Error).message} Publish the release again.`,
      { cause: error },
    );
  }
}

/** What the first place that has it answers; when none has, why the first could not. */
async function firstGood<T>(
  roots: readonly string[],
  read: (root: string) => Promise<T | undefined>,
): Promise<T | undefined> {
  const failures: unknown[] = [];
  for (const root of roots) {
    try {
      const found = await read(root);
      if (found !== undefined) return found;
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
  return undefined;
}

async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') return undefined;
    throw error;
  }
}

function createFileCache(limit: number): {
  get(key: string): StoredFile | undefined;
  set(key: string, file: StoredFile): void;
} {
  const entries = new Map<string, StoredFile>();
  let size = 0;
  return {
    get(key) {
      const file = entries.get(key);
      if (file === undefined) return undefined;
      entries.delete(key);
      entries.set(key, file);
      return file;
    },
    set(key, file) {
      if (file.body.length > limit / 4) return;
      size += file.body.length - (entries.get(key)?.body.length ?? 0);
      entries.set(key, file);
      for (const [oldest, { body }] of entries) {
        if (size <= limit) break;
        entries.delete(oldest);
        size -= body.length;
      }
    },
  };
}
