import type { LiveRow } from '@tessera/contracts';
import { isServiceCanary } from '../composition/canary-of-user.ts';
import { moduleOfService } from './module-of-service.ts';

/** Whom everybody's requests may go to, as the processes call themselves: `orders-service@1.1.0`. */
export interface ReleasesOfAll {
  readonly stable: string;
  /** What a rollback returns to; undefined: there is no way back. */
  readonly previous: string | undefined;
}

/** By service. */
export function serviceReleases(
  rows: readonly LiveRow[],
  services: readonly string[],
): ReadonlyMap<string, ReleasesOfAll> {
  return new Map(
    rowsOf(rows, services).map(([service, { module, version, previousVersion }]) => [
      service,
      {
        stable: `${module}@${version}`,
        previous: previousVersion === null ? undefined : `${module}@${previousVersion}`,
      },
    ]),
  );
}

/** Service → the release that a share of the users has. */
export function canaryReleases(rows: readonly LiveRow[], services: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    rowsOf(rows, services).flatMap(([service, row]): [string, string][] =>
      isServiceCanary(row) ? [[service, `${row.module}@${row.canaryVersion}`]] : [],
    ),
  );
}

/** A release of a service that somebody's preview shows. */
interface Previewed {
  readonly services: readonly { readonly module: string; readonly version: string }[];
}

/** Release → why some people are sent there. */
export type BesideReleases = ReadonlyMap<string, 'canary' | 'preview'>;

/** By service. */
export function releasesBeside(
  rows: readonly LiveRow[],
  previews: readonly Previewed[],
  services: readonly string[],
): ReadonlyMap<string, BesideReleases> {
  const canaries = canaryReleases(rows, services);
  const all = services.map((service) => {
    const beside = new Map<string, 'canary' | 'preview'>();
    const canary = canaries.get(service);
    if (canary !== undefined) beside.set(canary, 'canary');
    for (const { module, version } of previews.flatMap((preview) => preview.services))
      if (module === moduleOfService(service)) beside.set(`${module}@${version}`, 'preview');
    return [service, beside] as const;
  });
  return new Map(all);
}

function rowsOf(rows: readonly LiveRow[], services: readonly string[]): [string, LiveRow][] {
  return services.flatMap((service): [string, LiveRow][] => {
    const row = rows.find(({ module, kind }) => kind === 'SERVICE' && module === moduleOfService(service));
    return row === undefined ? [] : [[service, row]];
  });
}
