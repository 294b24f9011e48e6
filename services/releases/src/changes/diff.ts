/** What a release changes for everybody else. */
import { diffContracts, type ContractChange } from '@tessera/contracts/gate';
import type { ResolverContext } from '@tessera/service-kit';
import { candidateOf } from '../gate/live-releases.ts';

export interface DiffArgs {
  readonly module: string;
  readonly from: string;
  readonly to: string;
}

/** GraphQL's ContractDiff; null when the contract of one of them is not known. */
export function diffReleases(
  ctx: ResolverContext,
  { module, from, to }: DiffArgs,
): (DiffArgs & { readonly changes: readonly ContractChange[] }) | null {
  const [before, after] = [candidateOf(ctx, module, from), candidateOf(ctx, module, to)];
  if (before === undefined || after === undefined) return null;
  return { module, from, to, changes: diffContracts(before, after) };
}
