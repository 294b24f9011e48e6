/** GraphQL's way in: reads documents, hands commands over. */
import { ServiceError, type ResolverContext } from '@tessera/service-kit';
import { defaultEnvironment, type ModuleInput } from './changes/change.ts';
import { diffReleases, type DiffArgs } from './changes/diff.ts';
import { endPreview, openPreview, type EndPreviewInput, type OpenPreviewInput } from './changes/previews.ts';
import { publishRelease, type PublishInput } from './changes/publish.ts';
import { refused, type ReleaseResult } from './changes/release-result.ts';
import {
  reportCensus,
  reportHealth,
  reportServing,
  type CensusInput,
  type HealthInput,
  type ServingInput,
} from './changes/reports.ts';
import * as verbs from './changes/verbs.ts';
import {
  dependencies,
  dependencySubjects,
  dependencyUses,
  type SubjectsArgs,
  type UsesArgs,
} from './dependencies/graph.ts';
import { deployability, deployabilityOf } from './gate/deployability.ts';
import { rowsOf, tabsIn } from './gate/live-releases.ts';
import type { CanaryDocument } from './projections/canaries.ts';
import type { DeliveryDocument } from './projections/delivery.ts';
import type { HealthDocument } from './projections/health.ts';
import { ofNone, type HistoryDocument } from './projections/history.ts';
import type { PreviewsDocument } from './projections/previews.ts';
import type { ReleaseDocument } from './projections/releases.ts';
import { mayRead, readersOnly } from './who-may.ts';

const pageSize = { default: 50, max: 200 };
/** More than anybody has in one environment. */
const all = 10_000;
const mostWeeks = 520;

interface PageArgs {
  readonly module?: string | null;
  readonly first?: number | null;
  readonly after?: string | null;
}

interface HistoryArgs extends PageArgs {
  readonly environment?: string | null;
  readonly withPublished?: boolean | null;
  readonly team?: string | null;
  readonly action?: string | null;
}

interface InEnvironment {
  readonly environment?: string | null;
}

/** A mutation whose one argument is its input. */
const mutation =
  <Input, Result>(run: (ctx: ResolverContext, input: Input) => Result) =>
  (_: unknown, { input }: { input: Input }, ctx: ResolverContext): Result =>
    run(ctx, input);

/** Whoever may not read is refused, whichever of these they ask for. */
function toReaders<Fields extends Readonly<Record<string, Resolve>>>(fields: Fields): Fields {
  const guarded = ([name, resolve]: [string, Resolve]): [string, Resolve] => [
    name,
    (source, args, ctx) => {
      if (!mayRead(ctx.user)) throw new ServiceError('FORBIDDEN', readersOnly);
      return resolve(source, args, ctx);
    },
  ];
  return Object.fromEntries(Object.entries(fields).map(guarded)) as Fields;
}

type Resolve = (source: unknown, args: never, ctx: ResolverContext) => unknown;

/** A change of what is live: its answer shows that, so that whoever may not read is told nothing but the refusal. */
const verb = <Input>(run: (ctx: ResolverContext, input: Input) => ReleaseResult | Promise<ReleaseResult>) =>
  mutation<Input, ReleaseResult | Promise<ReleaseResult>>((ctx, input) =>
    mayRead(ctx.user) ? run(ctx, input) : refused({ code: 'FORBIDDEN', message: readersOnly }),
  );

const previewsIn = (_: unknown, { environment }: InEnvironment, ctx: ResolverContext) =>
  ctx.docs<PreviewsDocument>('previews').get(environment ?? defaultEnvironment);

