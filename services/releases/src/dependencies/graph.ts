/** Who depends on whom in one environment, from the contracts of everything somebody can still run there. */
import { compareVersions } from '@tessera/contracts';
import { dependenciesOf, type DependencyUse as GateUse, type LiveRelease } from '@tessera/contracts/gate';
import type { ResolverContext } from '@tessera/service-kit';
import { defaultEnvironment } from '../changes/change.ts';
import type { ModuleKind } from '../events.ts';
import { isSameLive, liveReleases, rowsOf } from '../gate/live-releases.ts';
import { releaseId } from '../names.ts';
import type { LiveModuleDocument } from '../projections/composition.ts';
import type { ContractDocument } from '../projections/contracts.ts';

/** GraphQL's DependencyEdge. */
interface DependencyEdge {
  readonly consumer: string;
  readonly provider: string;
  readonly kind: 'FIELDS' | 'EVENTS' | 'SHARED' | 'SLOTS';
  /** How many different things. */
  readonly subjects: number;
}

/** GraphQL's DependencyGraph. */
interface DependencyGraph {
  readonly environment: string;
  readonly revision: string;
  readonly modules: readonly {
    readonly module: string;
    readonly kind: ModuleKind;
    readonly team: string;
    readonly contact: string;
    readonly version: string;
    readonly releases: number;
    readonly openTabs: number;
  }[];
  readonly edges: readonly DependencyEdge[];
  readonly unjudged: readonly string[];
}

/** GraphQL's DependencyUse. */
interface DependencyUse {
  readonly kind: DependencyEdge['kind'];
  readonly subject: string;
  readonly provider: string;
  readonly consumer: {
    readonly module: string;
    readonly version: string;
    readonly roles: readonly string[];
    readonly openTabs: number;
    readonly team: string | null;
    readonly contact: string | null;
  };
  readonly places: readonly { readonly file: string; readonly line: number; readonly operation: string | null }[];
}

const kinds = { field: 'FIELDS', event: 'EVENTS', shared: 'SHARED', slot: 'SLOTS' } as const;

export function dependencies(
  ctx: ResolverContext,
  { environment: asked }: { readonly environment?: string | null },
): DependencyGraph {
  const environment = asked ?? defaultEnvironment;
  const { releases, unjudged, uses } = usesIn(ctx, environment);
  const rows = rowsOf(ctx, environment);
  const edges = new Map<string, DependencyEdge & { readonly named: Set<string> }>();
  for (const { consumer, provider, kind, subject } of uses) {
    const key = `${consumer.module} ${provider} ${kind}`;
    const edge = edges.get(key) ?? {
      consumer: consumer.module,
      provider,
      kind: kinds[kind],
      subjects: 0,
      named: new Set(),
    };
    const named = edge.named.add(subject);
    edges.set(key, { ...edge, subjects: named.size });
  }
  return {
    environment,
    revision: rows[0]?.revision ?? '',
    // A library has a row for each of its majors; here it is one, and named by the newest.
    modules: newestOf(rows).map(({ module, kind, team, contact, version }) => {
      const own = releases.filter((one) => one.module === module);
      const openTabs = own.reduce((sum, one) => sum + (one.openTabs ?? 0), 0);
      return { module, kind, team, contact, version, releases: own.length, openTabs };
    }),
    edges: [...edges.values()],
    unjudged,
  };
}

function newestOf(rows: readonly LiveModuleDocument[]): LiveModuleDocument[] {
  const byModule = new Map<string, LiveModuleDocument>();
  for (const row of rows) {
    const known = byModule.get(row.module);
    if (known === undefined || compareVersions(row.version, known.version) > 0) byModule.set(row.module, row);
  }
  return [...byModule.values()];
}

export interface UsesArgs {
  readonly environment?: string | null;
  readonly subject?: string | null;
  readonly consumer?: string | null;
  readonly provider?: string | null;
  readonly first?: number | null;
}

const pageSize = { default: 100, max: 1_000 };

