/**
 * How much speaks for "the canary fails more often than stable", gathered look by look: an e-process. Of the failures between
 * two looks, how many fall to the canary is compared with how many would by its share alone (Fisher's conditional
 * test, so that an outage that hits both says nothing, whatever the rates do over time). Under "no worse" the evidence is at
 * no time expected above 1, and ever reaches 1/alpha with probability alpha at most (Ville's inequality), however often one looks.
 */
import { logAdd } from './special-functions.ts';

export interface Counts {
  readonly ok: number;
  readonly failed: number;
}

/** How many times the odds of failing could have gone up, all thought of at once. */
export const alternatives: readonly number[] = [1.5, 2, 3, 5, 10, 30, 100, 1000];

/** Per alternative, ln of the evidence for it. */
export type LogEvidence = readonly number[];

export const noEvidence: LogEvidence = alternatives.map(() => 0);

/** After what happened since the last look; the order of looks does not matter, and empty ones change nothing. */
export function gather(evidence: LogEvidence, canary: Counts, stable: Counts): LogEvidence {
  const failures = canary.failed + stable.failed;
  const [canaryTotal, stableTotal] = [canary.ok + canary.failed, stable.ok + stable.failed];
  // One side only: nothing to compare with.
  if (failures === 0 || canaryTotal === 0 || stableTotal === 0) return evidence;
  const least = Math.max(0, failures - stableTotal);
  const most = Math.min(failures, canaryTotal);
  const equal = logTotal(1, least, most, canaryTotal, stableTotal, failures);
  return alternatives.map((odds, index) => {
    const total = logTotal(odds, least, most, canaryTotal, stableTotal, failures);
    return evidence[index]! + (canary.failed - least) * Math.log(odds) - total + equal;
  });
}

/** ln of the evidence, all alternatives counting alike. */
export function combined(evidence: LogEvidence): number {
  return evidence.reduce(logAdd, -Infinity) - Math.log(evidence.length);
}

/** ln Σ_j C(nc, j) C(ns, F − j) odds^j over what is possible, relative to its first term without odds. */
function logTotal(odds: number, least: number, most: number, canary: number, stable: number, failures: number): number {
  let term = 0;
  let total = 0;
  for (let j = least; j < most; j++) {
    term += Math.log((((canary - j) * (failures - j)) / ((j + 1) * (stable - failures + j + 1))) * odds);
    total = logAdd(total, term);
  }
  return total;
}
