/**
 * Which release to promote first: among those that are published, the ones with which a refusal would not be. Asked only
 * about what is refused. Tried like everything else: the consumer is judged beside the one release in question.
 */
import { compareVersions } from '../names.ts';
import type { Finding } from './finding.ts';
import type { Gate } from './gate.ts';
import type { ContractOf, LiveRelease, LiveSet } from './live-set.ts';
import { nameOf } from './live-set.ts';

/** What could be promoted. */
export interface PublishedReleases {
  /** Of a module, without those that may not go live. The newest few are enough. */
  of(module: string): readonly ContractOf[];
  /** Modules of services, for what none that is live offers. */
  services(): readonly string[];
}

export type NextRelease =
  /** This one and every later one, or only this one. */
  | { readonly module: string; readonly version: string; readonly andLater: boolean; readonly isStable: boolean }
  | 'none published';

export interface NextReleases {
  /** Of the side that is depended on: releases that offer it. */
  offering(finding: Finding): NextRelease;
  /** Of the side that depends: later releases that do without. */
  doingWithout(finding: Finding): NextRelease;
}

interface World {
  readonly published: PublishedReleases;
  readonly live: readonly LiveRelease[];
  readonly candidate: LiveRelease;
  readonly gateOf: (live: LiveSet) => Gate;
}

export function createNextReleases({ published, live, candidate, gateOf }: World): NextReleases {
  // Other apps have no part in it, and are most of what there is.
  const beside = live.filter(({ kind, module }) => kind !== 'app' && module !== candidate.module);
  const setOf = (releases: readonly LiveRelease[]): LiveSet => ({ environment: '', position: '', releases });
  let gate: Gate | undefined;
  const known = new Map<string, NextRelease>();

  function gateOver(releases: readonly LiveRelease[]): Gate {
    if (gate === undefined) gate = gateOf(setOf(releases));
    else gate.update(setOf(releases));
    return gate;
  }

  const suffers = (consumer: ContractOf, { subject }: Finding, releases: readonly LiveRelease[]): boolean =>
    gateOver(releases)
      .judge(consumer)
      .refusals.some((each) => each.subject === subject && nameOf(each.consumer) === nameOf(consumer));

  /** @param isFree of those from the newest to the oldest */
  function choose(releases: readonly ContractOf[], isFree: (one: ContractOf) => boolean): NextRelease {
    const newestFirst = [...releases].sort((a, b) => compareVersions(b.version, a.version));
    const first = newestFirst.findIndex(isFree);
    if (first < 0) return 'none published';
    let last = first;
    // Only from the newest on it can be said of every later one.
    while (first === 0 && last + 1 < newestFirst.length && isFree(newestFirst[last + 1]!)) last++;
    const { module, version } = newestFirst[last]!;
    const run = newestFirst.slice(first, last + 1);
    const isStable = run.some((one) =>
      live.some(({ roles, ...each }) => roles.includes('stable') && nameOf(each) === nameOf(one)),
    );
    return { module, version, andLater: first === 0, isStable };
  }

  function once(key: readonly string[], find: () => NextRelease): NextRelease {
    const found = known.get(key.join('\n')) ?? find();
    known.set(key.join('\n'), found);
    return found;
  }

  return {
    offering(finding) {
      const { consumer, provider, subject } = finding;
      const isAnyones = provider.version === '*' && published.of(provider.module).length === 0;
      const modules = isAnyones ? published.services() : [provider.module];
      return once(['offering', nameOf(consumer), provider.module, subject], () => {
        for (const module of modules) {
          const others = beside.filter((one) => one.module !== module);
          const found = choose(
            published.of(module),
            (one) => !suffers(consumer, finding, [...others, { ...one, roles: ['stable'] }]),
          );
          if (found !== 'none published') return found;
        }
        return 'none published';
      });
    },
    doingWithout(finding) {
      const { consumer, provider, subject } = finding;
      return once(['without', nameOf(consumer), provider.module, subject], () => {
        const others = beside.filter((one) => one.module !== consumer.module);
        const later = published.of(consumer.module).filter((one) => compareVersions(one.version, consumer.version) > 0);
        return choose(later, (one) => !suffers(one, finding, [...others, candidate]));
      });
    },
  };
}
