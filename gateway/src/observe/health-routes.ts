/** For supervisors, load balancers and Prometheus. */
import type { ReleaseCopies } from '../artifacts/release-copies.ts';
import type { CompositionHost } from '../composition/composition-host.ts';
import type { GraphHost } from '../graph/graph-host.ts';
import type { Exchange } from '../http/exchange.ts';
import { header } from '../http/exchange.ts';
import { HttpProblem } from '../http/problem.ts';
import { inertHeaders, send, sendJson } from '../http/respond.ts';
import type { Route } from '../http/router.ts';
import type { ServiceDirectory } from '../services/service-directory.ts';
import type { Metrics } from './metrics.ts';

export interface HealthRouteOptions {
  readonly directory: ServiceDirectory;
  readonly graph: GraphHost;
  readonly composition: CompositionHost;
  readonly copies: ReleaseCopies;
  readonly metrics: Metrics;
  readonly internalToken: string;
  readonly version: string;
}

export function createHealthRoutes(options: HealthRouteOptions): Route[] {
  return [
    {
      name: 'healthz',
      methods: ['GET'],
      path: '/healthz',
      handle: ({ res }) => sendJson(res, 200, { alive: true, version: options.version }),
    },
    { name: 'readyz', methods: ['GET'], path: '/readyz', handle: (exchange) => showReadiness(exchange, options) },
    { name: 'metrics', methods: ['GET'], path: '/metrics', handle: (exchange) => showMetrics(exchange, options) },
  ];
}

/**
 * Ready = there is a graph to answer with. That nothing is live yet does not count: the first releases are published
 * through a gateway that is ready.
 */
function showReadiness({ res }: Exchange, { directory, graph, composition, copies }: HealthRouteOptions): void {
  const ready = graph.current !== undefined;
  const services = [...directory.services.values()].map(({ client, up, source }) => [
    client.name,
    { up, contract: source, release: directory.fleets.get(client.name)?.release ?? null, replicas: client.replicas },
  ]);
  const live = composition.current;
  sendJson(res, ready ? 200 : 503, {
    ready,
    graph: {
      operations: graph.current?.registry.size ?? 0,
      ...(graph.problem === undefined ? {} : { problem: graph.problem }),
    },
    composition: {
      source: composition.source,
      following: composition.following,
      ...ageOf(composition),
      refused: composition.refused,
      copied: copies.complete,
      ...(composition.awaited === undefined ? {} : { awaited: composition.awaited }),
      revision: live?.revision ?? null,
      shell: live?.shell?.manifest.version ?? null,
      apps: live?.apps.length ?? 0,
      problems: live?.problems ?? [],
    },
    services: Object.fromEntries(services),
  });
}

/** When what is live was signed, and by which key. */
function ageOf({ signed }: CompositionHost) {
  if (signed === undefined) return { issued: null };
  const ageSeconds = Math.max(0, Math.round((Date.now() - Date.parse(signed.issued)) / 1000));
  return { issued: signed.issued, ageSeconds, key: signed.kid };
}

/** Figures tell an outsider much about a product: asked from this machine, or with the internal token. */
async function showMetrics({ req, res }: Exchange, { metrics, internalToken }: HealthRouteOptions): Promise<void> {
  const local =
    /^(?:::ffff:)?127\.|^::1$/.test(req.socket.remoteAddress ?? '') && header(req, 'x-forwarded-for') === undefined;
  if (!local && header(req, 'authorization') !== `Bearer ${internalToken}`)
    throw new HttpProblem(403, 'FORBIDDEN', 'Metrics are for this machine, or with the internal token.');
  send(
    res,
    200,
    { ...inertHeaders, 'content-type': metrics.registry.contentType, 'cache-control': 'no-store' },
    await metrics.registry.metrics(),
  );
}
