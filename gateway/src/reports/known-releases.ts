/** The releases somebody may be running by this composition, as `module@version`: live, previous and canary ones. */
import { isServiceCanary } from '../composition/canary-of-user.ts';
import type { ResolvedComposition } from '../composition/resolve.ts';

const made = new WeakMap<ResolvedComposition, ReadonlySet<string>>();

export function knownReleases(resolved: ResolvedComposition | undefined): ReadonlySet<string> {
  if (resolved === undefined) return new Set();
  const known = made.get(resolved) ?? new Set(resolved.operations.map(({ app }) => app));
  made.set(resolved, known);
  return known;
}

/** Whether this is a side of a service's canary. */
export function isCompared(resolved: ResolvedComposition | undefined, module: string, version: string): boolean {
  return (resolved?.rows ?? []).some(
    (row) => row.module === module && isServiceCanary(row) && [row.version, row.canaryVersion].includes(version),
  );
}
