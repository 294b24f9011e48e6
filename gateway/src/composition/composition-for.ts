/**
 * The composition as one user gets it. Nearly everybody gets the same; a share gets one module's canary instead, with the
 * stable release as its fallback. There are as many variants as canaries, and each is made once.
 */
import type { Manifest } from '@tessera/contracts';
import { canaryOfUser } from './canary-of-user.ts';
import type { LiveRelease, ResolvedComposition } from './resolve.ts';

const variants = new WeakMap<ResolvedComposition, Map<string, ResolvedComposition>>();

export function compositionFor(resolved: ResolvedComposition, user: string): ResolvedComposition {
  const module = canaryOfUser(resolved, user);
  if (module === undefined || !isShown(resolved, module)) return resolved;
  const known = variants.get(resolved) ?? new Map<string, ResolvedComposition>();
  variants.set(resolved, known);
  const variant = known.get(module) ?? withCanary(resolved, module);
  known.set(module, variant);
  return variant;
}

/** A service's canary changes nothing of the page. */
function isShown({ shell, apps }: ResolvedComposition, module: string): boolean {
  return shell?.row.module === module || apps.some(({ row }) => row.module === module);
}

function withCanary(resolved: ResolvedComposition, module: string): ResolvedComposition {
  const swap = <M extends Manifest>(release: LiveRelease<M>): LiveRelease<M> =>
    release.row.module === module && release.canary !== undefined
      ? { ...release, manifest: release.canary.manifest, previous: release.manifest }
      : release;
  const { shell, apps } = resolved;
  return { ...resolved, shell: shell && swap(shell), apps: apps.map(swap) };
}

/** Whether what a variant runs of this module is its canary. */
export function isCanary({ manifest, canary }: LiveRelease): boolean {
  return canary !== undefined && manifest === canary.manifest;
}
