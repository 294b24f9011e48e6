/** Which canary a user is in: one at most, whether it is an app's, the shell's or a service's. */
import { canaryOf } from '@tessera/contracts';
import type { CanaryShare, LiveRow } from '@tessera/contracts';
import type { LiveRelease, ResolvedComposition } from './resolve.ts';

const shares = new WeakMap<ResolvedComposition, readonly CanaryShare[]>();

/** The module of which this user gets the canary; undefined: none. */
export function canaryOfUser(resolved: ResolvedComposition, user: string): string | undefined {
  const known = shares.get(resolved) ?? sharesOf(resolved);
  shares.set(resolved, known);
  return canaryOf(user, known);
}

function sharesOf({ shell, apps, rows }: ResolvedComposition): CanaryShare[] {
  const frontends: readonly LiveRelease[] = shell === undefined ? apps : [shell, ...apps];
  const shown = frontends.flatMap(({ row: { module }, canary }) =>
    canary === undefined ? [] : [{ module, share: canary.share, since: canary.since }],
  );
  const routed = rows.filter(isServiceCanary).map(({ module, canaryShare, canarySince }) => {
    return { module, share: canaryShare ?? 0, since: canarySince ?? '' };
  });
  return [...shown, ...routed];
}

/** A row of a service of which a share of the users gets another release. */
export function isServiceCanary(row: LiveRow): row is LiveRow & { readonly canaryVersion: string } {
  const { kind, canaryVersion, killed } = row;
  return kind === 'SERVICE' && typeof canaryVersion === 'string' && !killed.includes(canaryVersion);
}
