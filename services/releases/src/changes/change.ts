/**
 * Changing what is live: ask where the composition stands, let the gate judge that very composition, and act on it only as
 * long as it is still the newest. Of two that race, the slower one is judged again, on what the faster one left.
 */
import type { Problem, ResolverContext } from '@tessera/service-kit';
import type { Question } from '../gate/judge.ts';
import { judgementOf, type Verdict } from '../gate/verdict.ts';
import { misnamedEnvironment } from '../names.ts';
import { ofModule, refused, type ReleaseResult } from './release-result.ts';

export const defaultEnvironment = 'production';

/** What all verbs about one module in one environment are told. */
export interface ModuleInput {
  readonly commandId: string;
  readonly module: string;
  readonly environment?: string | null;
  readonly reason?: string | null;
  readonly basedOn?: string | null;
}

export interface Change {
  readonly verb: 'promote' | 'rollback' | 'finalize' | 'pin' | 'unpin' | 'retire' | 'kill';
  readonly input: ModuleInput;
  /** The line of releases it is about, where a version says so; else as `module` says. */
  readonly line?: string | undefined;
  /** What this verb is told besides. */
  readonly more?: object;
  /** What keeps it from being done on this very composition, besides the gate. Called again when the composition moved on. */
  readonly prevents?: () => Problem | undefined;
  /** The gate's answer; undefined where there is nothing it could judge. Called again when the composition moved on. */
  readonly judge?: (question: Question) => Verdict | undefined;
  /** What this verb is told that has to be found out; asked as `judge` is, after it let the change through. */
  readonly findOut?: ((question: Question) => object) | undefined;
  /** For the record of a refused attempt. */
  readonly attempt?: { readonly team: string; readonly share?: number | null };
}

/** How often a change is judged before a composition that will not stand still is given up on. */
const attempts = 10;

export async function change(
  ctx: ResolverContext,
  { verb, input, line, more, prevents, judge, findOut, attempt }: Change,
): Promise<ReleaseResult> {
  const { commandId, module } = input;
  const about = line ?? module;
  const environment = input.environment ?? defaultEnvironment;
  const misnamed = misnamedEnvironment(environment);
  if (misnamed) return refused(misnamed);
  const reason = input.reason?.trim() || null;
  const command = { environment, module, reason, ...more };
  let result: ReleaseResult | undefined;
  for (let tried = 0; tried < attempts; tried++) {
    const looked = await ctx.command('composition', environment, 'look', {}, { commandId });
    if (!looked.ok) return refused(looked.problem);
    await ctx.seen(looked.position);
    // The same command again, after its answer was lost: it is done, and judging it now would be about something else.
    if (looked.duplicate) return { ...ofModule(ctx, environment, about), position: looked.position };

    const prevented = prevents?.();
    if (prevented) return { ...ofModule(ctx, environment, about), problem: prevented };
    const question = { environment, position: looked.position };
    const verdict = judge?.(question);
    if (verdict && !verdict.ok) {
      if (attempt) await recordRefusal(ctx, { verb, environment, reason, commandId, verdict, ...attempt });
      return { ...ofModule(ctx, environment, about), verdict, problem: refusedByGate(verdict) };
    }
    const judgement = verdict ? judgementOf(verdict) : null;
    const basedOn = input.basedOn ?? looked.position;
    const done = await ctx.command(
      'composition',
      environment,
      verb,
      { ...command, ...findOut?.(question), judgement },
      { commandId, basedOn },
    );
    const live = ofModule(ctx, environment, about);
    if (done.ok) return { ...live, verdict: verdict ?? null, position: done.position };
    result = { ...live, verdict: verdict ?? null, problem: done.problem };
    // Who said what the decision is based on decides again; nobody else is bothered.
    if (done.problem.code !== 'STALE' || input.basedOn) return result;
  }
  return result!;
}

/** Each reason names its code in the text, and has it as data in the verdict. */
function refusedByGate({ text }: Verdict) {
  return { code: 'REFUSED_BY_GATE', message: text.trimEnd(), field: 'version' };
}

interface RefusedAttempt {
  readonly verb: string;
  readonly environment: string;
  readonly reason: string | null;
  readonly commandId: string;
  readonly verdict: Verdict;
  readonly team: string;
  readonly share?: number | null;
}

async function recordRefusal(ctx: ResolverContext, refusedAttempt: RefusedAttempt): Promise<void> {
  const { commandId, verdict, environment, share = null, ...attempt } = refusedAttempt;
  const { module, version, refusals } = verdict;
  const judgement = judgementOf(verdict);
  const record = { ...attempt, environment, module, version, share, judgement, refusals };
  await ctx.command('attempt', environment, 'record', record, { commandId });
}
