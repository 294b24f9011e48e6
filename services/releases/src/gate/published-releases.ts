/** What could be promoted in an environment: by which a refusal says which release is to go first. */
import type { ContractOf, PublishedReleases } from '@tessera/contracts/gate';
import type { ResolverContext } from '@tessera/service-kit';
import type { ContractDocument } from '../projections/contracts.ts';
import type { ReleaseDocument } from '../projections/releases.ts';
import { releaseId } from '../names.ts';
import { contractOf } from './contract-of.ts';
import { rowsOf } from './live-releases.ts';

/** The newest of a module: who needs an older one asks its team. */
const perModule = 12;
/** The newest of all, among which services are looked for that are not live. */
const newest = 200;

export function publishedReleases(ctx: ResolverContext, environment: string): PublishedReleases {
  const known = new Map<string, readonly ContractOf[]>();
  let killed: ReadonlySet<string> | undefined;

  function listed(module: string): readonly ContractOf[] {
    killed ??= new Set(
      rowsOf(ctx, environment).flatMap((row) => row.killed.map((version) => releaseId(row.module, version))),
    );
    const { items } = newestOf(module, perModule);
    const ids = items.map(({ id }) => id).filter((id) => !killed!.has(id));
    const documents = ctx.docs<ContractDocument>('contracts').getMany(ids);
    return documents.flatMap((document) => (document && contractOf(document)) ?? []);
  }

  const newestOf = (partition: string, first: number) =>
    ctx.docs<ReleaseDocument>('releases').page({ partition, order: 'position', descending: true, first });

  return {
    of(module) {
      const found = known.get(module) ?? listed(module);
      known.set(module, found);
      return found;
    },
    services() {
      const services = newestOf('*', newest).items.filter(({ kind }) => kind === 'SERVICE');
      return [...new Set(services.map(({ module }) => module))].sort();
    },
  };
}
