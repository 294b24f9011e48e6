/** Whom this gateway sends everybody's requests to, as the releases service is told. */
import type { ServiceFleet } from '../services/service-fleet.ts';

export interface ServedService {
  /** As in teams.json: `orders-service`. */
  readonly module: string;
  readonly version: string;
}

export interface ServedServices {
  /** By module. Not those that have not said which release they are, or have no version. */
  readonly services: readonly ServedService[];
  /** Requests go to what the composition names, of every service. */
  readonly follows: boolean;
}

type Fleet = Pick<ServiceFleet, 'release' | 'wanted'>;

export function servedServices(fleets: Iterable<Fleet>): ServedServices {
  const all = [...fleets];
  const services = all.flatMap(({ release }) => {
    const [module, version] = (release ?? '').split('@');
    return module && version ? [{ module, version }] : [];
  });
  return {
    services: services.sort((a, b) => (a.module < b.module ? -1 : 1)),
    follows: all.every(({ release, wanted }) => wanted === undefined || release === wanted),
  };
}
