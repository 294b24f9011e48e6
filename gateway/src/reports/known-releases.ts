/** The releases somebody may be running by this composition, as `module@version`: live, previous and canary ones. */
import type { ResolvedComposition } from '../composition/resolve.ts';

const made = new WeakMap<ResolvedComposition, ReadonlySet<string>>();

export function knownReleases(resolved: ResolvedComposition | undefined): ReadonlySet<string> {
  if (resolved === undefined) return new Set();
  const known = made.get(resolved) ?? new Set(resolved.operations.map(({ app }) => app));
  made.set(resolved, known);
  return known;
}
