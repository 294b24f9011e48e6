/**
 * Takes a release in: read while it arrives, checked against its manifest, written to a folder of its own, synced, and
 * moved to its place in one step. Until that step there is nothing; after it there is everything.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, createGunzip, gzip } from 'node:zlib';
import {
  ContractError,
  contractTooLarge,
  integrityOf,
  isCompressible,
  maxReleaseBytes,
  uploadFileSchema,
  verifyManifest,
} from '@tessera/contracts';
import type { Manifest } from '@tessera/contracts';
import { HttpProblem } from '../http/problem.ts';
import type { ArtifactStore } from './artifact-store.ts';
import { syncFolder, writeAndSync } from './write-file.ts';

export interface IngestRequest {
  readonly module: string;
  readonly version: string;
  readonly body: Readable;
  readonly gzipped: boolean;
  /** Called with the verified manifest before any file is taken; throws `HttpProblem` to refuse. */
  admit(manifest: Manifest): Promise<void> | void;
  /** Called when everything is here, before it counts: sending takes time. Throws `HttpProblem` to refuse. */
  confirm?(): Promise<void>;
}

export interface IngestOutcome {
  readonly manifest: Manifest;
  /** The same content was there already. */
  readonly duplicate: boolean;
  readonly bytes: number;
}

/** A manifest may be this long; contracts with thousands of operations fit. */
const maxManifestLine = 8 * 1024 * 1024;
/** base64 of the largest file there may be, its path and punctuation. */
const maxFileLine = Math.ceil((maxReleaseBytes * 4) / 3) + 1024;
/** The whole body once unzipped: all files in base64 and the manifest. */
const maxUploadBytes = maxFileLine + maxManifestLine;
/** Lines without anything are passed over, but not by the million: a few kilobytes unzip to a minute of them. */
const maxBlankLines = 1_000;

const compressBrotli = promisify(brotliCompress);
const compressGzip = promisify(gzip);

export async function ingestRelease(store: ArtifactStore, request: IngestRequest): Promise<IngestOutcome> {
  const incoming = join(store.folder, '.incoming', randomUUID());
  const lines = uploadLines(request);
  try {
    const manifest = await readManifest(lines, request);
    await request.admit(manifest);
    const existing = await store.manifest(manifest.module, manifest.version);
    // Read to its end all the same: a sender that is still writing would see a reset connection instead of the answer.
    const bytes = await receiveFiles(lines, manifest, existing === undefined ? incoming : undefined);
    await request.confirm?.();
    if (existing !== undefined) return { ...sameOrRefuse(existing, manifest), bytes };
    return { ...(await moveIntoPlace(store, incoming, manifest)), bytes };
  } finally {
    // What cannot be removed is removed at the next start; it is not the sender's concern.
    await rm(incoming, { recursive: true, force: true }).catch(() => undefined);
  }
}

async function readManifest(lines: AsyncGenerator<string>, { module, version }: IngestRequest): Promise<Manifest> {
  const first = await lines.next();
  if (first.done === true)
    throw refuse(
      'UPLOAD_TRUNCATED',
      'The upload is empty. Send the manifest as the first line, then one line per file.',
    );
  let manifest: Manifest;
  try {
    manifest = await verifyManifest(parseLine(first.value, 'the manifest'));
  } catch (error) {
    if (!(error instanceof ContractError)) throw error;
    throw new HttpProblem(
      422,
      error.code === 'DIGEST_MISMATCH' ? 'DIGEST_MISMATCH' : 'MANIFEST_INVALID',
      error.message,
      { details: { issues: error.issues } },
    );
  }
  // Before anything is stored: it could be recorded nowhere.
  const tooMuch = contractTooLarge(`${manifest.module}@${manifest.version}`, manifest.contract);
  if (tooMuch !== undefined) throw new HttpProblem(413, 'CONTRACT_TOO_LARGE', tooMuch);
  if (manifest.module === module && manifest.version === version) return manifest;
  throw new HttpProblem(
    422,
    'MANIFEST_INVALID',
    `The manifest is of ${manifest.module}@${manifest.version}, but it was sent to the address of ${module}@${version}.`,
  );
}

/** Checks every file, and writes it when there is a folder to write to. */
async function receiveFiles(
  lines: AsyncGenerator<string>,
  manifest: Manifest,
  folder: string | undefined,
): Promise<number> {
  const missing = new Set(Object.keys(manifest.files));
  const folders = new Set<string>();
  let total = 0;
  if (folder !== undefined) await makeIncoming(folder);
  for await (const line of lines) {
    const parsed = uploadFileSchema.safeParse(parseLine(line, 'a file'));
    if (!parsed.success) throw refuse('UPLOAD_MALFORMED', 'A line of the upload is not {"path", "base64"}.');
    const { path, base64 } = parsed.data;
    // The path is looked up, never joined before it was: what the manifest does not list has no place to go.
    if (!Object.hasOwn(manifest.files, path))
      throw new HttpProblem(
        422,
        'FILE_NOT_LISTED',
        `The upload holds ${JSON.stringify(path.slice(0, 200))}, which its manifest does not list.`,
      );
    if (!missing.delete(path)) throw new HttpProblem(422, 'FILE_TWICE', `The upload holds ${path} twice.`);
    const content = Buffer.from(base64, 'base64');
    const expected = manifest.files[path]!;
    if (content.length !== expected.bytes)
      throw new HttpProblem(
        422,
        'FILE_MISMATCH',
        `${path} has ${content.length} bytes; its manifest says ${expected.bytes}.`,
      );
    if ((await integrityOf(new Uint8Array(content))) !== expected.integrity)
      throw new HttpProblem(
        422,
        'FILE_MISMATCH',
        `${path} does not hash to what its manifest says (${expected.integrity}).`,
      );
    total += content.length;
    if (folder !== undefined) await writeWithEncodings(folder, path, content, folders);
  }
  if (missing.size > 0)
    throw refuse(
      'UPLOAD_TRUNCATED',
      `The upload ended before ${[...missing].slice(0, 5).join(', ')}${missing.size > 5 ? ` and ${missing.size - 5} more` : ''}. Send it again.`,
    );
  if (folder === undefined) return total;
  await writeAndSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
  for (const each of [...folders, folder]) await syncFolder(each);
  return total;
}

