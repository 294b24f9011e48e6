/**
 * Canary lifetimes, simulated: how often one that is no worse is rolled back, and how soon one that is worse.
 * `npm run proof -- canary-false-alarms [--lifetimes 10000] [--seed 1]`
 */
import { decide, defaultCanaryPolicy, noCanaryEvidence, observe, signals } from '../src/canary/index.ts';
import type { CanaryEvidence, Look } from '../src/canary/index.ts';
import { createRandom } from '../src/testing/random.ts';
import type { Random } from '../src/testing/random.ts';

export interface CanaryProofOptions {
  readonly lifetimes?: number;
  readonly seed?: number;
  /** Looks per lifetime. */
  readonly looks?: number;
}

interface World {
  /** The failure rate of one side at a look, of one signal. */
  rate(side: 'canary' | 'stable', look: number, signal: number): number;
}

interface Ended {
  readonly rolledBackAt: number | undefined;
  /** The canary's sessions until then. */
  readonly sample: number;
  readonly naiveAlarm: boolean;
}

export function run({ lifetimes = 10_000, seed = 1, looks = 120 }: CanaryProofOptions = {}) {
  const random = createRandom(seed);
  const { budget } = defaultCanaryPolicy;
  const budgets = signals.map((signal) => budget[signal]);
  const base = () => 0.0005 * 100 ** random.next();
  const many = (count: number, world: () => World) => Array.from({ length: count }, () => live(random, looks, world()));

  const equal = many(lifetimes, () => {
    const rates = signals.map(base);
    return { rate: (_side, _look, signal) => rates[signal]! };
  });
  // Outages that hit both sides, while the share grows: the mix of good and bad times differs between the sides.
  const outages = many(lifetimes, () => {
    const rates = signals.map(base);
    const from = random.int(looks);
    const until = from + random.int(30);
    return { rate: (_side, look, signal) => (look >= from && look < until ? 0.5 : rates[signal]!) };
  });
  // As bad as the budget allows, for ever.
  const atBudget = many(Math.ceil(lifetimes / 4), () => {
    const rates = signals.map(base);
    return { rate: (side, _look, signal) => rates[signal]! + (side === 'canary' ? budgets[signal]! : 0) };
  });
  const burst = many(Math.ceil(lifetimes / 10), () => {
    const rates = signals.map(base);
    return { rate: (side, _look, signal) => (side === 'canary' && signal === 1 ? 0.5 : rates[signal]!) };
  });
  // Four points above stable in operations, three of them beyond the budget.
  const slowBurn = many(Math.ceil(lifetimes / 10), () => {
    const rates = signals.map(base);
    return { rate: (side, _look, signal) => rates[signal]! + (side === 'canary' && signal === 2 ? 0.04 : 0) };
  });

  const falseAlarms = { equal: share(equal), outages: share(outages), atBudget: share(atBudget) };
  return {
    ok:
      Object.values(falseAlarms).every((one) => one <= defaultCanaryPolicy.falseAlarms) &&
      share(burst) === 1 &&
      share(slowBurn) >= 0.9,
    falseAlarms,
    naiveFalseAlarms: equal.filter((one) => one.naiveAlarm).length / equal.length,
    burst: { caught: share(burst), sample: quantiles(burst), looks: quantiles(burst, (one) => one.rolledBackAt! + 1) },
    slowBurn: {
      caught: share(slowBurn),
      sample: quantiles(slowBurn),
      looks: quantiles(slowBurn, (one) => one.rolledBackAt! + 1),
    },
    lifetimes,
    looks,
    seed,
  };
}

/** One canary: its share grows from 1 to 50 percent over its life, about a hundred sessions a look on both sides together. */
function live(random: Random, looks: number, world: World): Ended {
  let evidence: CanaryEvidence = noCanaryEvidence;
  let sample = 0;
  let naiveAlarm = false;
  const shares = [0.05, 0.1, 0.25, 0.5];
  for (let look = 0; look < looks; look++) {
    const sessions = 40 + random.int(160);
    const canary = binomial(random, sessions, shares[Math.floor((look / looks) * shares.length)]!);
    sample += canary;
    const counted = signals.map((_, signal) => {
      const failedThere = binomial(random, sessions - canary, world.rate('stable', look, signal));
      const failedHere = binomial(random, canary, world.rate('canary', look, signal));
      return {
        canary: { ok: canary - failedHere, failed: failedHere },
        stable: { ok: sessions - canary - failedThere, failed: failedThere },
      };
    });
    evidence = observe(evidence, Object.fromEntries(signals.map((signal, index) => [signal, counted[index]])) as Look);
    naiveAlarm ||= signals.some((signal) => zTest(evidence[signal].canary, evidence[signal].stable));
    if (decide(evidence).decision === 'rollback') return { rolledBackAt: look, sample, naiveAlarm };
  }
  return { rolledBackAt: undefined, sample, naiveAlarm };
}

/** What a dashboard would do: a one-sided z-test at 1 % at every look. Here to show what repeated looks cost. */
function zTest(canary: { ok: number; failed: number }, stable: { ok: number; failed: number }): boolean {
  const [n, m] = [canary.ok + canary.failed, stable.ok + stable.failed];
  if (n < defaultCanaryPolicy.minimumSample || m === 0) return false;
  const pooled = (canary.failed + stable.failed) / (n + m);
  const spread = Math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m));
  return spread > 0 && (canary.failed / n - stable.failed / m) / spread > 2.326;
}

function binomial(random: Random, count: number, probability: number): number {
  let hits = 0;
  // Geometric gaps: rare failures cost next to nothing to draw.
  if (probability < 0.1) {
    const log = Math.log1p(-probability);
    for (
      let at = Math.floor(Math.log(1 - random.next()) / log);
      at < count;
      at += 1 + Math.floor(Math.log(1 - random.next()) / log)
    )
      hits++;
    return hits;
  }
  for (let i = 0; i < count; i++) if (random.chance(probability)) hits++;
  return hits;
}

const share = (ended: readonly Ended[]): number =>
  ended.filter((one) => one.rolledBackAt !== undefined).length / ended.length;

function quantiles(ended: readonly Ended[], of: (one: Ended) => number = (one) => one.sample) {
  const values = ended
    .filter((one) => one.rolledBackAt !== undefined)
    .map(of)
    .sort((a, b) => a - b);
  const at = (q: number) => values[Math.min(values.length - 1, Math.floor(q * values.length))];
  return { median: at(0.5), p95: at(0.95) };
}
