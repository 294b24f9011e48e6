/** Recording a release. Its files are in the artifact store; here its contract is checked and kept. */
import { ContractError, verifyManifest, type Manifest } from '@tessera/contracts';
import type { Problem, ResolverContext } from '@tessera/service-kit';
import { isUtcTime } from '../calendar.ts';
import type { ModuleKind } from '../events.ts';
import { misnamedRelease, releaseId, releaseStreamId } from '../names.ts';
import type { ReleaseDocument } from '../projections/releases.ts';
import { ofRelease, refused, type ReleaseResult } from './release-result.ts';

export interface PublishInput {
  readonly commandId: string;
  readonly module: string;
  readonly kind: ModuleKind;
  readonly team: string;
  readonly contact: string;
  readonly version: string;
  readonly digest: string;
  readonly size: number;
  readonly manifest?: string | null;
  readonly source?: { readonly commit: string; readonly committedAt: string; readonly folder?: string | null } | null;
}

export async function publishRelease(ctx: ResolverContext, input: PublishInput): Promise<ReleaseResult> {
  const { commandId, manifest: text, ...release } = input;
  const { module, version } = release;
  const misnamed = misnamedRelease(module, version);
  if (misnamed) return refused(misnamed);
  const source = input.source ? { ...input.source, folder: input.source.folder ?? null } : null;
  if (source !== null && !isUtcTime(source.committedAt)) {
    const message = `“${source.committedAt}” is no time in UTC such as 2026-11-26T20:04:00Z.`;
    return refused({ code: 'INVALID_SOURCE', message, field: 'source.committedAt' });
  }
  const manifest = await readManifest(text ?? null, input);
  if (manifest !== null && 'code' in manifest) return refused(manifest);
  const contract = manifest === null ? null : manifest.contract;
  const before = newestOf(ctx, module);
  const known = { owner: before?.team ?? null, knownKind: before?.kind ?? null };
  const published = { ...release, source, contract, ...known };
  const result = await ctx.command('release', releaseStreamId(module, version), 'publish', published, { commandId });
  const now = ofRelease(ctx, module, version);
  return result.ok ? { ...now, position: result.position } : { ...now, problem: result.problem };
}

/** The manifest, when it is what the digest stands for and what the input says; else what is wrong with it. */
async function readManifest(text: string | null, input: PublishInput): Promise<Manifest | Problem | null> {
  if (text === null) return null;
  const { module, version } = input;
  const name = releaseId(module, version);
  let manifest: Manifest;
  try {
    manifest = await verifyManifest(JSON.parse(text));
  } catch (error) {
    if (error instanceof ContractError) return { code: error.code, message: error.message, field: 'manifest' };
    if (!(error instanceof SyntaxError)) throw error;
    return { code: 'INVALID_MANIFEST', message: `The manifest of ${name} is no JSON.`, field: 'manifest' };
  }
  const said = { module, version, kind: input.kind.toLowerCase(), team: input.team, digest: input.digest };
  const wrong = (Object.keys(said) as (keyof typeof said)[]).find((field) => manifest[field] !== said[field]);
  if (wrong === undefined) return manifest;
  const message = `The manifest of ${name} says ${wrong} “${manifest[wrong]}”, and it is published as “${said[wrong]}”. Publish what was built, with its own manifest.`;
  return { code: 'MANIFEST_MISMATCH', message, field: wrong };
}

function newestOf(ctx: ResolverContext, module: string): ReleaseDocument | undefined {
  const newest = ctx
    .docs<ReleaseDocument>('releases')
    .page({ partition: module, order: 'position', descending: true, first: 1 });
  return newest.items[0];
}
