/** GraphQL's way in: reads documents, hands commands over. */
import type { CommandResult, Problem, ResolverContext } from '@tessera/service-kit';
import type { ModuleKind } from './events.ts';
import { misnamedEnvironment, misnamedRelease, releaseId, releaseStreamId } from './names.ts';
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
}

interface PromoteInput {
  readonly commandId: string;
  readonly module: string;
  readonly version: string;
  readonly environment?: string | null;
  readonly reason?: string | null;
  readonly basedOn?: string | null;
}

type RollbackInput = Omit<PromoteInput, 'version' | 'basedOn'>;

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
      const { commandId, ...release } = input;
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
    promote: async (_: unknown, { input }: { input: PromoteInput }, ctx: ResolverContext) => {
      const { commandId, module, version, basedOn } = input;
      const environment = input.environment ?? defaultEnvironment;
      const misnamed = misnamedRelease(module, version) ?? misnamedEnvironment(environment);
      if (misnamed) return refused(misnamed);
      const release = releaseOf(ctx, module, version);
      const known = release && {
        kind: release.kind,
        team: release.team,
        contact: release.contact,
        digest: release.digest,
      };
      const promotion = { environment, module, version, reason: input.reason?.trim() || null, release: known };
      const result = await ctx.command('composition', environment, 'promote', promotion, { commandId, basedOn });
      return changed(ctx, environment, module, result);
    },
    rollback: async (_: unknown, { input }: { input: RollbackInput }, ctx: ResolverContext) => {
      const { commandId, module } = input;
      const environment = input.environment ?? defaultEnvironment;
      const misnamed = misnamedEnvironment(environment);
      if (misnamed) return refused(misnamed);
      const reason = input.reason?.trim() || null;
      const result = await ctx.command(
        'composition',
        environment,
        'rollback',
        { environment, module, reason },
        { commandId },
      );
      return changed(ctx, environment, module, result);
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
