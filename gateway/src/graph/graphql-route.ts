/** POST /graphql: who asks, what they may send, and how long it may take; the rest is Yoga's and the graph's. */
import { isVersion, isModuleName } from '@tessera/contracts';
import { badAtLeast, createPositionCollector, parseAtLeast } from '@tessera/graph';
import type { RegisteredOperation } from '@tessera/graph';
import type { YogaServerInstance } from 'graphql-yoga';
import type { ArtifactStore } from '../artifacts/artifact-store.ts';
import type { Authenticator, Caller } from '../auth/authenticate.ts';
import { operationsOf } from '../composition/resolve.ts';
import { isJson, readBody } from '../http/body.ts';
import { header } from '../http/exchange.ts';
import type { Exchange } from '../http/exchange.ts';
import { HttpProblem } from '../http/problem.ts';
import { inertHeaders, send } from '../http/respond.ts';
import type { Route } from '../http/router.ts';
import { requireSameOrigin } from '../http/same-origin.ts';
import { everybody } from '../services/service-route.ts';
import type { ServiceRoute } from '../services/service-route.ts';
import type { RouteOfRequest } from '../services/route-of-request.ts';
import type { GraphHost } from './graph-host.ts';
import { createOutcomes } from './outcomes.ts';
import type { YogaRequest } from './yoga.ts';

export interface GraphqlRouteOptions {
  readonly graph: GraphHost;
  readonly routeOf: RouteOfRequest;
  readonly yoga: YogaServerInstance<YogaRequest, object>;
  readonly authenticate: Authenticator;
  readonly store: ArtifactStore;
  /** Whether signed-in people may send free text; deploy tokens always may. */
  readonly freeText: boolean;
  /** By who asks: whoever publishes sends a manifest. */
  readonly maxBodyBytes: Readonly<Record<Caller['kind'], number>>;
  readonly timeoutMs: number;
}

export function createGraphqlRoute(options: GraphqlRouteOptions): Route {
  return { name: 'graphql', methods: ['POST'], path: '/graphql', handle: (exchange) => answer(exchange, options) };
}

async function answer(exchange: Exchange, options: GraphqlRouteOptions): Promise<void> {
  const { req, res, correlationId, log } = exchange;
  // JSON cannot be sent across sites without asking first, and nobody here answers that question with yes.
  if (!isJson(req)) throw new HttpProblem(415, 'JSON_ONLY', 'Send content-type: application/json.');
  const caller = await options.authenticate(exchange);
  if (caller.kind === 'session') requireSameOrigin(req);
  const app = appOf(header(req, 'x-tessera-app'));
  const atLeast = parseAtLeast(header(req, 'x-tessera-at-least'));
  if (atLeast === undefined) throw new HttpProblem(400, badAtLeast.code, badAtLeast.message);
  const body = await readBody(req, options.maxBodyBytes[caller.kind]);
  // Tools ask what everybody has: a publish is checked against that.
  const route = caller.kind === 'session' ? (await options.routeOf(req, caller)).route : everybody;
  const serving = options.graph.along(route);
  if (serving === undefined) {
    throw new HttpProblem(
      503,
      'GRAPH_NOT_READY',
      `The graph is not composed yet: ${options.graph.problem ?? 'starting'}. Try again in a moment.`,
      { headers: { 'retry-after': '1' } },
    );
  }
  const request: YogaRequest = {
    serving,
    route,
    freeText: options.freeText || caller.kind === 'deploy',
    identity: { user: caller.user, correlationId, app, traceparent: traceparentOf(header(req, 'traceparent')) },
    atLeast,
    positions: createPositionCollector(),
    outcomes: createOutcomes(),
    log,
    // Not tied to the client's connection: a command that was begun is seen through, whoever has left.
    signal: AbortSignal.timeout(options.timeoutMs),
    findOperation: (hash) => findOperation(hash, app, route, options),
  };
  const accept = header(req, 'accept') ?? 'application/json';
  const fetched = await options.yoga.fetch(
    new Request('http://gateway/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept },
      body: new Uint8Array(body),
    }),
    request,
  );
  const type = fetched.headers.get('content-type') ?? 'application/json; charset=utf-8';
  send(
    res,
    fetched.status,
    { ...inertHeaders, 'content-type': type, 'cache-control': 'no-store' },
    Buffer.from(await fetched.arrayBuffer()),
  );
}

/** A tab may run a release that is no longer live, or one this replica never saw live: its manifest is in the store. */
export async function findOperation(
  hash: string,
  app: string | undefined,
  route: ServiceRoute,
  { graph, store }: Pick<GraphqlRouteOptions, 'graph' | 'store'>,
): Promise<RegisteredOperation | undefined> {
  const registered = graph.along(route)?.registry.get(hash);
  if (registered !== undefined || app === undefined) return registered;
  const [module, version] = splitApp(app);
  const manifest = await store.manifest(module, version).catch(() => undefined);
  if (manifest?.kind !== 'app' && manifest?.kind !== 'shell') return undefined;
  if (!manifest.contract.operations.some((operation) => operation.hash === hash)) return undefined;
  graph.addRelease(operationsOf(manifest));
  return graph.along(route)?.registry.get(hash);
}

function splitApp(app: string): [string, string] {
  const at = app.indexOf('@');
  return [app.slice(0, at), app.slice(at + 1)];
}

/** `module@version`, or nothing: it goes into logs, metrics and headers, so nothing else gets through. */
export function appOf(text: string | undefined): string | undefined {
  if (text === undefined || !text.includes('@')) return undefined;
  const [module, version] = splitApp(text);
  return isModuleName(module) && isVersion(version) ? text : undefined;
}

function traceparentOf(text: string | undefined): string | undefined {
  return text !== undefined && /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/.test(text) ? text : undefined;
}
