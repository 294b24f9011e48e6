/** Published subscriptions as the hub wants them: compiled once per graph and set of releases, on first use. */
import type { RegisteredOperation } from '@tessera/graph';
import { compileSelection } from '@tessera/live/hub';
import type { LiveOperation } from '@tessera/live/hub';
import type { Logger } from 'pino';
import type { GraphHost, Serving } from '../graph/graph-host.ts';
import type { ServiceRoute } from '../services/service-route.ts';

export interface LiveOperations {
  /** Undefined when nothing that is live, or still runs somewhere, published it. */
  find(hash: string, route: ServiceRoute): LiveOperation | undefined;
}

/** What the hub calls the feed of a release beside the one that everybody is served from. */
export function feedName(service: string, release: string | undefined): string {
  return release === undefined ? service : `${service} ${release}`;
}

export function createLiveOperations(graph: GraphHost, log: Logger): LiveOperations {
  const compiled = new WeakMap<RegisteredOperation, LiveOperation | 'unfit'>();
  return {
    find(hash, route) {
      const serving = graph.along(route);
      const operation = serving?.registry.get(hash);
      if (serving === undefined || operation?.kind !== 'subscription') return undefined;
      const known = compiled.get(operation) ?? compile(operation, serving, log);
      compiled.set(operation, known);
      if (known === 'unfit') return undefined;
      return { ...known, service: feedName(known.service, route.releases.get(known.service)) };
    },
  };
}

function compile(
  operation: RegisteredOperation,
  { runtime: { graph } }: Serving,
  log: Logger,
): LiveOperation | 'unfit' {
  const field = operation.document?.definitions.flatMap((node) =>
    node.kind === 'OperationDefinition' ? node.selectionSet.selections : [],
  )[0];
  const service = field?.kind === 'Field' ? graph.liveFields.get(field.name.value) : undefined;
  const schema = service === undefined ? undefined : graph.serviceSchemas.get(service);
  if (operation.document === undefined || service === undefined || schema === undefined) return 'unfit';
  const outcome = compileSelection({
    document: operation.document,
    schema,
    computed: graph.services.get(service)?.computed ?? [],
  });
  if (outcome.ok) return { service, selection: outcome.selection };
  log.error(
    { operation: operation.name, apps: operation.apps, reason: outcome.problems[0]?.message },
    'a published live operation cannot be served',
  );
  return 'unfit';
}
