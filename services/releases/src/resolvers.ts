/** GraphQL's way in: reads documents, hands commands over. */
import type { CommandResult, Problem, ResolverContext } from '@tessera/service-kit';
import type { ModuleKind } from './events.ts';
import { misnamedEnvironment, misnamedPin, misnamedRelease, releaseId, releaseStreamId } from './names.ts';
import type { LiveModuleDocument } from './projections/composition.ts';
import type { HistoryDocument } from './projections/history.ts';
import type { ReleaseDocument } from './projections/releases.ts';

const pageSize = { default: 50, max: 200 };

interface PageArgs {
  readonly module?: string | null;
  readonly first?: number | null;
  readonly after?: string | null;
}

interface PublishInput {
  readonly commandId: string;
  readonly module: string;
  readonly kind: ModuleKind;
  readonly team: string;
  readonly contact: string;
  readonly version: string;
  readonly digest: string;
  readonly size: number;
  readonly manifest?: string | null;
  readonly source?: { readonly commit: string; readonly committedAt: string } | null;
}

interface PromoteInput {
  readonly commandId: string;
  readonly module: string;
  readonly version: string;
  readonly environment?: string | null;
  readonly share?: number | null;
  readonly reason?: string | null;
  readonly basedOn?: string | null;
}

/** What all verbs about one module in one environment are told. */
interface ModuleInput {
  readonly commandId: string;
  readonly module: string;
  readonly environment?: string | null;
  readonly reason?: string | null;
}

interface PinInput extends ModuleInput {
  readonly name: string;
  readonly version: string;
}

type UnpinInput = Omit<PinInput, 'version'>;

interface KillInput extends ModuleInput {
  readonly version: string;
  readonly replaceBy?: string | null;
}

export const resolvers = {
  Query: {
    composition: (_: unknown, { environment }: { environment?: string | null }, ctx: ResolverContext) =>
      compositionOf(ctx, environment ?? defaultEnvironment),
    release: (_: unknown, { id }: { id: string }, ctx: ResolverContext) =>
      ctx.docs<ReleaseDocument>('releases').get(id),
    releases: (_: unknown, { module, first, after }: PageArgs, ctx: ResolverContext) =>
      ctx
        .docs<ReleaseDocument>('releases')
        .page({ partition: module ?? '*', order: 'position', ...newestFirst(first, after) }),
    releaseHistory: (_: unknown, { module, first, after }: PageArgs, ctx: ResolverContext) =>
      ctx.docs<HistoryDocument>('history').page({
        partition: '*',
        order: 'sequence',
        where: { module },
        ...newestFirst(first, after),
      }),
  },
  Mutation: {
    publishRelease: async (_: unknown, { input }: { input: PublishInput }, ctx: ResolverContext) => {
      const { commandId, manifest: _manifest, source: _source, ...release } = input;
      const { module, version } = release;
      const misnamed = misnamedRelease(module, version);
      if (misnamed) return refused(misnamed);
      const owner = ownerOf(ctx, module);
      const result = await ctx.command(
        'release',
        releaseStreamId(module, version),
        'publish',
        { ...release, owner },
        { commandId },
      );
      const published = releaseOf(ctx, module, version);
      return result.ok
        ? { release: published, live: null, position: result.position, problem: null }
        : { ...refused(result.problem), release: published };
    },
    promote: (_: unknown, { input }: { input: PromoteInput }, ctx: ResolverContext) => {
      const { module, version, basedOn } = input;
      const misnamed = misnamedRelease(module, version);
      if (misnamed) return refused(misnamed);
      const { share = null } = input;
      return change(ctx, 'promote', input, { version, share, release: knownOf(ctx, module, version) }, basedOn);
    },
    rollback: (_: unknown, { input }: { input: ModuleInput }, ctx: ResolverContext) => change(ctx, 'rollback', input),
    pin: (_: unknown, { input }: { input: PinInput }, ctx: ResolverContext) => {
      const { name, module, version } = input;
      const misnamed = misnamedRelease(module, version) ?? misnamedPin(name);
      if (misnamed) return refused(misnamed);
      return change(ctx, 'pin', input, { name, version, release: knownOf(ctx, module, version) });
    },
    unpin: (_: unknown, { input }: { input: UnpinInput }, ctx: ResolverContext) =>
      change(ctx, 'unpin', input, { name: input.name }),
    retire: (_: unknown, { input }: { input: ModuleInput }, ctx: ResolverContext) => change(ctx, 'retire', input),
    kill: (_: unknown, { input }: { input: KillInput }, ctx: ResolverContext) => {
      const { module, version, replaceBy = null } = input;
      const misnamed =
        misnamedRelease(module, version) ?? (replaceBy === null ? undefined : misnamedRelease(module, replaceBy));
      if (misnamed) return refused(misnamed);
      const release = knownOf(ctx, module, version);
      const replacement = replaceBy === null ? null : knownOf(ctx, module, replaceBy);
      return change(ctx, 'kill', input, { version, release, replaceBy, replacement });
    },
  },
};

const defaultEnvironment = 'production';
/** More than anybody has modules in one environment. */
const wholeComposition = 10_000;

function newestFirst(first: number | null | undefined, after: string | null | undefined) {
  return { descending: true, first: Math.min(first ?? pageSize.default, pageSize.max), after };
}

function compositionOf(ctx: ResolverContext, environment: string) {
  return ctx
    .docs<LiveModuleDocument>('composition')
    .page({ partition: environment, order: 'module', first: wholeComposition }).items;
}

function releaseOf(ctx: ResolverContext, module: string, version: string): ReleaseDocument | null {
  return ctx.docs<ReleaseDocument>('releases').get(releaseId(module, version));
}

/** What a command is told of a release; null when it was never published. */
function knownOf(ctx: ResolverContext, module: string, version: string) {
  const release = releaseOf(ctx, module, version);
  if (release === null) return null;
  const { kind, team, contact, digest } = release;
  return { kind, team, contact, digest };
}

/** Hands a command to the environment's composition. */
async function change(
  ctx: ResolverContext,
  verb: string,
  { commandId, module, environment: asked, reason }: ModuleInput,
  more: object = {},
  basedOn?: string | null,
) {
  const environment = asked ?? defaultEnvironment;
  const misnamed = misnamedEnvironment(environment);
  if (misnamed) return refused(misnamed);
  const input = { environment, module, reason: reason?.trim() || null, ...more };
  const result = await ctx.command('composition', environment, verb, input, { commandId, basedOn });
  return changed(ctx, environment, module, result);
}

/** The team of a module's newest release. */
function ownerOf(ctx: ResolverContext, module: string): string | null {
  const newest = ctx
    .docs<ReleaseDocument>('releases')
    .page({ partition: module, order: 'position', descending: true, first: 1 });
  return newest.items[0]?.team ?? null;
}

function changed(ctx: ResolverContext, environment: string, module: string, result: CommandResult) {
  const live = ctx.docs<LiveModuleDocument>('composition').get(`${environment}/${module}`);
  const release = live && releaseOf(ctx, module, live.version);
  return result.ok
    ? { release, live, position: result.position, problem: null }
    : { ...refused(result.problem), release, live };
}

function refused(problem: Problem) {
  return { release: null, live: null, position: null, problem };
}
