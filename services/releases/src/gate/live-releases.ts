/** Everything somebody can still run in an environment, with its contract: what a candidate is judged against. */
import type { Teams } from '@tessera/contracts';
import type { ContractOf, LiveRelease, LiveRole } from '@tessera/contracts/gate';
import type { ResolverContext } from '@tessera/service-kit';
import { openTabs, type GatewayCensusDocument } from '../projections/census.ts';
import { servedStill, type GatewayServingDocument, type ServedStill } from '../projections/serving.ts';
import type { LiveModuleDocument } from '../projections/composition.ts';
import type { ContractDocument } from '../projections/contracts.ts';
import { lineOf } from '../lines.ts';
import { releaseId } from '../names.ts';
import { contractOf } from './contract-of.ts';

/** More than anybody has in one environment. */
const all = 10_000;

export interface LiveReleases {
  readonly releases: readonly LiveRelease[];
  /** `<module>@<version>` of those whose contract is not known. */
  readonly unjudged: string[];
}

export function rowsOf(ctx: ResolverContext, environment: string): LiveModuleDocument[] {
  return ctx.docs<LiveModuleDocument>('composition').page({ partition: environment, order: 'module', first: all })
    .items;
}

export function liveReleases(ctx: ResolverContext, environment: string): LiveReleases {
  const roles = new Map<string, Set<LiveRole>>();
  const mark = (module: string, version: string | null, role: LiveRole) => {
    if (version === null) return;
    const id = releaseId(module, version);
    roles.set(id, (roles.get(id) ?? new Set<LiveRole>()).add(role));
  };
  const killed = new Set<string>();
  const rows = rowsOf(ctx, environment);
  for (const row of rows) {
    mark(row.module, row.version, 'stable');
    mark(row.module, row.canaryVersion, 'canary');
    mark(row.module, row.previousVersion, 'previous');
    for (const pin of row.pins) mark(row.module, pin.version, 'pinned');
    for (const version of row.killed) killed.add(releaseId(row.module, version));
  }
  const tabs = tabsIn(ctx, environment);
  // A tab leaves a killed release at once, and a retired module's (of a library: a retired major's) with it.
  const lines = new Set(rows.map(({ kind, module, version }) => lineOf(kind, module, version)));
  for (const { module, version } of tabs.values()) {
    const isLive = lines.has(module) || lines.has(lineOf('LIBRARY', module, version));
    if (isLive && !killed.has(releaseId(module, version))) mark(module, version, 'tabs');
  }
  for (const { module, version } of servedIn(ctx, environment, rows)) mark(module, version, 'serving');
  const ids = [...roles.keys()];
  const documents = ctx.docs<ContractDocument>('contracts').getMany(ids);
  const releases: LiveRelease[] = [];
  const unjudged: string[] = [];
  ids.forEach((id, index) => {
    const contract = documents[index] && contractOf(documents[index]);
    if (contract) releases.push({ ...contract, roles: [...roles.get(id)!], openTabs: tabs.get(id)?.count ?? 0 });
    else unjudged.push(id);
  });
  return { releases, unjudged };
}

/**
 * Whether these are the same releases in the same standing, so that what was found out about one holds for the other. How
 * many tabs run one is passed over: it changes all the time, and no verdict.
 */
export function isSameLive(a: readonly LiveRelease[], b: readonly LiveRelease[]): boolean {
  return a.length === b.length && a.every((one, at) => isSame(one, b[at]!));
}

/** A contract is the same object as long as it is the same content: see `contractOf`. */
const isSame = (a: LiveRelease, b: LiveRelease): boolean =>
  a.module === b.module && a.version === b.version && a.contract === b.contract && a.roles.join() === b.roles.join();

export function censusesIn(ctx: ResolverContext, environment: string): readonly GatewayCensusDocument[] {
  return ctx.docs<GatewayCensusDocument>('census').page({ partition: environment, first: all }).items;
}

/** Of all gateways together, by `<module>@<version>`. */
export function tabsIn(ctx: ResolverContext, environment: string): ReturnType<typeof openTabs> {
  return openTabs(censusesIn(ctx, environment), ctx.now());
}

/** Releases of services that requests go to although others are live. Also killed ones: they answer until their processes have ended. */
export function servedIn(
  ctx: ResolverContext,
  environment: string,
  rows: readonly LiveModuleDocument[],
): readonly ServedStill[] {
  const gateways = ctx.docs<GatewayServingDocument>('serving').page({ partition: environment, first: all }).items;
  return servedStill(gateways, rows, ctx.now());
}

/** A published release's contract; undefined when none is known. */
export function candidateOf(ctx: ResolverContext, module: string, version: string): ContractOf | undefined {
  const document = ctx.docs<ContractDocument>('contracts').get(releaseId(module, version));
  return document === null ? undefined : contractOf(document);
}

/** Who owns what, as the releases in question said when they were published. */
export function teamsOf(ctx: ResolverContext, ids: readonly string[]): Teams {
  const teams: Teams = { teams: {}, modules: {} };
  for (const document of ctx.docs<ContractDocument>('contracts').getMany(ids)) {
    if (document === null) continue;
    const { module, team, contact, folder } = document;
    teams.teams[team] = { name: team, contact };
    // The gate asks for owner and folder only.
    teams.modules[module] = { kind: 'app', team, path: folder ?? module };
  }
  return teams;
}
