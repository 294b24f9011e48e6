import type { ModuleKind } from '../events.ts';
import { releaseId } from '../names.ts';
import { projection } from '../vocabulary.ts';

/** A release's contract, and who to ask about it. Internal: it is what the gate reads. */
export interface ContractDocument {
  readonly id: string;
  readonly module: string;
  readonly version: string;
  readonly kind: ModuleKind;
  readonly team: string;
  readonly contact: string;
  readonly digest: string;
  /** The module's folder in its repository; null when nobody said. */
  readonly folder: string | null;
  readonly contract: object | null;
}

/** Every release's contract, by `<module>@<version>`; one partition per module. */
export const contracts = projection<ContractDocument>({
  type: 'ReleaseContract',
  partition: ({ module }) => module,
  on: {
    ReleasePublished: (docs, { data }) => {
      const { module, version, kind, team, contact, digest, contract, source } = data;
      const id = releaseId(module, version);
      docs.put(id, { id, module, version, kind, team, contact, digest, folder: source?.folder ?? null, contract });
    },
  },
});
