/** The manifest of a release: which files, with which hashes, and the contract. Everything else about a release follows from it. */
import { z } from 'zod';
import { ContractError, parseWith } from './contract-error.ts';
import type { ContractIssue } from './contract-error.ts';
import { contentTypeOf } from './content-type.ts';
import { appContractSchema, libraryContractSchema, serviceContractSchema, shellContractSchema } from './contract.ts';
import type { PublishedOperation } from './contract.ts';
import { digestOf, operationHash } from './digest.ts';
import { filePath, integrity, isoTime, moduleName, version } from './names.ts';

/** A release's files may weigh this much together, uncompressed. */
export const maxReleaseBytes = 64 * 1024 * 1024;

/** UTF-8 bytes of a contract as JSON: with the rest of its event it must fit one commit (512 KB) of every log. */
export const maxContractBytes = 480 * 1024;

/** Why a contract cannot be recorded, and what to do about it; undefined: it can. */
export function contractTooLarge(release: string, contract: object): string | undefined {
  const bytes = new TextEncoder().encode(JSON.stringify(contract)).length;
  if (bytes <= maxContractBytes) return undefined;
  return `The contract of ${release} has ${bytes} bytes; ${maxContractBytes} is the most. Take out operations that are not used, or make it two modules.`;
}

export const fileSchema = z.strictObject({
  integrity,
  bytes: z.int().min(0),
  /** As `contentTypeOf(path)` says. */
  type: z.string().min(1),
});

const common = {
  schemaVersion: z.literal(1),
  module: moduleName,
  team: z.string().min(1),
  version,
  digest: integrity,
  builtAt: isoTime,
  files: z.record(filePath, fileSchema),
};

const frontend = {
  ...common,
  /** The file that is imported to start it. */
  entry: filePath,
  css: z.array(filePath),
  /** The entry's static imports, in the order they are needed; from the build's real graph. */
  preload: z.array(filePath),
};

export const appManifestSchema = z.strictObject({
  ...frontend,
  kind: z.literal('app'),
  /** How it is loaded: native ESM (our preset) or a standard Module Federation remote. @default 'esm' */
  format: z.enum(['esm', 'mf']).optional(),
  contract: appContractSchema,
});
export const shellManifestSchema = z.strictObject({
  ...frontend,
  kind: z.literal('shell'),
  contract: shellContractSchema,
});
export const libraryManifestSchema = z.strictObject({
  ...frontend,
  kind: z.literal('library'),
  contract: libraryContractSchema,
});
export const serviceManifestSchema = z.strictObject({
  ...common,
  kind: z.literal('service'),
  /** The module that runs it, on the platform's Node host. Absent: it runs from its own repository or image. */
  entry: filePath.optional(),
  contract: serviceContractSchema,
});
export const manifestSchema = z.discriminatedUnion('kind', [
  appManifestSchema,
  shellManifestSchema,
  libraryManifestSchema,
  serviceManifestSchema,
]);

export type ReleaseFile = z.infer<typeof fileSchema>;
export type AppManifest = z.infer<typeof appManifestSchema>;
export type ShellManifest = z.infer<typeof shellManifestSchema>;
export type LibraryManifest = z.infer<typeof libraryManifestSchema>;
export type ServiceManifest = z.infer<typeof serviceManifestSchema>;
export type Manifest = z.infer<typeof manifestSchema>;
/** What browsers load. */
export type FrontendManifest = AppManifest | ShellManifest | LibraryManifest;
export type ModuleKind = Manifest['kind'];

/** What it may ask the graph; nothing where it cannot ask. */
export function operationsIn(manifest: Manifest): readonly PublishedOperation[] {
  return manifest.kind === 'app' || manifest.kind === 'shell' ? manifest.contract.operations : [];
}

const advice =
  'Manifests are written by `tessera publish`: mend what it was built from and build again, rather than the manifest.';

/** Shape, names and inner consistency; sizes and hashes of the files are checked where the files are. */
export function parseManifest(value: unknown): Manifest {
  const manifest = parseWith(manifestSchema, value, describe(value), advice);
  const issues = inconsistencies(manifest);
  if (issues.length > 0) throw new ContractError(describe(manifest), issues, advice);
  return manifest;
}