export const resolvers = {
  Query: toReaders({
    composition: (_: unknown, { environment }: InEnvironment, ctx: ResolverContext) =>
      rowsOf(ctx, environment ?? defaultEnvironment),
    release: (_: unknown, { id }: { id: string }, ctx: ResolverContext) =>
      ctx.docs<ReleaseDocument>('releases').get(id),
    releases: (_: unknown, { module, first, after }: PageArgs, ctx: ResolverContext) =>
      ctx
        .docs<ReleaseDocument>('releases')
        .page({ partition: module ?? '*', order: 'position', ...newestFirst(first, after) }),
    releaseHistory: (_: unknown, args: HistoryArgs, ctx: ResolverContext) => {
      const { module, environment, withPublished, team, action, first, after } = args;
      const here = environment && withPublished ? [environment, ofNone] : environment;
      const where = { module, environment: here, team, action };
      return ctx
        .docs<HistoryDocument>('history')
        .page({ partition: '*', order: 'sequence', where, ...newestFirst(first, after) });
    },
    canIDeploy: (_: unknown, args: verbs.CanIDeployArgs, ctx: ResolverContext) => verbs.canIDeploy(ctx, args),
    deployability: (_: unknown, args: Parameters<typeof deployability>[1], ctx: ResolverContext) =>
      deployability(ctx, args),
    deployabilityOf: (_: unknown, args: Parameters<typeof deployabilityOf>[1], ctx: ResolverContext) =>
      deployabilityOf(ctx, args),
    dependencies: (_: unknown, args: InEnvironment, ctx: ResolverContext) => dependencies(ctx, args),
    dependencyUses: (_: unknown, args: UsesArgs, ctx: ResolverContext) => dependencyUses(ctx, args),
    dependencySubjects: (_: unknown, args: SubjectsArgs, ctx: ResolverContext) => dependencySubjects(ctx, args),
    diff: (_: unknown, args: DiffArgs, ctx: ResolverContext) => diffReleases(ctx, args),
    canaries: (_: unknown, { environment }: InEnvironment, ctx: ResolverContext) =>
      ctx.docs<CanaryDocument>('canaries').page({ partition: environment ?? defaultEnvironment, first: all }).items,
    releaseHealth: (_: unknown, { environment, module }: InEnvironment & PageArgs, ctx: ResolverContext) =>
      ctx
        .docs<HealthDocument>('health')
        .page({ partition: environment ?? defaultEnvironment, order: 'module', where: { module }, first: all }).items,
    openTabs: (_: unknown, { environment }: InEnvironment, ctx: ResolverContext) => [
      ...tabsIn(ctx, environment ?? defaultEnvironment).values(),
    ],
    previews: previewsIn,
    servicePreviews: previewsIn,
    delivery: (
      _: unknown,
      args: InEnvironment & { team?: string | null; weeks?: number | null },
      ctx: ResolverContext,
    ) => {
      const { environment, team, weeks } = args;
      const page = ctx.docs<DeliveryDocument>('delivery').page({
        partition: environment ?? defaultEnvironment,
        order: 'week',
        descending: true,
        where: { team },
        first: all,
      });
      const newest = [...new Set(page.items.map((each) => (each.shelf === 'week' ? each.week : '')))];
      const wanted = new Set(newest.slice(0, Math.min(weeks ?? 12, mostWeeks)));
      return page.items.filter((each) => each.shelf === 'week' && wanted.has(each.week));
    },
  }),
  Mutation: {
    publishRelease: verb<PublishInput>(publishRelease),
    promote: verb(verbs.promote),
    rollback: verb<ModuleInput>(verbs.rollback),
    finalize: verb<ModuleInput>(verbs.finalize),
    pin: verb(verbs.pin),
    unpin: verb(verbs.unpin),
    retire: verb<ModuleInput>(verbs.retire),
    kill: verb(verbs.kill),
    reportCensus: mutation<CensusInput, ReturnType<typeof reportCensus>>(reportCensus),
    reportServing: mutation<ServingInput, ReturnType<typeof reportServing>>(reportServing),
    reportHealth: mutation<HealthInput, ReturnType<typeof reportHealth>>(reportHealth),
    openPreview: mutation<OpenPreviewInput, ReturnType<typeof openPreview>>(openPreview),
    endPreview: mutation<EndPreviewInput, ReturnType<typeof endPreview>>(endPreview),
  },
};

function newestFirst(first: number | null | undefined, after: string | null | undefined) {
  return { descending: true, first: Math.min(first ?? pageSize.default, pageSize.max), after };
}
