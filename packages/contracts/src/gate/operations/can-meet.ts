import { isCanaryOnly } from '../live-set.ts';
import type { LiveRelease } from '../live-set.ts';

/**
 * Whether one person's page can hold all of these: a user is in at most one canary, so releases of two services that are only
 * canaries never meet there. (Events do not ask who a user is: there, every two live releases meet.)
 */
export function canMeet(releases: readonly LiveRelease[]): boolean {
  let canary: string | undefined;
  for (const release of releases) {
    if (!isCanaryOnly(release)) continue;
    if (canary !== undefined && canary !== release.module) return false;
    canary = release.module;
  }
  return true;
}