/** `parseManifest`, and that the digest and the operations' hashes are what they claim to be. */
export async function verifyManifest(value: unknown): Promise<Manifest> {
  const manifest = parseManifest(value);
  const digest = await digestOf(manifest);
  if (digest !== manifest.digest) {
    const message = `says ${manifest.digest}, but its content hashes to ${digest}`;
    throw new ContractError(describe(manifest), [{ path: 'digest', message }], advice, 'DIGEST_MISMATCH');
  }
  const issues: ContractIssue[] = [];
  for (const [index, operation] of operationsIn(manifest).entries()) {
    if ((await operationHash(operation.text)) === operation.hash) continue;
    issues.push({
      path: `contract.operations[${index}].hash`,
      message: `is not the sha256 of the text of "${operation.name}"`,
    });
  }
  if (issues.length > 0) throw new ContractError(describe(manifest), issues, advice, 'DIGEST_MISMATCH');
  return manifest;
}

function describe(value: unknown): string {
  const { module, version: v } = (typeof value === 'object' && value !== null ? value : {}) as {
    module?: unknown;
    version?: unknown;
  };
  return typeof module === 'string' && typeof v === 'string' ? `The manifest of ${module}@${v}` : 'The manifest';
}

function inconsistencies(manifest: Manifest): ContractIssue[] {
  const issues: ContractIssue[] = [];
  const paths = Object.keys(manifest.files);
  const known = new Set(paths);
  const seen = new Map<string, string>();
  for (const path of paths) {
    const at = `files[${JSON.stringify(path)}]`;
    const type = contentTypeOf(path);
    if (type === undefined)
      issues.push({
        path: at,
        message: 'has an extension that releases do not hold (see contracts/src/content-type.ts)',
      });
    else if (manifest.files[path]!.type !== type) issues.push({ path: `${at}.type`, message: `must be "${type}"` });
    if (path === 'manifest.json') issues.push({ path: at, message: 'is the name of the manifest itself' });
    // Two such files would be one on a file system that folds case.
    const twin = seen.get(path.toLowerCase());
    if (twin !== undefined) issues.push({ path: at, message: `differs from "${twin}" only in case` });
    seen.set(path.toLowerCase(), path);
  }
  for (const path of paths) {
    const folders = path
      .split('/')
      .slice(0, -1)
      .map((_, index, all) => all.slice(0, index + 1).join('/'));
    const clash = folders.find((folder) => seen.has(folder.toLowerCase()));
    if (clash !== undefined)
      issues.push({ path: `files[${JSON.stringify(path)}]`, message: `"${clash}" is a file and cannot be its folder` });
  }
  const total = paths.reduce((sum, path) => sum + manifest.files[path]!.bytes, 0);
  if (total > maxReleaseBytes)
    issues.push({ path: 'files', message: `weigh ${total} bytes together; a release may weigh ${maxReleaseBytes}` });
  if (manifest.kind !== 'service') issues.push(...missingReferences(manifest, known));
  else if (manifest.entry !== undefined && !known.has(manifest.entry))
    issues.push({ path: 'entry', message: `names "${manifest.entry}", which is not among the files` });
  // Whoever asks the service goes by its module's release: another name would be judged, and never asked.
  if (manifest.kind === 'service' && manifest.module !== `${manifest.contract.service}-service`)
    issues.push({
      path: 'contract.service',
      message: `is "${manifest.contract.service}": a service of that name is released as ${manifest.contract.service}-service, not as ${manifest.module}`,
    });
  return issues;
}

function missingReferences(manifest: FrontendManifest, known: ReadonlySet<string>): ContractIssue[] {
  const references: [string, string][] = [['entry', manifest.entry]];
  manifest.css.forEach((file, index) => references.push([`css[${index}]`, file]));
  manifest.preload.forEach((file, index) => references.push([`preload[${index}]`, file]));
  if (manifest.kind !== 'app') {
    for (const [name, { file }] of Object.entries(manifest.contract.provides))
      references.push([`contract.provides[${JSON.stringify(name)}].file`, file]);
  }
  const missing = references
    .filter(([, file]) => !known.has(file))
    .map(([path, file]) => ({ path, message: `names "${file}", which is not among the files` }));
  const hashes = new Map<string, string>();
  operationsIn(manifest).forEach((operation, index) => {
    const other = hashes.get(operation.name);
    if (other !== undefined && other !== operation.hash) {
      missing.push({
        path: `contract.operations[${index}].name`,
        message: `"${operation.name}" names two different operations; give each its own name`,
      });
    }
    hashes.set(operation.name, operation.hash);
  });
  return missing;
}
