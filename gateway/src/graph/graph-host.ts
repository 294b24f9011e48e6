/**
 * What answers GraphQL right now: one graph, one runtime, one registry, replaced together. A request takes them once
 * and finishes on what it took.
 */
import { createGraphRuntime, createOperationRegistry, composeGraph } from '@tessera/graph';
import type { GraphRuntime, GraphService, OperationRegistry, ReleaseOperations } from '@tessera/graph';
import type { Teams } from '@tessera/contracts';
import { ownerOf } from '@tessera/contracts';
import type { Logger } from 'pino';
import type { Metrics } from '../observe/metrics.ts';
import type { ServiceDirectory, ServiceState } from '../services/service-directory.ts';
import type { GraphContext } from './context.ts';

export interface Serving {
  readonly runtime: GraphRuntime<GraphContext>;
  readonly registry: OperationRegistry;
}

export interface GraphHost {
  /** Undefined until every service's contract is known. */
  readonly current: Serving | undefined;
  /** Why the newest contracts are not served, in words; undefined = they are. */
  readonly problem: string | undefined;
  /** The releases whose operations are answered; replaces what was there. */
  setReleases(releases: readonly ReleaseOperations[]): void;
  /** Adds the operations of a release that is not live, because a tab still runs it. */
  addRelease(release: ReleaseOperations): void;
  /** False: the contracts cannot be composed, and the graph stays as it is. */
  recompose(): boolean;
}

export interface GraphHostOptions {
  readonly directory: ServiceDirectory;
  readonly teams: Teams;
  readonly log: Logger;
  readonly metrics: Metrics;
}

export function createGraphHost({ directory, teams, log, metrics }: GraphHostOptions): GraphHost {
  let runtime: GraphRuntime<GraphContext> | undefined;
  let current: Serving | undefined;
  let problem: string | undefined;
  let live: readonly ReleaseOperations[] = [];
  const kept = new Map<string, ReleaseOperations>();

  const register = (): void => {
    if (runtime === undefined) return;
    const releases = new Map([...kept, ...live.map((release) => [release.app, release] as const)]);
    const registry = createOperationRegistry(runtime.graph, [...releases.values()]);
    for (const { name, apps, problems } of registry) {
      if (problems.length > 0)
        log.error(
          { operation: name, apps, reason: problems[0]!.message },
          'a published operation no longer holds on this graph',
        );
    }
    current = { runtime, registry };
  };

  const recompose = (): boolean => {
    const states = [...directory.services.values()];
    const unknown = states.filter((state) => state.contract === undefined).map((state) => state.client.name);
    if (unknown.length > 0) {
      problem = `the contracts of ${unknown.join(', ')} are not known yet`;
      return true;
    }
    try {
      runtime = createGraphRuntime(
        composeGraph({ services: states.map((state) => graphService(state, teams, metrics)) }),
      );
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

  return {
    get current() {
      return current;
    },
    get problem() {
      return problem;
    },
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

function graphService({ client, contract }: ServiceState, teams: Teams, metrics: Metrics): GraphService<GraphContext> {
  const { schema, computed, live } = contract!;
  const owner = ownerOf(teams, `${client.name}-service`) ?? ownerOf(teams, client.name);
  return {
    name: client.name,
    schema,
    computed,
    live,
    ...(owner === undefined ? {} : { owner: { team: owner.name, contact: owner.contact } }),
    async execute(request, context) {
      const started = performance.now();
      const observe = (outcome: 'ok' | 'errors' | 'unavailable'): void =>
        metrics.serviceRequest(client.name, outcome, (performance.now() - started) / 1000);
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
