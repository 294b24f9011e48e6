import type { Documents } from '@tessera/service-kit';
import type { ReleaseRef } from '../events.ts';
import { projection } from '../vocabulary.ts';

/** Releases of one service that took requests in one environment, and so may have recorded events. */
export interface RecordersDocument {
  /** `<environment>/<module>` */
  readonly id: string;
  readonly environment: string;
  readonly versions: readonly string[];
}

/**
 * Which releases of a service have ever been live in an environment, in any role: what they recorded is in the log for good,
 * also after a rollback, the end of a canary or a preview, or the retirement of the service.
 */
export const recorders = projection<RecordersDocument>({
  type: 'Recorders',
  partition: ({ environment }) => environment,
  on: {
    ModulePromoted: (docs, { data }) => remember(docs, data, data.live),
    CanaryStarted: (docs, { data }) => remember(docs, data, data.canary),
    // Of services in former days only.
    ModulePinned: (docs, { data }) => remember(docs, data, data.release),
    // What takes a killed release's place may have been live nowhere before.
    ReleaseKilled: (docs, { data }) => remember(docs, data, data.live),
    PreviewOpened: (docs, { data: { environment, services } }) => {
      for (const { module, version } of services) remember(docs, { environment, module, kind: 'SERVICE' }, { version });
    },
  },
});

interface About {
  readonly environment: string;
  readonly module: string;
  readonly kind: string;
}

function remember(
  docs: Documents<RecordersDocument>,
  { environment, module, kind }: About,
  { version }: Pick<ReleaseRef, 'version'>,
): void {
  if (kind !== 'SERVICE') return;
  const id = `${environment}/${module}`;
  const versions = docs.get(id)?.versions ?? [];
  if (!versions.includes(version)) docs.put(id, { id, environment, versions: [...versions, version] });
}
