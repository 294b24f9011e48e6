/**
 * Who is sent where. A user in a service's canary is sent to it as soon as it can be asked, and to what everybody has until then, and
 * when it is gone: the gate has judged both beside everything else. By the same function as apps' canaries, so that nobody is in two.
 */
import { canaryOfUser } from '../composition/canary-of-user.ts';
import type { ResolvedComposition } from '../composition/resolve.ts';
import { canaryReleases } from './service-releases.ts';
import { moduleOfService } from './module-of-service.ts';
import { everybody, routeTo } from './service-route.ts';
import type { ServiceRoute } from './service-route.ts';

export interface ServiceRoutes {
  /** Where a user's requests go now. */
  of(user: string): ServiceRoute;
}

export interface ServiceRoutesOptions {
  readonly services: readonly string[];
  readonly composition: () => ResolvedComposition | undefined;
  /** Whether requests can be answered along this route now. */
  readonly isServed: (route: ServiceRoute) => boolean;
}

export function createServiceRoutes({ services, composition, isServed }: ServiceRoutesOptions): ServiceRoutes {
  /** Module of a service → the route of those in its canary. */
  const made = new WeakMap<ResolvedComposition, ReadonlyMap<string, ServiceRoute>>();

  const canariesOf = (resolved: ResolvedComposition): ReadonlyMap<string, ServiceRoute> => {
    const canaries = [...canaryReleases(resolved.rows, services)];
    const routes = canaries.map((pair) => [moduleOfService(pair[0]), routeTo('canary', [pair])] as const);
    return new Map(routes);
  };

  return {
    of(user) {
      const resolved = composition();
      if (resolved === undefined) return everybody;
      const known = made.get(resolved) ?? canariesOf(resolved);
      made.set(resolved, known);
      if (known.size === 0) return everybody;
      const route = known.get(canaryOfUser(resolved, user) ?? '');
      return route !== undefined && isServed(route) ? route : everybody;
    },
  };
}
