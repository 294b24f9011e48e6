/** Each verb: what it is told, and what the gate has to say about it. */
import { defaultCanaryPolicy } from '@tessera/contracts/canary';
import type { LiveRole } from '@tessera/contracts/gate';
import type { Problem, ResolverContext } from '@tessera/service-kit';
import type { CanaryPolicy } from '../events.ts';
import { judgeCandidate, judgeRetirement, type Question } from '../gate/judge.ts';
import { candidateOf, servedIn } from '../gate/live-releases.ts';
import type { Verdict } from '../gate/verdict.ts';
import { lineOf } from '../lines.ts';
import type { LiveModuleDocument } from '../projections/composition.ts';
import { misnamedPin, misnamedRelease, releaseId } from '../names.ts';
import { mayRelease } from '../who-may.ts';
import { afterKill, afterRollback, leftByKill } from '../way-back.ts';
import { change, defaultEnvironment, type Change, type ModuleInput } from './change.ts';
import { knownOf, ofModule, refused, rowOf, type ReleaseResult } from './release-result.ts';

interface CanaryPolicyInput {
  readonly loadFailures?: number | null;
  readonly renderErrors?: number | null;
  readonly failedOperations?: number | null;
  readonly slowLoads?: number | null;
  readonly failedReactions?: number | null;
  readonly minimumSample?: number | null;
}

export interface PromoteInput extends ModuleInput {
  readonly version: string;
  readonly share?: number | null;
  readonly canary?: CanaryPolicyInput | null;
  readonly despiteEvidence?: boolean | null;
}

export interface PinInput extends ModuleInput {
  readonly name: string;
  readonly version: string;
}

export type UnpinInput = Omit<PinInput, 'version'>;

export interface KillInput extends ModuleInput {
  readonly version: string;
  readonly replaceBy?: string | null;
}

export async function promote(ctx: ResolverContext, input: PromoteInput): Promise<ReleaseResult> {
  const { module, version, share = null } = input;
  const misnamed = misnamedRelease(module, version) ?? wrongPolicy(input.canary ?? {});
  if (misnamed) return refused(misnamed);
  const release = knownOf(ctx, module, version);
  const despiteEvidence = input.despiteEvidence ?? false;
  const more = { version, share, policy: policyOf(input.canary ?? {}), release, despiteEvidence };
  const role = roleOf(share);
  return judged(ctx, input, { version, role, team: release?.team, share: role === 'canary' ? share : null }, (judge) =>
    change(ctx, { verb: 'promote', input, line: lineFor(release, input), more, ...judge }),
  );
}

export async function pin(ctx: ResolverContext, input: PinInput): Promise<ReleaseResult> {
  const { name, module, version } = input;
  const misnamed = misnamedRelease(module, version) ?? misnamedPin(name);
  if (misnamed) return refused(misnamed);
  const release = knownOf(ctx, module, version);
  return judged(ctx, input, { version, role: 'pinned', team: release?.team }, (judge) =>
    change(ctx, { verb: 'pin', input, line: lineFor(release, input), more: { name, version, release }, ...judge }),
  );
}

export function unpin(ctx: ResolverContext, input: UnpinInput): Promise<ReleaseResult> {
  return change(ctx, { verb: 'unpin', input, more: { name: input.name } });
}

export interface RollbackInput extends ModuleInput {
  readonly version?: string | null;
}

export function rollback(ctx: ResolverContext, input: RollbackInput): Promise<ReleaseResult> {
  const { module, version = null } = input;
  const line = version === null ? undefined : lineFor(knownOf(ctx, module, version), { module, version });
  const about = { ...input, module: line ?? module };
  const isRollback = (live: LiveModuleDocument): boolean =>
    live.canaryVersion === null && (version === null || live.version === version);
  return change(ctx, {
    verb: 'rollback',
    input,
    line,
    more: { version },
    ...returning(ctx, about, isRollback),
    findOut: wayBackAfter(ctx, about, (row) => (isRollback(row) ? afterRollback(row.earlier) : row.earlier)),
  });
}

/** Nothing to judge: what is live meets one release less. Only what is live must have taken over. */
export function finalize(ctx: ResolverContext, input: ModuleInput): Promise<ReleaseResult> {
  const environment = input.environment ?? defaultEnvironment;
  return change(ctx, { verb: 'finalize', input, prevents: () => stillServed(ctx, environment, input.module) });
}

