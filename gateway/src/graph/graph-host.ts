/**
 * What answers GraphQL right now: one graph, one runtime, one registry, replaced together. A request takes them once
 * and finishes on what it took. Beside those for everybody there are others for whoever is routed to other releases of services:
 * one for each combination, made when it is first asked for.
 */
import { createGraphRuntime, createOperationRegistry, composeGraph } from '@tessera/graph';
import type { GraphRuntime, GraphService, OperationRegistry, ReleaseOperations } from '@tessera/graph';
import type { ServiceContract, Teams } from '@tessera/contracts';
import { ownerOf } from '@tessera/contracts';
import type { Logger } from 'pino';
import type { Metrics } from '../observe/metrics.ts';
import type { ServiceClient } from '../services/service-client.ts';
import type { ServiceDirectory } from '../services/service-directory.ts';
import type { ServiceRoute } from '../services/service-route.ts';
import type { GraphContext } from './context.ts';

export interface Serving {
  readonly runtime: GraphRuntime<GraphContext>;
  readonly registry: OperationRegistry;
}

export interface GraphHost {
  /** For everybody. Undefined until every service's contract is known. */
  readonly current: Serving | undefined;
  /** Along a route; undefined while a release of it cannot be asked, or cannot be composed with the others. */
  along(route: ServiceRoute): Serving | undefined;
  /** Why the newest contracts are not served, in words; undefined = they are. */
  readonly problem: string | undefined;
  /** Why a route's releases cannot be composed with the others, in words. */
  problemAlong(route: ServiceRoute): string | undefined;
  /** The releases whose operations are answered; replaces what was there. */
  setReleases(releases: readonly ReleaseOperations[]): void;
  /** Adds the operations of a release that is not live, because a tab still runs it. */
  addRelease(release: ReleaseOperations): void;
  /** False: the contracts cannot be composed, and the graph stays as it is. */
  recompose(): boolean;
}

export interface GraphHostOptions {
  readonly directory: Pick<ServiceDirectory, 'services' | 'beside'>;
  readonly teams: Teams;
  readonly log: Logger;
  readonly metrics: Pick<Metrics, 'graphSwap' | 'serviceRequest'>;
}

/** A service, as far as a graph is made of it. */
interface Part {
  readonly client: ServiceClient;
  readonly contract: ServiceContract;
}

/** What a route was composed to, of what; without a runtime: why it could not be. */
interface Composed {
  readonly route: ServiceRoute;
  readonly parts: readonly Part[];
  readonly runtime: GraphRuntime<GraphContext> | undefined;
  readonly problem: string | undefined;
  serving: Serving | undefined;
}

/** Combinations that are kept: a canary or two, and some previews. */
const keptRoutes = 16;

