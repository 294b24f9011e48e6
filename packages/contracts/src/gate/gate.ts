/**
 * The gate: can this release be deployed into what is live? Every rule looks at two releases, so looking at all pairs of
 * the candidate with what is live covers every mix that can meet (docs/explanation: one gate). Pure; the live set is handed
 * in, and the index over it is kept up to date as releases come and go: field → operations that use it, slot → fillers.
 */
import type { PublishedOperation } from '../contract.ts';
import { fieldUses } from '../operation/uses.ts';
import type { Teams } from '../teams.ts';
import type { Finding } from './finding.ts';
import { isCanaryOnly, nameOf } from './live-set.ts';
import type { ContractOf, LiveRelease, LiveRole, LiveSet } from './live-set.ts';
import { canMeet } from './operations/can-meet.ts';
import { judgeOperation } from './operations/judge-operation.ts';
import type { AppRelease } from './operations/judge-operation.ts';
import { touchOperation } from './operations/touch-operation.ts';
import type { Touched } from './operations/touch-operation.ts';
import { createServices, serviceRelease } from './operations/services.ts';
import type { ServiceRelease } from './operations/services.ts';
import { createNextReleases } from './next-release.ts';
import type { PublishedReleases } from './next-release.ts';
import { refusalsOf } from './refusals.ts';
import { compositionFindings } from './rules/composition.ts';
import { eventFindings, pastFindings, siblingFindings } from './rules/events.ts';
import { claimFindings, slotFindings } from './rules/page.ts';
import { frameFindings, sharedFindings } from './rules/shared.ts';
import type { Verdict } from './verdict.ts';

export interface GateOptions {
  /** Owners and folders in refusals. */
  readonly teams?: Teams | undefined;
  /** What could be promoted, so that refusals can name versions. Asked only when something is refused. */
  readonly published?: PublishedReleases | undefined;
  /**
   * Releases of a service, by its module, that have recorded events in this environment and may be live no more. Asked once per
   * judged service.
   */
  readonly recorded?: ((module: string) => readonly ContractOf[]) | undefined;
  /**
   * Stitches the stable services with the candidate and says what is wrong; undefined when they are one graph. For what no
   * pair of services shows; called once per judged service. `composeGraph` of @tessera/graph does it.
   */
  readonly compose?: ((services: readonly ContractOf[]) => string | undefined) | undefined;
}

export interface Gate {
  readonly liveSet: LiveSet;
  /** Takes over another live set; only what differs is looked at again. */
  update(liveSet: LiveSet): void;
  /**
   * @param as what the candidate would be: a service's canary meets no other service's canary. @default 'stable'
   */
  judge(candidate: ContractOf, as?: LiveRole): Verdict;
  /** Who uses a field (`Order.status`): every live operation that would be judged again if it changed. */
  usersOf(coordinate: string): readonly { readonly release: LiveRelease; readonly operation: PublishedOperation }[];
}

/** One question, without an index to keep. */
export function judge(candidate: ContractOf, liveSet: LiveSet, options: GateOptions = {}): Verdict {
  return createGate(liveSet, options).judge(candidate);
}

interface IndexedOperation {
  readonly app: AppRelease;
  readonly operation: PublishedOperation;
  touched: Touched;
}

