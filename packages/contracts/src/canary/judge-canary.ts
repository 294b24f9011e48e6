/**
 * Is a canary to be rolled back? Decided from what browsers and the gateway count per `app@version`, at every look, without
 * the looks adding up to false alarms. The method and its figures: docs/explanation/canary.md.
 *
 * A rollback needs two things at once: evidence that the canary is worse than stable *now* (`worse.ts`, fooled by no outage
 * that hits both), and that its rate is beyond stable's by more than the budget allows (`rate-bounds.ts`).
 */
import { z } from 'zod';
import { alternatives, combined, gather, noEvidence } from './worse.ts';
import type { Counts, LogEvidence } from './worse.ts';
import { rateBounds } from './rate-bounds.ts';

/** What can go wrong with a release, in a browser or as a service; each has a budget of its own. */
export const signals = ['load', 'boundary', 'operation', 'slow', 'reaction'] as const;
export type Signal = (typeof signals)[number];
/** No release has more of them: pages have all but `reaction`, services have `operation` and `reaction`. */
const signalsOfOne = 4;

export const canaryPolicySchema = z.object({
  /**
   * By how much the canary's rate may be above stable's before it is too much: 0.01 = one percentage point.
   * `load`: the release did not load; `boundary`: an error boundary was shown; `operation`: an operation failed;
   * `slow`: a load took too long; `reaction`: a policy or an effect could not say what is to be done about an event (absent in
   * policies from before that was judged: the default).
   */
  budget: z.object({
    load: z.number(),
    boundary: z.number(),
    operation: z.number(),
    slow: z.number(),
    reaction: z.number().optional(),
  }),
  /** Nothing is decided on fewer than this many of the canary's. */
  minimumSample: z.int().min(1),
  /** Probability, over a canary's whole life and all signals, of rolling back one that is no worse. */
  falseAlarms: z.number().gt(0).lt(1),
});
export type CanaryPolicy = z.infer<typeof canaryPolicySchema>;

export const defaultCanaryPolicy: CanaryPolicy & { readonly budget: Readonly<Record<Signal, number>> } = {
  budget: { load: 0.005, boundary: 0.005, operation: 0.01, slow: 0.05, reaction: 0.005 },
  minimumSample: 20,
  falseAlarms: 0.01,
};

/** What was counted since the look before, on both sides over the same time. Signals that are not counted are left out. */
export type Look = { readonly [signal in Signal]?: { readonly canary: Counts; readonly stable: Counts } | undefined };

const countsSchema = z.object({ ok: z.number(), failed: z.number() });
const gatheredSchema = z.object({
  canary: countsSchema,
  stable: countsSchema,
  evidence: z.array(z.number()).length(alternatives.length),
});

/** Everything there is to know about a canary so far: plain data, to be stored with its audit trail. */
export const canaryEvidenceSchema = z.object({
  load: gatheredSchema,
  boundary: gatheredSchema,
  operation: gatheredSchema,
  slow: gatheredSchema,
  reaction: gatheredSchema,
});
export type CanaryEvidence = {
  readonly [signal in Signal]: { readonly canary: Counts; readonly stable: Counts; readonly evidence: LogEvidence };
};

const nothing = { canary: { ok: 0, failed: 0 }, stable: { ok: 0, failed: 0 }, evidence: noEvidence };
export const noCanaryEvidence: CanaryEvidence = {
  load: nothing,
  boundary: nothing,
  operation: nothing,
  slow: nothing,
  reaction: nothing,
};

/** Adds one look. A look counts what happened since the one before, never the totals. */
export function observe(evidence: CanaryEvidence, look: Look): CanaryEvidence {
  const next = { ...evidence };
  for (const signal of signals) {
    const counted = look[signal];
    if (counted === undefined) continue;
    const { canary, stable, evidence: before } = evidence[signal];
    next[signal] = {
      canary: add(canary, counted.canary),
      stable: add(stable, counted.stable),
      evidence: gather(before, counted.canary, counted.stable),
    };
  }
  return next;
}

export interface SignalFinding {
  readonly signal: Signal;
  readonly canary: Counts;
  readonly stable: Counts;
  /** How many times likelier the counts are under "worse" than under "no worse"; a rollback needs `needed`. */
  readonly evidence: number;
  readonly needed: number;
  /** The canary's rate is at least `canaryAtLeast`, stable's at most `stableAtMost`: the rest is chance. */
  readonly canaryAtLeast: number;
  readonly canaryAtMost: number;
  readonly stableAtLeast: number;
  readonly stableAtMost: number;
  readonly budget: number;
  readonly verdict: 'beyond budget' | 'within budget' | 'open';
}

export interface CanaryDecision {
  /** `keep`: every signal that is counted is shown to be within its budget; the share may grow. */
  readonly decision: 'rollback' | 'keep' | 'not enough evidence';
  readonly findings: readonly SignalFinding[];
}

export function decide(evidence: CanaryEvidence, policy: CanaryPolicy = defaultCanaryPolicy): CanaryDecision {
  const findings = signals.flatMap((signal) => {
    const { canary } = evidence[signal];
    return canary.ok + canary.failed === 0 ? [] : [findingOf(signal, evidence, policy)];
  });
  if (findings.some(({ verdict }) => verdict === 'beyond budget')) return { decision: 'rollback', findings };
  const isShown = findings.length > 0 && findings.every(({ verdict }) => verdict === 'within budget');
  return { decision: isShown ? 'keep' : 'not enough evidence', findings };
}

function findingOf(signal: Signal, evidence: CanaryEvidence, policy: CanaryPolicy): SignalFinding {
  const { canary, stable, evidence: gathered } = evidence[signal];
  // Any of the signals may raise the alarm, so each gets its part of the probability; the two bounds halve it.
  const alpha = policy.falseAlarms / signalsOfOne;
  const own = boundsOf(canary, alpha / 2);
  const other = boundsOf(stable, alpha / 2);
  const logEvidence = combined(gathered);
  const budget = policy.budget[signal] ?? defaultCanaryPolicy.budget[signal];
  const isEnough = canary.ok + canary.failed >= policy.minimumSample;
  const isWorse = logEvidence >= Math.log(1 / alpha);
  const verdict =
    isEnough && isWorse && own.lower > other.upper + budget
      ? 'beyond budget'
      : isEnough && own.upper <= other.lower + budget
        ? 'within budget'
        : 'open';
  return {
    signal,
    canary,
    stable,
    // JSON has no infinity, and past this nobody cares.
    evidence: Math.exp(Math.min(logEvidence, 690)),
    needed: 1 / alpha,
    canaryAtLeast: own.lower,
    canaryAtMost: own.upper,
    stableAtLeast: other.lower,
    stableAtMost: other.upper,
    budget,
    verdict,
  };
}

const add = (a: Counts, b: Counts): Counts => ({ ok: a.ok + b.ok, failed: a.failed + b.failed });
const boundsOf = ({ ok, failed }: Counts, alpha: number) => rateBounds(failed, ok + failed, alpha);
