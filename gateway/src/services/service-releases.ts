import type { LiveRow } from '@tessera/contracts';
import { moduleOfService } from './module-of-service.ts';

/** Service → the release that everybody has, as its processes call it: `orders-service@1.1.0`. */
export function serviceReleases(rows: readonly LiveRow[], services: readonly string[]): ReadonlyMap<string, string> {
  const named = services.flatMap((service): [string, string][] => {
    const row = rows.find(({ module, kind }) => kind === 'SERVICE' && module === moduleOfService(service));
    return row === undefined ? [] : [[service, `${row.module}@${row.version}`]];
  });
  return new Map(named);
}