async function makeIncoming(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw new HttpProblem(
      503,
      'STORE_UNAVAILABLE',
      `The artifact store cannot be written (${(error as NodeJS.ErrnoException).code ?? 'unknown'}). Nothing was stored; try again when it is back.`,
      { headers: { 'retry-after': '5' } },
    );
  });
}

async function writeWithEncodings(root: string, path: string, content: Buffer, folders: Set<string>): Promise<void> {
  const write = async (target: string, bytes: Buffer): Promise<void> => {
    await mkdir(dirname(target), { recursive: true });
    folders.add(dirname(target));
    await writeAndSync(target, bytes);
  };
  await write(join(root, path), content);
  if (!isCompressible(path) || content.length < 512) return;
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: content.length > 1024 * 1024 ? 9 : 11,
    [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
  };
  const [br, gz] = await Promise.all([compressBrotli(content, { params }), compressGzip(content, { level: 9 })]);
  await write(join(root, '.encoded', `${path}.br`), br);
  await write(join(root, '.encoded', `${path}.gz`), gz);
}

async function moveIntoPlace(
  store: ArtifactStore,
  incoming: string,
  manifest: Manifest,
): Promise<Omit<IngestOutcome, 'bytes'>> {
  const target = store.releaseFolder(manifest.module, manifest.version);
  await mkdir(dirname(target), { recursive: true });
  try {
    await rename(incoming, target);
  } catch (error) {
    // Somebody else was faster with the same version: theirs stands, and ours is a repetition or a conflict.
    const existing = await store.manifest(manifest.module, manifest.version);
    if (existing === undefined) throw error;
    return sameOrRefuse(existing, manifest);
  }
  await syncFolder(dirname(target));
  await syncFolder(store.folder);
  return { manifest, duplicate: false };
}

function sameOrRefuse(existing: Manifest, sent: Manifest): Omit<IngestOutcome, 'bytes'> {
  if (existing.digest === sent.digest) return { manifest: existing, duplicate: true };
  const message = `${sent.module}@${sent.version} is already published with other content (${existing.digest}). A release never changes: publish it as a new version.`;
  throw new HttpProblem(409, 'RELEASE_EXISTS', message, { details: { digest: existing.digest } });
}

function parseLine(line: string, what: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    throw refuse(
      'UPLOAD_MALFORMED',
      `A line of the upload is not JSON where ${what} should be. Send JSON lines, gzipped.`,
    );
  }
}

const refuse = (code: string, message: string): HttpProblem => new HttpProblem(400, code, message);
const tooLarge = (): HttpProblem =>
  new HttpProblem(
    413,
    'UPLOAD_TOO_LARGE',
    `The upload is too large: the files of a release may weigh ${maxReleaseBytes} bytes together.`,
    { headers: { connection: 'close' } },
  );

/** The body as lines, with limits on the unzipped size: a small body may unzip to anything. */
async function* uploadLines({ body, gzipped }: IngestRequest): AsyncGenerator<string> {
  let total = 0;
  let first = true;
  let rest: Buffer[] = [];
  let restBytes = 0;
  let blankLines = 0;
  try {
    for await (const chunk of (gzipped
      ? body.pipe(forwardingErrors(body, createGunzip()))
      : body) as AsyncIterable<Buffer>) {
      total += chunk.length;
      if (total > maxUploadBytes) throw tooLarge();
      let from = 0;
      for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, from)) {
        const line = Buffer.concat([...rest, chunk.subarray(from, end)]).toString('utf8');
        [rest, restBytes, from] = [[], 0, end + 1];
        if (line.trim() !== '') yield line;
        else if (++blankLines > maxBlankLines) throw tooLarge();
        first = false;
      }
      if (from < chunk.length) rest.push(chunk.subarray(from));
      restBytes += chunk.length - from;
      if (restBytes > (first ? maxManifestLine : maxFileLine)) throw tooLarge();
    }
  } catch (error) {
    if (error instanceof HttpProblem) throw error;
    throw refuse(
      'UPLOAD_TRUNCATED',
      `The upload broke off or is not gzip: ${(error as Error).message}. Send it again.`,
    );
  }
  // A last line without its newline is a line that was cut.
  if (restBytes > 0) throw refuse('UPLOAD_TRUNCATED', 'The upload ends in the middle of a line. Send it again.');
}

/** `pipe` does not carry errors over; without this a connection that breaks would leave the reader waiting for ever. */
function forwardingErrors<T extends { destroy(error?: Error): unknown }>(from: Readable, to: T): T {
  from.once('error', (error) => to.destroy(error));
  from.once('close', () => {
    if (!from.readableEnded) to.destroy(new Error('the connection closed'));
  });
  return to;
}
