/**
 * Proof "simulation": replicas of orders and fulfilment on one log, driven by seeds through kills, stops, restarts and
 * everything else that goes wrong, in virtual time (`simulation/simulate.ts`). A seed that fails is printed with its steps,
 * and runs alone with `npm run proof -- simulation --seed <n>`.
 */
import { simulate, type Simulation } from './simulation/simulate.ts';

export const suite = 'log';

export interface SimulationOptions {
  /** @default 200 */
  readonly seeds?: number;
  /** Only this one. */
  readonly seed?: number;
  /** Actions per seed. @default 150 */
  readonly actions?: number;
}

export interface SimulationResult {
  readonly ok: boolean;
  readonly seeds: number;
  /** Seed → what was violated. */
  readonly failed: { readonly [seed: string]: readonly string[] };
  readonly total: Simulation['stats'];
}

export async function run({ seeds = 200, seed, actions = 150 }: SimulationOptions = {}): Promise<SimulationResult> {
  const failed: Record<string, readonly string[]> = {};
  const total: Record<string, number> = {};
  const all = seed === undefined ? Array.from({ length: seeds }, (_, index) => index + 1) : [seed];
  for (const one of all) {
    const { steps, violations, stats } = await simulate(one, actions);
    for (const [name, count] of Object.entries(stats)) total[name] = (total[name] ?? 0) + count;
    if (violations.length === 0) continue;
    failed[one] = violations;
    console.error(report(one, actions, steps, violations));
  }
  return {
    ok: Object.keys(failed).length === 0,
    seeds: all.length,
    failed,
    total: total as unknown as Simulation['stats'],
  };
}

/** For whoever has to find out why. */
export function report(seed: number, actions: number, steps: readonly string[], violations: readonly string[]): string {
  return [
    `Seed ${seed} fails:`,
    ...violations.map((each) => `  ${each}`),
    'after these steps:',
    ...steps.map((each) => `  ${each}`),
    `Run it again: npm run proof -- simulation --seed ${seed}${actions === 150 ? '' : ` --actions ${actions}`}`,
  ].join('\n');
}
