/**
 * Whether the releases of a preview fit each other, and what is live beside them: the gate's question, about a page that only
 * some people get. Nothing else of what is live counts: they meet no canary, no rollback target and nobody's open tab.
 */
import type { Manifest, ServiceContract, Teams } from '@tessera/contracts';
import { createGate, renderRefusal, type ContractOf, type LiveRelease } from '@tessera/contracts/gate';
import type { ResolvedComposition } from '../composition/resolve.ts';
import { moduleOfService } from '../services/module-of-service.ts';

export interface Beside {
  readonly resolved: ResolvedComposition | undefined;
  /** Of the services that everybody's requests go to, by the name the graph has for them. */
  readonly contracts: ReadonlyMap<string, ServiceContract>;
  readonly environment: string;
  readonly teams: Teams;
}

/** The gate's reasons, in words; none: they fit. */
export function judgeMix(
  manifests: readonly Manifest[],
  { resolved, contracts, environment, teams }: Beside,
): string[] {
  const previewed = manifests.flatMap(contractOf);
  const isReplaced = (one: ContractOf): boolean =>
    previewed.some((each) => each.module === one.module && (each.kind !== 'library' || major(each) === major(one)));
  const live = [...frontends(resolved), ...[...contracts].map(serviceOf)].filter((one) => !isReplaced(one));
  const releases = [...live, ...previewed].map((one): LiveRelease => ({ ...one, roles: ['stable'] }));
  const gate = createGate({ environment, position: '', releases }, { teams });
  const refusals = previewed.flatMap((one) => gate.judge(one).refusals);
  // Nothing is known against what says nothing of itself; it can be promoted nowhere.
  const known = refusals.filter(({ code }) => code !== 'CONTRACT_INCOMPLETE').map(renderRefusal);
  // Two that are previewed together may each be told the same.
  return [...new Set(known.map((text) => text.replaceAll(' (candidate)', '').replaceAll(' (stable)', '')))];
}

function frontends(resolved: ResolvedComposition | undefined): ContractOf[] {
  if (resolved === undefined) return [];
  const { shell, apps, libraries } = resolved;
  return [...(shell === undefined ? [] : [shell]), ...apps, ...libraries].flatMap(({ manifest }) =>
    contractOf(manifest),
  );
}

function contractOf({ module, version, kind, contract }: Manifest): ContractOf[] {
  return [{ module, version, kind, contract } as ContractOf];
}

function serviceOf([service, contract]: readonly [string, ServiceContract]): ContractOf {
  const { release = '' } = contract;
  const version = release.slice(release.lastIndexOf('@') + 1) || '0.0.0';
  return { module: moduleOfService(service), version, kind: 'service', contract };
}

const major = ({ version }: ContractOf): string => version.slice(0, version.indexOf('.'));
