/**
 * Who finds out what a release of a service would do about events, without doing it: one process of each side of its canary. A
 * canary's policies are carried out by nobody, and would otherwise be met by everybody at once when it is promoted.
 */
import type { LiveRow } from '@tessera/contracts';
import { isServiceCanary } from '../composition/canary-of-user.ts';
import type { Instance } from './instances.ts';
import { moduleOfService } from './module-of-service.ts';

/** @param instances those of its service */
export function isRehearsing(
  { service, release, url }: Instance,
  instances: readonly Instance[],
  rows: readonly LiveRow[],
): boolean {
  const row = rows.find(({ module }) => module === moduleOfService(service));
  if (row === undefined || !isServiceCanary(row)) return false;
  const sides = [row.version, row.canaryVersion].map((version) => `${row.module}@${version}`);
  // The one that registered first: all replicas of a release would say the same.
  const first = instances.find((each) => each.ready && each.release === release);
  return sides.includes(release) && first?.url === url;
}