/** That requests still go to another release than what is live. Who may not finalize it is told that, and no more. */
function stillServed(ctx: ResolverContext, environment: string, line: string): Problem | undefined {
  const row = rowOf(ctx, environment, line);
  if (row === null || row.previousVersion === null || !mayRelease(ctx.user, row.team)) return undefined;
  const [still] = servedIn(ctx, environment, [row]);
  if (still === undefined) return undefined;
  const { module, version } = row;
  const message = `${releaseId(module, version)} is live in ${environment}, but does not serve yet: requests to ${still.gateway} go to ${releaseId(module, still.version)}. Its way back is given up when it serves; “tessera status” says what keeps it. A gateway that was killed is believed for five minutes.`;
  return { code: 'NOT_SERVED', message, field: 'module' };
}

export function retire(ctx: ResolverContext, input: ModuleInput): Promise<ReleaseResult> {
  const environment = input.environment ?? defaultEnvironment;
  const team = rowOf(ctx, environment, input.module)?.team;
  const judge = (question: Question): Verdict | undefined => {
    const row = rowOf(ctx, environment, input.module);
    const leaving = row && candidateOf(ctx, row.module, row.version);
    return leaving ? judgeRetirement(ctx, question, leaving) : undefined;
  };
  return change(ctx, {
    verb: 'retire',
    input,
    ...(team !== undefined && mayRelease(ctx.user, team) ? { judge, attempt: { team } } : {}),
  });
}

export async function kill(ctx: ResolverContext, input: KillInput): Promise<ReleaseResult> {
  const { module, version, replaceBy = null } = input;
  const misnamed =
    misnamedRelease(module, version) ?? (replaceBy === null ? undefined : misnamedRelease(module, replaceBy));
  if (misnamed) return refused(misnamed);
  const replacement = replaceBy === null ? null : knownOf(ctx, module, replaceBy);
  const release = knownOf(ctx, module, version);
  const line = lineFor(release, input);
  const more = { version, release, replaceBy, replacement };
  const about = { ...input, module: line ?? module };
  const findOut = wayBackAfter(ctx, about, ({ earlier, ...live }) => {
    const left = replaceBy === null ? leftByKill(earlier, version, live) : { version: replaceBy };
    return afterKill(earlier, version, left ?? live);
  });
  if (replaceBy === null) {
    const judging = returning(ctx, about, (row) => row.version === version);
    return change(ctx, { verb: 'kill', input, line, more, findOut, ...judging });
  }
  return judged(ctx, input, { version: replaceBy, role: 'stable', team: replacement?.team }, (judge) =>
    change(ctx, { verb: 'kill', input, line, more, findOut, ...judge }),
  );
}

export interface CanIDeployArgs {
  readonly module: string;
  readonly version: string;
  readonly environment?: string | null;
  readonly share?: number | null;
}

/** Null when the release was never published, or without a contract. */
export async function canIDeploy(ctx: ResolverContext, args: CanIDeployArgs): Promise<Verdict | null> {
  const { module, version, share = null } = args;
  const environment = args.environment ?? defaultEnvironment;
  const candidate = candidateOf(ctx, module, version);
  if (candidate === undefined) return null;
  const looked = await ctx.command('composition', environment, 'look', {}, { commandId: ctx.newId('look') });
  if (!looked.ok) return null;
  await ctx.seen(looked.position);
  return judgeCandidate(ctx, { environment, position: looked.position }, candidate, roleOf(share));
}

/** Undefined of what was never published: nobody knows what it would be. */
function lineFor(
  release: ReturnType<typeof knownOf>,
  { module, version }: { readonly module: string; readonly version: string },
): string | undefined {
  return release === null ? undefined : lineOf(release.kind, module, version);
}

const roleOf = (share: number | null): LiveRole => (share !== null && share < 100 ? 'canary' : 'stable');

interface Candidate {
  readonly version: string;
  readonly role: LiveRole;
  /** Undefined: it was never published. */
  readonly team: string | undefined;
  readonly share?: number | null;
}

