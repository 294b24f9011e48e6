/**
 * Between which bounds a failure rate lies, however often one looks: a confidence sequence from the beta-binomial mixture
 * martingale (Robbins 1970; Howard, Ramdas, McAuliffe, Sekhon 2021). With probability 1 − alpha the true rate is inside
 * *all* the bounds ever computed, not just the last ones.
 */
import { logBeta } from './special-functions.ts';

export interface RateBounds {
  readonly lower: number;
  readonly upper: number;
}

/**
 * @param failed of `total`
 * @param alpha the probability, over the whole life, that the rate is ever outside
 */
export function rateBounds(failed: number, total: number, alpha: number): RateBounds {
  if (total === 0) return { lower: 0, upper: 1 };
  const limit = Math.log(1 / alpha);
  // Jeffreys' prior: gives way neither near 0, where failure rates live, nor near 1.
  const mixture = logBeta(0.5 + failed, 0.5 + total - failed) - logBeta(0.5, 0.5);
  const martingale = (rate: number): number =>
    mixture - times(failed, Math.log(rate)) - times(total - failed, Math.log1p(-rate));
  const estimate = failed / total;
  return {
    lower: failed === 0 ? 0 : boundary(0, estimate, (rate) => martingale(rate) >= limit),
    upper: failed === total ? 1 : boundary(1, estimate, (rate) => martingale(rate) >= limit),
  };
}

/** The last rate that is ruled out, between one that is and one that is not. */
function boundary(excluded: number, included: number, isExcluded: (rate: number) => boolean): number {
  let [out, inside] = [excluded, included];
  for (let step = 0; step < 32; step++) {
    const middle = (out + inside) / 2;
    if (isExcluded(middle)) out = middle;
    else inside = middle;
  }
  return out;
}

/** 0 · ∞ is 0 here: what never happened says nothing. */
const times = (count: number, value: number): number => (count === 0 ? 0 : count * value);
