/** How releases fare, between two tellings of it: what tabs report, and what this gateway itself sees of their operations. */
import type { ReleaseCounts } from '@tessera/contracts';

export interface HealthCounts extends ReleaseCounts {
  readonly operations: number;
  /** Of `operations`, those answered with errors, whoever brought them about: stable is judged by the same. */
  readonly failedOperations: number;
  /** Of a side of a service's canary: events its policies and effects had to say something about. Absent: none. */
  readonly reactions?: number;
  readonly failedReactions?: number;
}

export interface Health {
  add(counts: readonly ReleaseCounts[]): void;
  /** `app` is `module@version`. */
  operation(app: string, failed: boolean): void;
  /** An operation asked this release of a service, `orders-service@1.1.0`. */
  asked(release: string, failed: boolean): void;
  /** What a release of a service would have done about events, `orders-service@1.1.0`. */
  rehearsed(release: string, counts: ReactionCounts): void;
  /** What has come together since the last time. */
  take(): readonly HealthCounts[];
}

/** Events that a release of a service had to say something about, and those that it failed at. */
export interface ReactionCounts {
  readonly reactions: number;
  readonly failed: number;
}

type IsKnown = (module: string, version: string) => boolean;

/**
 * Releases that are not known here are nobody's to judge: `isKnown` keeps invented ones out. Of services, which browsers have no word
 * about, those are counted that are being compared.
 */
export function createHealth(isKnown: IsKnown, isCompared: IsKnown): Health {
  let counts = new Map<string, HealthCounts>();

  function change(module: string, version: string, by: (known: HealthCounts) => HealthCounts): void {
    const id = `${module}@${version}`;
    counts.set(id, by(counts.get(id) ?? { module, version, ...nothing }));
  }

  function changeOf(release: string, isCounted: IsKnown, by: (known: HealthCounts) => HealthCounts): void {
    const at = release.indexOf('@');
    const [module, version] = [release.slice(0, at), release.slice(at + 1)];
    if (isCounted(module, version)) change(module, version, by);
  }

  function operation(release: string, failed: boolean, isCounted: IsKnown): void {
    changeOf(release, isCounted, (known) => ({
      ...known,
      operations: known.operations + 1,
      failedOperations: known.failedOperations + (failed ? 1 : 0),
    }));
  }

  return {
    add(reported) {
      for (const { module, version, ...more } of reported.filter((each) => isKnown(each.module, each.version)))
        change(module, version, (known) => ({
          ...known,
          loads: known.loads + more.loads,
          loadFailures: known.loadFailures + more.loadFailures,
          slowLoads: known.slowLoads + more.slowLoads,
          renderErrors: known.renderErrors + more.renderErrors,
        }));
    },
    operation: (app, failed) => operation(app, failed, isKnown),
    asked: (release, failed) => operation(release, failed, isCompared),
    rehearsed(release, { reactions, failed }) {
      if (reactions === 0) return;
      changeOf(release, isCompared, (known) => ({
        ...known,
        reactions: (known.reactions ?? 0) + reactions,
        failedReactions: (known.failedReactions ?? 0) + failed,
      }));
    },
    take() {
      const taken = [...counts.values()];
      counts = new Map();
      return taken;
    },
  };
}

const nothing = { loads: 0, loadFailures: 0, slowLoads: 0, renderErrors: 0, operations: 0, failedOperations: 0 };
