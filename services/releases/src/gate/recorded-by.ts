/** What has recorded events in an environment, of which a service that goes live must read all it has a name for. */
import type { ContractOf } from '@tessera/contracts/gate';
import type { ResolverContext } from '@tessera/service-kit';
import { releaseId } from '../names.ts';
import type { ContractDocument } from '../projections/contracts.ts';
import type { RecordersDocument } from '../projections/recorders.ts';
import { contractOf } from './contract-of.ts';

/** By module, newest first; of releases that record the same events the newest. */
export function recordedBy(ctx: ResolverContext, environment: string): (module: string) => readonly ContractOf[] {
  return (module) => {
    const versions = ctx.docs<RecordersDocument>('recorders').get(`${environment}/${module}`)?.versions ?? [];
    const ids = versions.map((version) => releaseId(module, version)).reverse();
    const different = new Map<string, ContractOf>();
    for (const document of ctx.docs<ContractDocument>('contracts').getMany(ids)) {
      const release = document && contractOf(document);
      if (release?.kind !== 'service') continue;
      const events = JSON.stringify(release.contract.events);
      if (!different.has(events)) different.set(events, release);
    }
    return [...different.values()];
  };
}
