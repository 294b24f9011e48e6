/**
 * The composition as one user gets it. Nearly everybody gets the same; a group has what was pinned for it, and a share gets one
 * module's canary instead, each with the stable release as its fallback. A group is everybody who has a role of its name. There are
 * as many variants as combinations of these that somebody is in, and each is made once.
 */
import type { Manifest, User } from '@tessera/contracts';
import { canaryOfUser } from './canary-of-user.ts';
import type { LiveRelease, ResolvedComposition } from './resolve.ts';

const variants = new WeakMap<ResolvedComposition, Map<string, ResolvedComposition>>();
const groupNames = new WeakMap<ResolvedComposition, readonly string[]>();

export function compositionFor(
  resolved: ResolvedComposition,
  { id, roles }: Pick<User, 'id' | 'roles'>,
): ResolvedComposition {
  const canary = canaryOfUser(resolved, id);
  const shown = canary !== undefined && isShown(resolved, canary) ? canary : undefined;
  const groups = groupsIn(resolved).filter((group) => roles.includes(group));
  if (shown === undefined && groups.length === 0) return resolved;
  const key = [shown ?? '', ...groups].join(' ');
  const known = variants.get(resolved) ?? new Map<string, ResolvedComposition>();
  variants.set(resolved, known);
  const variant = known.get(key) ?? variantOf(resolved, shown, groups);
  known.set(key, variant);
  return variant;
}

/** A service's canary changes nothing of the page. */
function isShown({ shell, apps }: ResolvedComposition, module: string): boolean {
  return shell?.row.module === module || apps.some(({ row }) => row.module === module);
}

/** Those that have a release of something of their own, by name; asked for each page, and the same until the next composition. */
function groupsIn(resolved: ResolvedComposition): readonly string[] {
  const known = groupNames.get(resolved) ?? findGroups(resolved);
  groupNames.set(resolved, known);
  return known;
}

function findGroups({ shell, apps, libraries }: ResolvedComposition): readonly string[] {
  const releases: readonly LiveRelease[] = [...(shell === undefined ? [] : [shell]), ...apps, ...libraries];
  return [...new Set(releases.flatMap(({ pinned }) => [...pinned.keys()]))].sort();
}

function variantOf(
  resolved: ResolvedComposition,
  canary: string | undefined,
  groups: readonly string[],
): ResolvedComposition {
  const swap = <M extends Manifest>(release: LiveRelease<M>): LiveRelease<M> => {
    // What a group has it keeps, whatever everybody else gets: a canary, too. Of two groups it is that of the first by name.
    const pinned = groups.map((group) => release.pinned.get(group)).find((one) => one !== undefined);
    if (pinned === release.manifest) return { ...release, canary: undefined };
    if (pinned !== undefined) return { ...release, manifest: pinned, previous: release.manifest, canary: undefined };
    return release.row.module === canary && release.canary !== undefined
      ? { ...release, manifest: release.canary.manifest, previous: release.manifest }
      : release;
  };
  const { shell, apps, libraries } = resolved;
  return { ...resolved, shell: shell && swap(shell), apps: apps.map(swap), libraries: libraries.map(swap) };
}

/** Whether what a variant runs of this module is its canary. */
export function isCanary({ manifest, canary }: LiveRelease): boolean {
  return canary !== undefined && manifest === canary.manifest;
}
