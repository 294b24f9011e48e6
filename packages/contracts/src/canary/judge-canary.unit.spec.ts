import { describe, expect, it } from 'vitest';
import { run } from '../../proofs/canary-false-alarms.ts';
import { canaryEvidenceSchema, decide, defaultCanaryPolicy, noCanaryEvidence, observe } from './index.ts';
import type { Look } from './index.ts';
import { rateBounds } from './rate-bounds.ts';
import { combined, gather, noEvidence } from './worse.ts';

const counts = (failed: number, total: number) => ({ ok: total - failed, failed });
const look = (canary: [number, number], stable: [number, number]): Look => ({
  operation: { canary: counts(...canary), stable: counts(...stable) },
});
const after = (...looks: Look[]) => decide(looks.reduce(observe, noCanaryEvidence));

describe('a canary', () => {
  it('is rolled back within a few sessions when it plainly fails', () => {
    expect(after(look([6, 19], [1, 400])).decision).toBe('not enough evidence');
    const { decision, findings } = after(look([6, 19], [1, 400]), look([1, 3], [0, 50]));
    expect(decision).toBe('rollback');
    expect(findings[0]).toMatchObject({ signal: 'operation', verdict: 'beyond budget', budget: 0.01 });
    expect(findings[0]!.evidence).toBeGreaterThan(findings[0]!.needed);
    expect(findings[0]!.canaryAtLeast).toBeGreaterThan(findings[0]!.stableAtMost + 0.01);
  });

  it('stays through an outage that hits both, whatever its share is then', () => {
    const quiet = Array.from({ length: 30 }, () => look([0, 10], [1, 300]));
    const outage = Array.from({ length: 10 }, () => look([60, 100], [60, 100]));
    expect(after(...quiet, ...outage).decision).toBe('not enough evidence');
  });

  it('is kept once it is shown to be within its budget, and not before', () => {
    expect(after(look([0, 25], [0, 500])).decision).toBe('not enough evidence');
    expect(after(look([4, 4000], [10, 10_000])).decision).toBe('keep');
    expect(decide(noCanaryEvidence).decision).toBe('not enough evidence');
  });

  it('may be worse as long as its budget allows', () => {
    const slow: Look = { slow: { canary: counts(120, 2000), stable: counts(400, 20_000) } };
    expect(decide(observe(noCanaryEvidence, slow)).decision).not.toBe('rollback');
    const policy = { ...defaultCanaryPolicy, budget: { ...defaultCanaryPolicy.budget, slow: 0.005 } };
    expect(decide(observe(noCanaryEvidence, slow), policy).decision).toBe('rollback');
  });

  it('of a service is rolled back when its reactions fail, also by a policy from before that was judged', () => {
    const failing: Look = { reaction: { canary: counts(20, 20), stable: counts(0, 20) } };
    const { reaction: _, ...before } = defaultCanaryPolicy.budget;
    for (const policy of [defaultCanaryPolicy, { ...defaultCanaryPolicy, budget: before }])
      expect(decide(observe(noCanaryEvidence, failing), policy)).toMatchObject({
        decision: 'rollback',
        findings: [{ signal: 'reaction', budget: 0.005 }],
      });
    const alike: Look = { reaction: { canary: counts(20, 20), stable: counts(20, 20) } };
    expect(decide(observe(noCanaryEvidence, alike)).decision).toBe('not enough evidence');
  });

  it('is remembered as plain data', () => {
    const evidence = observe(noCanaryEvidence, look([2, 30], [1, 400]));
    expect(canaryEvidenceSchema.parse(JSON.parse(JSON.stringify(evidence)))).toEqual(evidence);
    expect(observe(evidence, {})).toEqual(evidence);
  });
});

describe('the evidence', () => {
  it('is expected to be 1 when the canary is no worse: a fair game, summed over all outcomes', () => {
    // 3 failures among 5 canary and 9 stable sessions: how many of them are the canary's is hypergeometric.
    const choose = (n: number, k: number): number => (k === 0 ? 1 : (choose(n - 1, k - 1) * n) / k);
    let expected = 0;
    for (let failed = 0; failed <= 3; failed++) {
      const probability = (choose(5, failed) * choose(9, 3 - failed)) / choose(14, 3);
      expected += probability * Math.exp(combined(gather(noEvidence, counts(failed, 5), counts(3 - failed, 9))));
    }
    expect(expected).toBeCloseTo(1, 10);
  });

  it('says nothing where there is nothing to compare', () => {
    expect(gather(noEvidence, counts(3, 3), counts(0, 0))).toEqual(noEvidence);
    expect(gather(noEvidence, counts(0, 9), counts(0, 90))).toEqual(noEvidence);
  });

  it('bounds a rate: wide at first, closing in, and one-sided at the ends', () => {
    const [few, many] = [rateBounds(1, 10, 0.01), rateBounds(1000, 10_000, 0.01)];
    expect(few.lower).toBeLessThan(0.01);
    expect(few.upper).toBeGreaterThan(0.4);
    expect(many.lower).toBeGreaterThan(0.085);
    expect(many.upper).toBeLessThan(0.115);
    expect(rateBounds(0, 50, 0.01).lower).toBe(0);
    expect(rateBounds(50, 50, 0.01).upper).toBe(1);
    expect(rateBounds(0, 0, 0.01)).toEqual({ lower: 0, upper: 1 });
  });
});

it('canary lifetimes: a share of the proof', () => {
  const { falseAlarms, burst } = run({ lifetimes: 60, looks: 100, seed: 7 });
  expect(falseAlarms).toEqual({ equal: 0, outages: 0, atBudget: 0 });
  expect(burst.caught).toBe(1);
}, 120_000);