export function dependencyUses(
  ctx: ResolverContext,
  { environment: asked, subject, consumer, provider, first }: UsesArgs,
): { readonly items: readonly DependencyUse[]; readonly total: number } {
  const { releases, uses } = usesIn(ctx, asked ?? defaultEnvironment);
  const found = uses.filter(
    (use) =>
      (subject == null || use.subject === subject) &&
      (consumer == null || use.consumer.module === consumer) &&
      (provider == null || use.provider === provider),
  );
  // What is kept may have been found when other tabs were open.
  const tabs = new Map(releases.map((one) => [nameOf(one), one.openTabs ?? 0]));
  const shown = found.slice(0, Math.min(first ?? pageSize.default, pageSize.max));
  const ids = [...new Set(shown.map((use) => nameOf(use.consumer)))];
  const documents = ctx.docs<ContractDocument>('contracts').getMany(ids);
  const owners = new Map(ids.map((id, at) => [id, documents[at]]));
  const items = shown.map((use): DependencyUse => {
    const { module, version, roles } = use.consumer;
    const id = nameOf(use.consumer);
    const { team = null, contact = null, folder = null } = owners.get(id) ?? {};
    return {
      kind: kinds[use.kind],
      subject: use.subject,
      provider: use.provider,
      consumer: { module, version, roles, openTabs: tabs.get(id) ?? 0, team, contact },
      places: use.places.map(({ file, line, operation = null }) => ({
        file: `${folder ?? module}/${file}`,
        line,
        operation,
      })),
    };
  });
  return { items, total: found.length };
}

/** GraphQL's DependencySubject. */
interface DependencySubject {
  readonly subject: string;
  readonly kind: DependencyEdge['kind'];
  readonly providers: readonly string[];
  readonly consumers: readonly string[];
}

export interface SubjectsArgs {
  readonly environment?: string | null;
  readonly search?: string | null;
  readonly first?: number | null;
}

/** What is used by anybody and has the words in its name; names that begin with them first. */
export function dependencySubjects(
  ctx: ResolverContext,
  { environment, search, first }: SubjectsArgs,
): DependencySubject[] {
  const words = (search ?? '').trim().toLowerCase();
  const found = new Map<string, { kind: DependencyEdge['kind']; providers: Set<string>; consumers: Set<string> }>();
  for (const { subject, kind, provider, consumer } of usesIn(ctx, environment ?? defaultEnvironment).uses) {
    if (!subject.toLowerCase().includes(words)) continue;
    const known = found.get(subject) ?? { kind: kinds[kind], providers: new Set(), consumers: new Set() };
    known.providers.add(provider);
    known.consumers.add(consumer.module);
    found.set(subject, known);
  }
  const begins = (subject: string) => (subject.toLowerCase().startsWith(words) ? 0 : 1);
  return [...found]
    .sort(([a], [b]) => begins(a) - begins(b) || (a < b ? -1 : 1))
    .slice(0, Math.min(first ?? 20, pageSize.max))
    .map(([subject, { kind, providers, consumers }]) => ({
      subject,
      kind,
      providers: [...providers].sort(),
      consumers: [...consumers].sort(),
    }));
}

interface Uses {
  readonly releases: readonly LiveRelease[];
  readonly unjudged: readonly string[];
  readonly uses: readonly GateUse[];
}

/** How many environments' uses are kept. */
const most = 8;

/** What was found last in each environment; found again only when somebody can run something else. */
const kept = new Map<string, Pick<Uses, 'releases' | 'uses'>>();

function usesIn(ctx: ResolverContext, environment: string): Uses {
  const { releases, unjudged } = liveReleases(ctx, environment);
  const known = kept.get(environment);
  if (known && isSameLive(known.releases, releases)) return { releases, unjudged, uses: known.uses };
  const uses = dependenciesOf(releases);
  kept.delete(environment);
  if (kept.size >= most) kept.delete(kept.keys().next().value!);
  kept.set(environment, { releases, uses });
  return { releases, unjudged, uses };
}

const nameOf = ({ module, version }: LiveRelease): string => releaseId(module, version);
