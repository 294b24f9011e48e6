/** GraphQL's ReleaseResult. */
import type { Problem, ResolverContext } from '@tessera/service-kit';
import type { Verdict } from '../gate/verdict.ts';
import { releaseId } from '../names.ts';
import type { LiveModuleDocument } from '../projections/composition.ts';
import type { ReleaseDocument } from '../projections/releases.ts';

export interface ReleaseResult {
  readonly release: ReleaseDocument | null;
  readonly live: LiveModuleDocument | null;
  readonly verdict: Verdict | null;
  readonly position: string | null;
  readonly problem: Problem | null;
}

const nothing: ReleaseResult = { release: null, live: null, verdict: null, position: null, problem: null };

export function refused(problem: Problem): ReleaseResult {
  return { ...nothing, problem };
}

/** A release, and nothing of what is live. */
export function ofRelease(ctx: ResolverContext, module: string, version: string): ReleaseResult {
  return { ...nothing, release: releaseOf(ctx, module, version) };
}

/** What is live of a module now, whatever became of the command. */
export function ofModule(ctx: ResolverContext, environment: string, module: string): ReleaseResult {
  const live = rowOf(ctx, environment, module);
  return { ...nothing, live, release: live && releaseOf(ctx, module, live.version) };
}

/** @param named a module, or one line of a library (`shared-ui@2`); null also when several lines could be meant */
export function rowOf(ctx: ResolverContext, environment: string, named: string): LiveModuleDocument | null {
  const documents = ctx.docs<LiveModuleDocument>('composition');
  const found = documents.get(`${environment}/${named}`);
  if (found !== null) return found;
  const { items } = documents.page({ partition: environment, where: { module: named }, first: 2 });
  return items.length === 1 ? items[0]! : null;
}

export function releaseOf(ctx: ResolverContext, module: string, version: string): ReleaseDocument | null {
  return ctx.docs<ReleaseDocument>('releases').get(releaseId(module, version));
}

/** What a command is told of a release; null when it was never published. */
export function knownOf(ctx: ResolverContext, module: string, version: string) {
  const release = releaseOf(ctx, module, version);
  if (release === null) return null;
  const { kind, team, contact, digest } = release;
  return { kind, team, contact, digest };
}
