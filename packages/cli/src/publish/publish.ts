/**
 * Publishing one module: build, extract the contract, check its operations, choose the version, send the
 * files, record the release. Nothing is visible to anybody until the last step, and every step may be repeated.
 */
import { noContributions, type ServiceContract } from '@tessera/contracts';
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DataFolder } from '../data-folder/paths.ts';
import { CliError } from '../errors/cli-error.ts';
import type { GatewayClient } from '../gateway/gateway-client.ts';
import { listReleases, publishRelease } from '../gateway/releases-api.ts';
import { readTeams } from '../supervisor/plan.ts';
import { buildModule, buildServiceModule, type BuildModule } from './build.ts';
import { readContributions } from './contributions.ts';
import type { ModuleFolder } from './find-module.ts';
import { checkOperations } from './live-graph.ts';
import { manifestAs, sizeOf, type FrontendDraft, type ServiceDraft } from './manifest.ts';
import { readSource } from './git-source.ts';
import { readOperations } from './operations.ts';
import { listReleaseFiles } from './release-files.ts';
import { copyRemoteBuild } from './remote-build.ts';
import { readServiceContract } from './service-contract.ts';
import { hashSources, recordBuiltFrom, sourceFolders } from './sources.ts';
import { uploadRelease } from './upload.ts';
import { chooseVersion, type PublishedVersion } from './version.ts';

export interface PublishOptions {
  readonly root: string;
  readonly data: DataFolder;
  readonly module: ModuleFolder;
  /** `--version`: this one or none. */
  readonly version?: string | undefined;
  /** Called when the build is done: only then is a running platform needed. */
  readonly connect: () => Promise<{ readonly gateway: GatewayClient; readonly contracts: readonly ServiceContract[] }>;
  /** @default the presets of app-kit and shell */
  readonly build?: BuildModule;
}

export interface Published {
  readonly module: string;
  readonly version: string;
  readonly digest: string;
  /** False when exactly this was published before. */
  readonly isNew: boolean;
  /** The version it would have had, were that not taken by other content. */
  readonly insteadOf?: string;
  readonly files: number;
  readonly bytes: number;
  /** What it asks that the running graph does not answer, a line each: it can be previewed with a release that does. */
  readonly waitsFor: readonly string[];
}

export async function publishModule(options: PublishOptions): Promise<Published> {
  const outDir = await mkdtemp(join(tmpdir(), 'tessera-build-'));
  try {
    return await publishFrom(outDir, options);
  } finally {
    await rm(outDir, { recursive: true, force: true });
  }
}

async function publishFrom(outDir: string, options: PublishOptions): Promise<Published> {
  const { root, data, module, connect } = options;
  // Before the build: what changes while it runs must show as changed afterwards.
  const sources = hashSources(sourceFolders(root, module.kind, module.folder));
  const draft = module.kind === 'service' ? await serviceDraft(outDir, module) : await frontendDraft(outDir, options);
  const { files } = draft;

  const { gateway, contracts } = await connect();
  const waitsFor =
    contracts.length > 0 && draft.kind === 'frontend'
      ? checkOperations(module.module, draft.operations, contracts, readTeams(root))
      : [];
  const { choice, manifest } = await chosenAndSent(outDir, draft, gateway, options);

  const { version, digest } = choice;
  const bytes = sizeOf(files);
  if (manifest !== undefined) {
    const { team, contact } = module;
    const commandId = `publish-${createHash('sha256').update(`${module.module}@${version} ${digest}`).digest('hex').slice(0, 40)}`;
    const kind = kinds[module.kind];
    await publishRelease(gateway, {
      commandId,
      module: module.module,
      kind,
      team,
      contact,
      version,
      digest,
      size: bytes,
      manifest: JSON.stringify(manifest),
      source: await readSource(module.folder),
    });
  }
  // Of a folder of another repository nothing is remembered here: no `tessera start` looks at it.
  if (module.outside === undefined) recordBuiltFrom(data, module.module, { version, digest, sources });
  return {
    module: module.module,
    version,
    digest,
    isNew: choice.kind === 'new',
    ...(choice.kind === 'new' && choice.insteadOf !== undefined ? { insteadOf: choice.insteadOf } : {}),
    files: Object.keys(files).length,
    bytes,
    waitsFor,
  };
}

/** Which version it is; its files are in the artifact store then. With a manifest it is to be recorded yet. */
async function chosenAndSent(
  outDir: string,
  draft: FrontendDraft | ServiceDraft,
  gateway: GatewayClient,
  { module, version: exact }: PublishOptions,
) {
  const published: PublishedVersion[] = [...(await listReleases(gateway, module.module))];
  for (;;) {
    const choice = await chooseVersion({
      wanted: exact ?? module.version,
      exact: exact !== undefined,
      published,
      digestAs: async (version) => (await manifestAs(draft, version)).digest,
    });
    if (choice.kind === 'taken') throw taken(module.module, choice.version);
    if (choice.kind === 'already-published') return { choice, manifest: undefined };
    const manifest = await manifestAs(draft, choice.version);
    try {
      await uploadRelease(gateway, manifest, outDir);
      return { choice, manifest };
    } catch (error) {
      const isTaken = error instanceof CliError && error.refusal === 'RELEASE_EXISTS';
      if (!isTaken || exact !== undefined) throw error;
      // Sent and never recorded, or by somebody else a moment ago: a version is somebody's from then on.
      published.push({ version: choice.version, digest: 'other content' });
    }
  }
}

async function serviceDraft(outDir: string, module: ModuleFolder): Promise<ServiceDraft> {
  const contract = await readServiceContract(module.module, module.folder);
  const built = await buildServiceModule(module, outDir);
  const files = built === undefined ? {} : await listReleaseFiles(outDir);
  return { kind: 'service', module, contract, entry: built?.entry, files, builtAt: new Date().toISOString() };
}

async function frontendDraft(
  outDir: string,
  { root, module, build = buildModule }: PublishOptions,
): Promise<FrontendDraft> {
  const { operations, types } =
    module.kind === 'library' ? nothingAsked : await readOperations(root, module.module, module.folder);
  const { outside } = module;
  const isRemote = outside?.format === 'mf';
  const contributions = isRemote
    ? outside.contributions
    : module.kind === 'app'
      ? await readContributions(module.module, module.folder)
      : noContributions;
  const built = isRemote ? await copyRemoteBuild(module.folder, outside, outDir) : await build(module, outDir);
  const files = await listReleaseFiles(outDir);
  const builtAt = new Date().toISOString();
  return { kind: 'frontend', module, build: built, files, operations, types, contributions, builtAt };
}

/** A library asks the graph nothing; what apps ask with its help is theirs. */
const nothingAsked = { operations: [], types: undefined };

const kinds = { app: 'APP', shell: 'SHELL', library: 'LIBRARY', service: 'SERVICE' } as const;

function taken(module: string, version: string): CliError {
  return new CliError('VERSION_TAKEN', `${module}@${version} was published with other content`, {
    why: 'a published version never changes, and --version asks for exactly this one',
    advice: 'Choose another --version, or leave it out to get the next free patch version.',
  });
}