/**
 * For a verb after which everybody has what was live before, whenever `returns` says so of the module as it is. That has
 * been live here, so that one without a contract may be returned to; after a rollback it is a release that was out of
 * everybody's way for a while, and has not been judged beside what came since.
 */
function returning(
  ctx: ResolverContext,
  { module, environment = null }: ModuleInput,
  returns: (row: LiveModuleDocument) => boolean,
): Judging {
  const row = () => rowOf(ctx, environment ?? defaultEnvironment, module);
  const team = row()?.team;
  if (team === undefined || !mayRelease(ctx.user, team)) return {};
  const judge = (question: Question): Verdict | undefined => {
    const now = row();
    const before = now?.earlier.at(-1);
    if (now === null || before === undefined || !returns(now)) return undefined;
    const target = candidateOf(ctx, now.module, before.version);
    return target && judgeCandidate(ctx, question, target, 'stable');
  };
  return { judge, attempt: { team } };
}

/**
 * For a verb after which a rollback would lead to another release than before: whether that one holds beside everything that
 * is live. Pages fall back on it, and gateways ask its processes, without asking the gate.
 */
function wayBackAfter(
  ctx: ResolverContext,
  { module, environment = null }: ModuleInput,
  leftOf: (row: LiveModuleDocument) => readonly { readonly version: string }[],
): Change['findOut'] {
  return (question) => {
    const row = rowOf(ctx, environment ?? defaultEnvironment, module);
    const next = row === null ? undefined : leftOf(row).at(-1)?.version;
    // What was the way back until now is judged beside everything, all the time.
    if (row === null || next === undefined || next === row.previousVersion) return { previousHolds: true };
    const target = candidateOf(ctx, row.module, next);
    return { previousHolds: target === undefined || judgeCandidate(ctx, question, target, 'previous').ok };
  };
}

type Judging = Pick<Change, 'judge' | 'attempt'>;

/** Who may not change it is told so, and nothing else: no verdict, no record of an attempt. */
async function judged(
  ctx: ResolverContext,
  { module, environment: asked }: ModuleInput,
  { version, role, team, share = null }: Candidate,
  run: (judge: Judging) => Promise<ReleaseResult>,
): Promise<ReleaseResult> {
  if (team === undefined || !mayRelease(ctx.user, team)) return run({});
  const candidate = candidateOf(ctx, module, version);
  const isJudged = knownOf(ctx, module, version)?.kind !== 'GATEWAY';
  if (candidate === undefined && isJudged) {
    const message = `${releaseId(module, version)} was published without its contract, so nobody can say what it would break. Publish it again under a new version with the present “tessera”.`;
    return {
      ...ofModule(ctx, asked ?? defaultEnvironment, module),
      problem: { code: 'NO_CONTRACT', message, field: 'version' },
    };
  }
  if (candidate === undefined) return run({});
  return run({ judge: (question) => judgeCandidate(ctx, question, candidate, role), attempt: { team, share } });
}

function policyOf({
  loadFailures,
  renderErrors,
  failedOperations,
  slowLoads,
  failedReactions,
  minimumSample,
}: CanaryPolicyInput): CanaryPolicy {
  const { budget, ...defaults } = defaultCanaryPolicy;
  return {
    budget: {
      load: loadFailures ?? budget.load,
      boundary: renderErrors ?? budget.boundary,
      operation: failedOperations ?? budget.operation,
      slow: slowLoads ?? budget.slow,
      reaction: failedReactions ?? budget.reaction,
    },
    minimumSample: minimumSample ?? defaults.minimumSample,
    falseAlarms: defaults.falseAlarms,
  };
}

function wrongPolicy({ minimumSample, ...budget }: CanaryPolicyInput) {
  const wrong = Object.entries(budget).find(
    ([, rate]) => rate !== null && rate !== undefined && (rate < 0 || rate > 1),
  );
  if (wrong) {
    const message = `A canary's budget is a part of all, from 0 to 1 (0.01 = one percentage point), not ${wrong[1]}.`;
    return { code: 'INVALID_BUDGET', message, field: `canary.${wrong[0]}` };
  }
  if (minimumSample === null || minimumSample === undefined || minimumSample >= 1) return undefined;
  return { code: 'INVALID_BUDGET', message: 'A canary is judged on one load at least.', field: 'canary.minimumSample' };
}