export function createGate(initial: LiveSet, options: GateOptions = {}): Gate {
  const services = createServices();
  const serviceByRelease = new Map<LiveRelease, ServiceRelease>();
  const operations = new Map<LiveRelease, readonly IndexedOperation[]>();
  /** Module or looked-up field → operations that a new service release could break there. */
  const byModule = new Map<string, Set<IndexedOperation>>();
  const byHop = new Map<string, Set<IndexedOperation>>();
  let live: LiveSet = { ...initial, releases: [] };
  update(initial);
  return {
    get liveSet() {
      return live;
    },
    update,
    judge: judgeCandidate,
    usersOf(coordinate) {
      return [...operations.values()]
        .flat()
        .flatMap(({ app, operation }) => (uses(operation, coordinate) ? [{ release: app, operation }] : []));
    },
  };

  function update(next: LiveSet): void {
    const before = new Map(live.releases.map((release) => [identityOf(release), release]));
    const kept = new Map<string, LiveRelease>();
    for (const release of next.releases) {
      const same = before.get(identityOf(release));
      // The very object the index knows, so that only tabs may differ: those are read from the live set.
      if (same !== undefined && same.contract === release.contract && same.openTabs === release.openTabs)
        kept.set(identityOf(release), same);
    }
    for (const [identity, release] of before) if (!kept.has(identity)) remove(release);
    const releases = next.releases.map((release) => kept.get(identityOf(release)) ?? release);
    const added = releases.filter((release) => !kept.has(identityOf(release)));
    live = { ...next, releases };
    const touched = new Set<IndexedOperation>();
    for (const release of added) {
      if (release.kind !== 'service') continue;
      const service = serviceRelease(release);
      serviceByRelease.set(release, service);
      services.add(service);
    }
    for (const release of added) {
      const service = serviceByRelease.get(release);
      if (service !== undefined) for (const one of affectedBy(service)) touched.add(one);
    }
    for (const one of touched) reindex(one);
    for (const release of added) if (release.kind === 'app' || release.kind === 'shell') addOperations(release);
  }

  function remove(release: LiveRelease): void {
    const service = serviceByRelease.get(release);
    if (service !== undefined) {
      services.remove(service);
      serviceByRelease.delete(release);
    }
    for (const one of operations.get(release) ?? []) forget(one);
    operations.delete(release);
  }

  function addOperations(app: AppRelease): void {
    const indexed = app.contract.operations.map((operation) => {
      const one = { app, operation, touched: touchOperation(operation, services) };
      note(one);
      return one;
    });
    operations.set(app, indexed);
  }

  function note(one: IndexedOperation): void {
    for (const module of one.touched.modules) into(byModule, module, one);
    for (const hop of one.touched.hops) into(byHop, hop, one);
  }

  function forget(one: IndexedOperation): void {
    for (const module of one.touched.modules) byModule.get(module)?.delete(one);
    for (const hop of one.touched.hops) byHop.get(hop)?.delete(one);
  }

  function reindex(one: IndexedOperation): void {
    forget(one);
    one.touched = touchOperation(one.operation, services);
    note(one);
  }

  /** Operations whose answer a service release may have a part in. */
  function affectedBy({ release, graph }: ServiceRelease): Set<IndexedOperation> {
    const affected = new Set(byModule.get(release.module));
    for (const type of graph.types.values()) {
      for (const field of type.fields.keys()) {
        for (const one of byHop.get(`${type.name}.${field}`) ?? []) affected.add(one);
      }
    }
    return affected;
  }

  function judgeCandidate(contract: ContractOf, as: LiveRole = 'stable'): Verdict {
    const candidate: LiveRelease = { ...contract, roles: [as], openTabs: 0 };
    // Judged again while it is live already: it does not meet itself.
    const others = live.releases.filter((one) => nameOf(one) !== nameOf(candidate));
    const self = live.releases.find((one) => nameOf(one) === nameOf(candidate));
    const neighbours = others.filter((one) => one.module !== candidate.module);
    const siblings = others.filter((one) => one.module === candidate.module);
    const findings = findingsOf(candidate, neighbours, siblings, self);
    const { published } = options;
    const next =
      published === undefined || findings.length === 0
        ? undefined
        : createNextReleases({ published, live: others, candidate, gateOf: (set) => createGate(set) });
    const refusals = refusalsOf(findings, {
      candidate,
      environment: live.environment,
      teams: options.teams,
      of: (module) => others.filter((one) => one.module === module),
      next,
    });
    return {
      ok: refusals.length === 0,
      candidate: { module: candidate.module, version: candidate.version, kind: candidate.kind },
      environment: live.environment,
      position: live.position,
      judged: {
        releases: others.length,
        pairs: neighbours.length + (candidate.kind === 'service' ? siblings.length : 0),
      },
      refusals,
    };
  }

  function findingsOf(
    candidate: LiveRelease,
    neighbours: readonly LiveRelease[],
    siblings: readonly LiveRelease[],
    self: LiveRelease | undefined,
  ): Finding[] {
    switch (candidate.kind) {
      case 'app':
        return [...appFindings(candidate), ...pageFindings(candidate, neighbours), ...needs(candidate, neighbours)];
      case 'shell':
        return [
          ...appFindings(candidate),
          ...frameFindings(candidate),
          ...needs(candidate, neighbours),
          ...neededBy(candidate, neighbours),
        ];
      case 'library':
        return [...needs(candidate, neighbours), ...neededBy(candidate, [...neighbours, ...siblings])];
      case 'service':
        return serviceFindings(candidate, neighbours, siblings, self);
    }
  }

  function appFindings(candidate: AppRelease): Finding[] {
    const unknown = candidate.contract.operations.filter((operation) => operation.uses === undefined);
    if (unknown.length > 0) return [incomplete(candidate, unknown)];
    return candidate.contract.operations.flatMap((operation) => judgeOperation(candidate, operation, services));
  }

  function serviceFindings(
    candidate: Extract<LiveRelease, { kind: 'service' }>,
    neighbours: readonly LiveRelease[],
    siblings: readonly LiveRelease[],
    self: LiveRelease | undefined,
  ): Finding[] {
    let mine: ServiceRelease;
    try {
      mine = serviceRelease(candidate);
    } catch (error) {
      return [unreadable(candidate, error as Error)];
    }
    const own = self && serviceByRelease.get(self);
    const affected = affectedBy(mine);
    const judged = () => [...affected].map(({ app, operation }) => judgeOperation(app, operation, services));
    if (own !== undefined) services.remove(own);
    services.add(mine);
    try {
      const after = judged();
      // What was wrong before is only asked for where something is wrong elsewhere: hardly ever.
      const isElsewhere = after.some((findings) => findings.some(({ provider }) => provider !== candidate));
      services.remove(mine);
      const before = isElsewhere ? judged() : [];
      services.add(mine);
      const onOperations = after.flatMap((findings, index) => causedBy(candidate, findings, before[index] ?? []));
      return [
        ...onOperations,
        ...neighbours.flatMap((one) => {
          if (one.kind !== 'service') return [];
          const graph = canMeet([candidate, one]) ? compositionFindings(mine, serviceByRelease.get(one)!) : [];
          return [...graph, ...eventFindings(candidate, one), ...eventFindings(one, candidate)];
        }),
        ...siblings.flatMap((one) => (one.kind === 'service' ? siblingFindings(candidate, one) : [])),
        ...pastOf(candidate, siblings).flatMap((one) => pastFindings(candidate, one)),
        ...composed(candidate, neighbours),
      ];
    } finally {
      services.remove(mine);
      if (own !== undefined) services.add(own);
    }
  }

  /** What has recorded events and is neither live nor the candidate itself. */
  function pastOf(candidate: LiveRelease, siblings: readonly LiveRelease[]) {
    const live = new Set([candidate, ...siblings].map(nameOf));
    const past = options.recorded?.(candidate.module) ?? [];
    return past.flatMap((one) => (one.kind === 'service' && !live.has(nameOf(one)) ? [{ ...one, roles: [] }] : []));
  }

  function composed(candidate: LiveRelease, neighbours: readonly LiveRelease[]): Finding[] {
    const together = neighbours.filter((one) => one.kind === 'service' && one.roles.includes('stable'));
    const message = options.compose?.([...together, candidate]);
    return message === undefined
      ? []
      : [
          {
            code: 'GRAPH_NOT_COMPOSABLE',
            consumer: candidate,
            provider: candidate,
            subject: 'the graph',
            message,
            places: [],
          },
        ];
  }
}