export function createGraphHost({ directory, teams, log, metrics }: GraphHostOptions): GraphHost {
  let runtime: GraphRuntime<GraphContext> | undefined;
  let current: Serving | undefined;
  let problem: string | undefined;
  let live: readonly ReleaseOperations[] = [];
  const kept = new Map<string, ReleaseOperations>();
  const routes = new Map<string, Composed>();

  const compose = (parts: readonly Part[]): GraphRuntime<GraphContext> =>
    createGraphRuntime(composeGraph({ services: parts.map((part) => graphService(part, teams, metrics)) }));

  const registered = (on: GraphRuntime<GraphContext>): Serving => {
    const releases = new Map([...kept, ...live.map((release) => [release.app, release] as const)]);
    const registry = createOperationRegistry(on.graph, [...releases.values()]);
    for (const { name, apps, problems } of registry) {
      if (problems.length > 0)
        log.error(
          { operation: name, apps, reason: problems[0]!.message },
          'a published operation no longer holds on this graph',
        );
    }
    return { runtime: on, registry };
  };

  const register = (): void => {
    if (runtime !== undefined) current = registered(runtime);
    for (const [key, composed] of routes) {
      // Nobody can be sent there any more: its canary or preview is over.
      if (partsAlong(composed.route) === undefined) routes.delete(key);
      else composed.serving = composed.runtime && registered(composed.runtime);
    }
  };

  const recompose = (): boolean => {
    const states = [...directory.services.values()];
    const parts = states.flatMap(({ client, contract }) => (contract === undefined ? [] : [{ client, contract }]));
    if (parts.length < states.length) {
      const unknown = states.filter((state) => state.contract === undefined).map((state) => state.client.name);
      problem = `the contracts of ${unknown.join(', ')} are not known yet`;
      return true;
    }
    try {
      runtime = compose(parts);
      problem = undefined;
      metrics.graphSwap('swapped');
      register();
      return true;
    } catch (error) {
      // The graph that is there goes on: better yesterday's fields than none.
      problem = (error as Error).message;
      metrics.graphSwap('refused');
      log.error(
        { err: error, serving: runtime !== undefined },
        'the services cannot be composed; the graph stays as it is',
      );
      return false;
    }
  };

  /** Undefined while a release of the route cannot be asked. */
  const partsAlong = (route: ServiceRoute): Part[] | undefined => {
    const parts: Part[] = [];
    for (const [name, state] of directory.services) {
      const release = route.releases.get(name);
      const { client, contract } = (release === undefined ? state : directory.beside.get(name)?.of(release)) ?? {};
      if (client === undefined || contract === undefined) return undefined;
      parts.push({ client, contract });
    }
    return parts;
  };

  const composedAlong = (route: ServiceRoute): Composed | undefined => {
    const parts = partsAlong(route);
    if (parts === undefined) return undefined;
    const before = routes.get(route.key);
    if (before !== undefined && isSame(before.parts, parts)) return before;
    const made = composeAlong(route, parts);
    routes.delete(route.key);
    routes.set(route.key, made);
    if (routes.size > keptRoutes) routes.delete(routes.keys().next().value!);
    return made;
  };

  const composeAlong = (route: ServiceRoute, parts: readonly Part[]): Composed => {
    try {
      const own = compose(parts);
      return { route, parts, runtime: own, problem: undefined, serving: registered(own) };
    } catch (error) {
      log.error({ err: error, route: route.key }, 'releases of services cannot be composed with the others');
      return { route, parts, runtime: undefined, problem: (error as Error).message, serving: undefined };
    }
  };

  return {
    get current() {
      return current;
    },
    get problem() {
      return problem;
    },
    along: (route) => (route.releases.size === 0 ? current : composedAlong(route)?.serving),
    problemAlong: (route) => (route.releases.size === 0 ? problem : composedAlong(route)?.problem),
    setReleases(releases) {
      live = releases;
      register();
    },
    addRelease(release) {
      if (kept.has(release.app) || live.some((each) => each.app === release.app)) return;
      kept.set(release.app, release);
      register();
    },
    recompose,
  };
}

function isSame(a: readonly Part[], b: readonly Part[]): boolean {
  return a.every(({ client, contract }, at) => client === b[at]?.client && contract === b[at].contract);
}

function graphService(
  { client, contract }: Part,
  teams: Teams,
  metrics: Pick<Metrics, 'serviceRequest'>,
): GraphService<GraphContext> {
  const { schema, computed, live, release } = contract;
  const owner = ownerOf(teams, `${client.name}-service`) ?? ownerOf(teams, client.name);
  return {
    name: client.name,
    schema,
    computed,
    live,
    ...(owner === undefined ? {} : { owner: { team: owner.name, contact: owner.contact } }),
    async execute(request, context) {
      const started = performance.now();
      const observe = (outcome: 'ok' | 'errors' | 'unavailable'): void => {
        metrics.serviceRequest(client.name, outcome, (performance.now() - started) / 1000);
        if (release !== undefined) context.outcomes.seen(release, outcome !== 'ok');
      };
      try {
        const identity = { ...context.identity, atLeast: context.atLeast.get(client.name) };
        const answer = await client.graphql(request, identity, context.signal);
        const position = (answer.extensions?.['tessera'] as { position?: unknown } | undefined)?.position;
        if (typeof position === 'string') context.positions.seen(client.name, position, request.kind);
        observe(answer.errors === undefined ? 'ok' : 'errors');
        return answer;
      } catch (error) {
        observe('unavailable');
        context.log.warn({ target: client.name, reason: (error as Error).message }, 'a service did not answer');
        throw error;
      }
    },
  };
}
