/** Every running canary with all that speaks for and against it. Ended ones are in the history. */
import { decide, noCanaryEvidence, observe, type CanaryEvidence, type Look } from '@tessera/contracts/canary';
import type { CanaryFinding, CanaryPolicy, HealthCounts } from '../events.ts';
import { projection } from '../vocabulary.ts';

/** GraphQL's Canary. */
export interface CanaryDocument {
  /** `<environment>/<module>` */
  readonly id: string;
  readonly environment: string;
  readonly module: string;
  readonly team: string;
  readonly version: string;
  readonly stableVersion: string;
  readonly share: number;
  readonly since: string;
  readonly policy: CanaryPolicy;
  /** `ROLLBACK`, `KEEP` or `OPEN`. */
  readonly decision: 'ROLLBACK' | 'KEEP' | 'OPEN';
  readonly findings: readonly CanaryFinding[];
  /** What the findings were made from; internal. */
  readonly evidence: CanaryEvidence;
  /** What is not looked at yet, for each side; internal. */
  readonly held: Held;
}

interface Waiting {
  readonly loads: number;
  readonly renderErrors: number;
  readonly reactions: number;
  readonly failedReactions: number;
}

interface Held {
  readonly canary: Waiting;
  readonly stable: Waiting;
}

export const canaries = projection<CanaryDocument>({
  type: 'Canary',
  partition: ({ environment }) => environment,
  on: {
    CanaryStarted: (docs, e) => {
      const { environment, module, team, canary, stable, share, policy } = e.data;
      const id = keyOf(e.data);
      docs.put(id, {
        id,
        environment,
        module,
        team,
        version: canary.version,
        stableVersion: stable.version,
        share,
        since: e.time,
        policy,
        ...unjudged,
      });
    },
    CanaryWidened: (docs, e) => docs.patch(keyOf(e.data), (canary) => ({ ...canary, share: e.data.share })),
    CanaryEnded: (docs, e) => docs.remove(keyOf(e.data)),
    ModulePromoted: (docs, e) => docs.remove(keyOf(e.data)),
    ModuleRetired: (docs, e) => docs.remove(keyOf(e.data)),
    ReleaseKilled: (docs, e) => {
      const canary = docs.get(keyOf(e.data));
      const { killed, live } = e.data;
      if (canary?.version === killed.version || canary?.version === live.version) docs.remove(keyOf(e.data));
      else if (canary !== undefined && canary.stableVersion !== live.version)
        // How the killed release fared is no measure for anybody: from here on both sides are counted anew.
        docs.put(canary.id, { ...canary, stableVersion: live.version, ...unjudged });
    },
    HealthReported: (docs, e) => {
      const { environment, counts } = e.data;
      for (const module of new Set(counts.map((each) => each.module))) {
        docs.patch(`${environment}/${module}`, (canary) => {
          const of = (version: string) => counts.filter((each) => each.module === module && each.version === version);
          const sides = { canary: of(canary.version), stable: of(canary.stableVersion) };
          const { held, ...compared } = release(hold(canary.held, sides));
          const evidence = observe(canary.evidence, { ...lookAt(sides), ...compared });
          const { decision, findings } = decide(evidence, canary.policy);
          return { ...canary, evidence, held, decision: words[decision], findings: [...findings] };
        });
      }
    },
  },
});

const words = { rollback: 'ROLLBACK', keep: 'KEEP', 'not enough evidence': 'OPEN' } as const;

const keyOf = ({ environment, module }: { readonly environment: string; readonly module: string }) =>
  `${environment}/${module}`;

interface Sides {
  readonly canary: readonly HealthCounts[];
  readonly stable: readonly HealthCounts[];
}

/** One report is one look: both sides over the same time, at the same gateway. */
function lookAt({ canary, stable }: Sides): Look {
  const both = (all: keyof Counted, bad: keyof Counted) => ({
    canary: { ok: sum(canary, all) - sum(canary, bad), failed: sum(canary, bad) },
    stable: { ok: sum(stable, all) - sum(stable, bad), failed: sum(stable, bad) },
  });
  return {
    load: both('loads', 'loadFailures'),
    operation: both('operations', 'failedOperations'),
    slow: both('loads', 'slowLoads'),
  };
}

type Counted = Omit<HealthCounts, 'module' | 'version'>;

function sum(reports: readonly HealthCounts[], field: keyof Counted): number {
  return reports.reduce((total, report) => total + (report[field] ?? 0), 0);
}

const noPages = { loads: 0, renderErrors: 0 };
const noReactions = { reactions: 0, failedReactions: 0 };
const nothingHeld: Held = { canary: { ...noPages, ...noReactions }, stable: { ...noPages, ...noReactions } };
/** Of a canary about which nothing has been counted yet. */
const unjudged = { decision: 'OPEN', findings: [], evidence: noCanaryEvidence, held: nothingHeld } as const;
/** Loads of a canary after which its pages are looked at. */
const pagesAtLeast = 5;

function hold({ canary, stable }: Held, reported: Sides): Held {
  const plus = (before: Waiting, reports: readonly HealthCounts[]): Waiting => ({
    loads: before.loads + sum(reports, 'loads'),
    renderErrors: before.renderErrors + sum(reports, 'renderErrors'),
    reactions: before.reactions + sum(reports, 'reactions'),
    failedReactions: before.failedReactions + sum(reports, 'failedReactions'),
  });
  return { canary: plus(canary, reported.canary), stable: plus(stable, reported.stable) };
}

/**
 * A page may break after the report that counted its load, and a rare canary's failure would then stand beside no load
 * of its own; and the two sides rehearse the same events, but say so one after the other: both are held until they can be compared.
 */
function release(held: Held): Pick<Look, 'boundary' | 'reaction'> & { readonly held: Held } {
  const sides = [held.canary, held.stable];
  const arePages = held.canary.loads >= pagesAtLeast && sides.every(({ loads, renderErrors }) => renderErrors <= loads);
  const areReactions = sides.every(({ reactions }) => reactions > 0);
  const both = (of: (side: Waiting) => { readonly ok: number; readonly failed: number }) => ({
    canary: of(held.canary),
    stable: of(held.stable),
  });
  const rest = (side: Waiting): Waiting => ({ ...side, ...(arePages && noPages), ...(areReactions && noReactions) });
  return {
    boundary: arePages
      ? both(({ loads, renderErrors }) => ({ ok: loads - renderErrors, failed: renderErrors }))
      : undefined,
    reaction: areReactions
      ? both(({ reactions, failedReactions }) => ({ ok: reactions - failedReactions, failed: failedReactions }))
      : undefined,
    held: { canary: rest(held.canary), stable: rest(held.stable) },
  };
}
