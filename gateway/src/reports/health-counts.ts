/** How releases fare, between two tellings of it: what tabs report, and what this gateway itself sees of their operations. */
import type { ReleaseCounts } from '@tessera/contracts';

export interface HealthCounts extends ReleaseCounts {
  readonly operations: number;
  /** Of `operations`, those answered with errors, whoever brought them about: stable is judged by the same. */
  readonly failedOperations: number;
}

export interface Health {
  add(counts: readonly ReleaseCounts[]): void;
  /** `app` is `module@version`. */
  operation(app: string, failed: boolean): void;
  /** What has come together since the last time. */
  take(): readonly HealthCounts[];
}

/** Releases that are not known here are nobody's to judge: `isKnown` keeps invented ones out. */
export function createHealth(isKnown: (module: string, version: string) => boolean): Health {
  let counts = new Map<string, HealthCounts>();

  function change(module: string, version: string, by: (known: HealthCounts) => HealthCounts): void {
    if (!isKnown(module, version)) return;
    const id = `${module}@${version}`;
    counts.set(id, by(counts.get(id) ?? { module, version, ...nothing }));
  }

  return {
    add(reported) {
      for (const { module, version, ...more } of reported)
        change(module, version, (known) => ({
          ...known,
          loads: known.loads + more.loads,
          loadFailures: known.loadFailures + more.loadFailures,
          slowLoads: known.slowLoads + more.slowLoads,
          renderErrors: known.renderErrors + more.renderErrors,
        }));
    },
    operation(app, failed) {
      const at = app.indexOf('@');
      change(app.slice(0, at), app.slice(at + 1), (known) => ({
        ...known,
        operations: known.operations + 1,
        failedOperations: known.failedOperations + (failed ? 1 : 0),
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
