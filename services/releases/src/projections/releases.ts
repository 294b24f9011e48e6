import { unlessErased, type Documents } from '@tessera/service-kit';
import type { ModuleKind, ReleaseRef } from '../events.ts';
import { releaseId } from '../names.ts';
import { projection } from '../vocabulary.ts';

/** GraphQL's Release, and the contact that goes live with it. */
export interface ReleaseDocument {
  readonly id: string;
  readonly module: string;
  readonly kind: ModuleKind;
  readonly team: string;
  readonly contact: string;
  readonly version: string;
  readonly digest: string;
  readonly size: number;
  readonly publishedAt: string;
  readonly publishedBy: string | null;
  readonly liveIn: readonly string[];
  readonly commit: string | null;
  readonly committedAt: string | null;
  readonly hasContract: boolean;
  /** Counts up with each release published; orders those of one millisecond. */
  readonly position: number;
}

interface Change {
  readonly environment: string;
  readonly module: string;
  readonly live: ReleaseRef;
  readonly replaced: ReleaseRef | null;
}

/** Every release ever published, by `<module>@<version>`; one partition per module. */
export const releases = projection<ReleaseDocument>({
  type: 'Release',
  partition: (release) => release.module,
  indexes: { position: (release) => release.position },
  on: {
    ReleasePublished: (docs, e) => {
      const { module, kind, team, contact, version, digest, size, by, source, contract } = e.data;
      const id = releaseId(module, version);
      const facts = { id, module, kind, team, contact, version, digest, size };
      const { commit = null, committedAt = null } = source ?? {};
      const origin = { commit, committedAt, hasContract: contract !== null };
      docs.put(id, {
        ...facts,
        publishedAt: e.time,
        publishedBy: unlessErased(by.name),
        liveIn: [],
        ...origin,
        position: e.position,
      });
    },
    ModulePromoted: (docs, e) => goLive(docs, e.data),
    ModuleRolledBack: (docs, e) => goLive(docs, e.data),
    ModuleRetired: (docs, e) => leave(docs, e.data.environment, e.data.module, e.data.live),
    ReleaseKilled: (docs, e) => {
      if (e.data.replaced !== null) goLive(docs, e.data);
    },
  },
});

function goLive(docs: Documents<ReleaseDocument>, { environment, module, live, replaced }: Change): void {
  if (replaced) leave(docs, environment, module, replaced);
  docs.patch(releaseId(module, live.version), (release) => ({
    ...release,
    liveIn: [...release.liveIn.filter((each) => each !== environment), environment].sort(),
  }));
}

function leave(docs: Documents<ReleaseDocument>, environment: string, module: string, { version }: ReleaseRef): void {
  docs.patch(releaseId(module, version), (release) => ({
    ...release,
    liveIn: release.liveIn.filter((each) => each !== environment),
  }));
}