function pageFindings(candidate: Extract<LiveRelease, { kind: 'app' }>, neighbours: readonly LiveRelease[]): Finding[] {
  return neighbours.flatMap((one) => {
    if (one.kind !== 'app' || !canMeet([candidate, one])) return [];
    return [...slotFindings(candidate, one), ...slotFindings(one, candidate), ...claimFindings(candidate, one)];
  });
}

/** What the candidate needs of what the page shares. */
function needs(
  candidate: Extract<LiveRelease, { kind: 'app' | 'shell' | 'library' }>,
  neighbours: readonly LiveRelease[],
): Finding[] {
  return sharedFindings(candidate, neighbours.filter(isProviding));
}

/** What others need of it. */
function neededBy(
  candidate: Extract<LiveRelease, { kind: 'shell' | 'library' }>,
  others: readonly LiveRelease[],
): Finding[] {
  const providing = [candidate, ...others.filter(isProviding)];
  return others.filter((one) => one.kind !== 'service').flatMap((one) => sharedFindings(one, providing, candidate));
}

const isProviding = (one: LiveRelease): one is Extract<LiveRelease, { kind: 'shell' | 'library' }> =>
  one.kind === 'shell' || one.kind === 'library';

function incomplete(candidate: AppRelease, operations: readonly PublishedOperation[]): Finding {
  const [first] = operations as [PublishedOperation];
  return {
    code: 'CONTRACT_INCOMPLETE',
    consumer: candidate,
    provider: candidate,
    subject: operations.map(({ name }) => name).join(', '),
    message: 'does not say what it uses',
    places: [{ ...first.source, operation: first.name }],
  };
}

function unreadable(candidate: LiveRelease, error: Error): Finding {
  return {
    code: 'CONTRACT_UNREADABLE',
    consumer: candidate,
    provider: candidate,
    subject: 'schema.graphql',
    message: `is no GraphQL: ${error.message}`,
    places: [],
  };
}

/**
 * What an operation would suffer by the candidate: its own doing, and what is wrong elsewhere only once it is there. A field
 * it gives up may be answered by another service instead, which does not know what lies below.
 */
function causedBy(candidate: LiveRelease, after: readonly Finding[], before: readonly Finding[]): Finding[] {
  const known = new Set(before.map(keyOf));
  return after.flatMap((finding) => {
    if (finding.provider === candidate) return [finding];
    if (known.has(keyOf(finding))) return [];
    const message = `${finding.message} by ${nameOf(finding.provider)}, which would answer in its place`;
    return [{ ...finding, provider: candidate, message }];
  });
}

function keyOf({ code, subject, provider, places }: Finding): string {
  return [code, subject, nameOf(provider), ...places.map(({ file, line }) => `${file}:${line}`)].join('\n');
}

/** Same release in the same standing: what the index holds of it stays true. */
const identityOf = (release: LiveRelease): string =>
  `${nameOf(release)} ${isCanaryOnly(release)} ${release.roles.join()}`;

function into<T>(map: Map<string, Set<T>>, key: string, value: T): void {
  const found = map.get(key);
  if (found === undefined) map.set(key, new Set([value]));
  else found.add(value);
}

function uses(operation: PublishedOperation, coordinate: string): boolean {
  return fieldUses(operation).some(({ field }) => field === coordinate);
}
