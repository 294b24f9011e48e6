import type { Documents } from '@tessera/service-kit';
import type { Actor, ModuleKind, ReleaseRef } from '../events.ts';
import { projection } from '../vocabulary.ts';

/** GraphQL's LiveModule. */
export interface LiveModuleDocument {
  readonly id: string;
  readonly environment: string;
  readonly module: string;
  readonly kind: ModuleKind;
  readonly team: string;
  readonly contact: string;
  readonly version: string;
  readonly digest: string;
  readonly previousVersion: string | null;
  readonly previousDigest: string | null;
  readonly since: string;
  readonly by: string;
  readonly reason: string | null;
  readonly revision: string;
}

/** What is live, by `<environment>/<module>`; one partition per environment. */
export const composition = projection<LiveModuleDocument>({
  type: 'LiveModule',
  partition: (live) => live.environment,
  indexes: { module: (live) => live.module },
  on: { ModulePromoted: (docs, e) => goLive(docs, e), ModuleRolledBack: (docs, e) => goLive(docs, e) },
});

interface Change {
  readonly data: {
    readonly environment: string;
    readonly module: string;
    readonly kind: ModuleKind;
    readonly team: string;
    readonly contact: string;
    readonly live: ReleaseRef;
    readonly previous: ReleaseRef | null;
    readonly reason: string | null;
    readonly by: Actor;
    readonly modules: readonly string[];
  };
  readonly time: string;
  readonly version: string;
}

function goLive(docs: Documents<LiveModuleDocument>, { data, time, version: revision }: Change): void {
  const { environment, module, kind, team, contact, live, previous, reason, by } = data;
  docs.put(`${environment}/${module}`, {
    id: `${environment}/${module}`,
    environment,
    module,
    kind,
    team,
    contact,
    version: live.version,
    digest: live.digest,
    previousVersion: previous?.version ?? null,
    previousDigest: previous?.digest ?? null,
    since: time,
    by: by.name,
    reason,
    revision,
  });
  // The revision is the whole composition's: a decision based on any row must name its newest position.
  for (const other of data.modules) {
    if (other !== module) docs.patch(`${environment}/${other}`, (row) => ({ ...row, revision }));
  }
}
