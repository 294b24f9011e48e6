import type { Documents } from '@tessera/service-kit';
import { projection } from '../vocabulary.ts';

/** GraphQL's CompositionRevision. */
export interface RevisionDocument {
  readonly environment: string;
  readonly revision: string;
}

/** The newest position of each environment's composition, by environment, and nothing of what is in it. */
export const revisions = projection<RevisionDocument>({
  type: 'CompositionRevision',
  partition: ({ environment }) => environment,
  on: {
    ModulePromoted: moved,
    ModuleRolledBack: moved,
    CanaryStarted: moved,
    CanaryWidened: moved,
    CanaryEnded: moved,
    ModulePinned: moved,
    ModuleUnpinned: moved,
    ModuleFinalized: moved,
    ModuleRetired: moved,
    ReleaseKilled: moved,
  },
});

interface Changed {
  readonly data: { readonly environment: string };
  readonly version: string;
}

function moved(docs: Documents<RevisionDocument>, { data: { environment }, version: revision }: Changed): void {
  docs.put(environment, { environment, revision });
}
