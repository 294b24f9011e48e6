/** The live hub in the gateway: fed by the services' feeds, read over POST /live. */
import { createHttpSource, createHub, parseRequest } from '@tessera/live/hub';
import type { DocumentSource, HttpSource, HubConnection } from '@tessera/live/hub';
import { ownerOf } from '@tessera/contracts';
import type { Teams } from '@tessera/contracts';
import type { Logger } from 'pino';
import type { ArtifactStore } from '../artifacts/artifact-store.ts';
import { sessionExpired } from '../auth/session.ts';
import type { Sessions } from '../auth/session.ts';
import { appOf, findOperation } from '../graph/graphql-route.ts';
import type { GraphHost } from '../graph/graph-host.ts';
import { isJson, readBody } from '../http/body.ts';
import { header } from '../http/exchange.ts';
import type { Exchange } from '../http/exchange.ts';
import { HttpProblem } from '../http/problem.ts';
import type { Route } from '../http/router.ts';
import { requireSameOrigin } from '../http/same-origin.ts';
import type { Metrics } from '../observe/metrics.ts';
import type { GatewayLimits } from '../options.ts';
import type { RequestRoute, RouteOfRequest } from '../services/route-of-request.ts';
import type { ServiceRoute } from '../services/service-route.ts';
import { createLiveOperations, feedName } from './live-operations.ts';
import { openSocketSink } from './socket-sink.ts';

export interface LiveServiceOptions {
  /** Service name → base URLs of its replicas. */
  readonly services: Readonly<Record<string, readonly string[]>>;
  readonly internalToken: string;
  readonly graph: GraphHost;
  readonly store: ArtifactStore;
  /** Where this person's requests go now. */
  readonly routeOfUser: (user: string) => ServiceRoute;
  readonly teams: Teams;
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly limits: Pick<GatewayLimits, 'heartbeatMs' | 'stallMs'>;
}

export interface LiveService {
  route(sessions: Sessions, routeOf: RouteOfRequest): Route;
  /** The documents of one service; also how the gateway itself follows what is live. */
  source(service: string): DocumentSource | undefined;
  /** The processes of a service that are read from now on. Streams stay open, and go on from where they are. */
  readFrom(service: string, urls: readonly string[]): void;
  /** The processes of a release that some people are served from, beside the one for everybody; none: nobody is any more. */
  readBeside(service: string, release: string, urls: readonly string[]): void;
  /** Others may be sent elsewhere than before: open streams go over, each from where it is. */
  reroute(): void;
  /** Tells every open tab. */
  compositionChanged(revision: string): void;
  /** Ends the streams of one sign-in. */
  endSession(id: string): void;
  close(): void;
}

interface OpenStream {
  readonly connection: HubConnection;
  readonly user: string;
  route: ServiceRoute;
  readonly isFixed: boolean;
  readonly isOver: RequestRoute['isOver'];
}

/** Body of POST /live, as PROTOCOL.md LIVE-2 has it. */
const maxBodyBytes = 64 * 1024;

export function createLiveService(options: LiveServiceOptions): LiveService {
  const { services, internalToken, graph, store, routeOfUser, teams, metrics, log, limits } = options;
  const sourceOf = (service: string, urls: readonly string[]): HttpSource => {
    const owner = ownerOf(teams, `${service}-service`) ?? ownerOf(teams, service);
    const of = owner === undefined ? {} : { owner: { team: owner.name, contact: owner.contact } };
    return createHttpSource({ service, urls, token: internalToken, ...of });
  };
  /** By what the hub calls the feed. */
  const sources = new Map(Object.entries(services).map(([service, urls]) => [service, sourceOf(service, urls)]));
  const hub = createHub({
    source: (service) => sources.get(service),
    heartbeatMs: limits.heartbeatMs,
    stallMs: limits.stallMs,
    onError: (error, where) =>
      log.warn({ reason: (error as Error).message, ...where }, 'the live hub met a failure and goes on'),
  });
  metrics.live(() => hub.stats());
  const operations = createLiveOperations(graph, log);
  const bySession = new Map<string, Set<HubConnection>>();
  const open = new Set<OpenStream>();
  let revision = '';

  /** A tab whose preview is over asks what it gets now; what went to its services goes nowhere any more. */
  const leaveWhenOver = ({ connection, isFixed, isOver }: OpenStream): void => {
    if (isOver?.() !== true) return;
    connection.notify({ kind: 'composition', revision });
    if (isFixed) connection.close('SHUTTING_DOWN', 'The preview has ended.');
  };

  const accept = async (exchange: Exchange, sessions: Sessions, routeOf: RouteOfRequest): Promise<void> => {
    const { req, res } = exchange;
    if (!isJson(req)) throw new HttpProblem(415, 'JSON_ONLY', 'Send content-type: application/json.');
    const session = await sessions.require(req, res);
    requireSameOrigin(req);
    const parsed = parseRequest((await readBody(req, maxBodyBytes)).toString('utf8'));
    if (!parsed.ok) throw new HttpProblem(parsed.status, parsed.code, parsed.message);
    const app = appOf(header(req, 'x-tessera-app'));
    const { route, isFixed = false, isOver } = await routeOf(req, session);
    // What an old tab still runs may not be registered on this replica yet.
    for (const { hash } of parsed.request.subscriptions) await findOperation(hash, app, route, { graph, store });
    if (res.destroyed) return;
    // What ended the streams of this sign-in did not find this one.
    if (sessions.hasEnded(session)) throw sessionExpired();
    const sink = openSocketSink(res);
    const connection = hub.connect({
      subscriptions: parsed.request.subscriptions,
      user: session.user,
      lastEventId: header(req, 'last-event-id'),
      operation: (hash) => operations.find(hash, route),
      sink,
      expiresAt: session.expires,
    });
    const mine = bySession.get(session.id) ?? new Set();
    bySession.set(session.id, mine.add(connection));
    const stream: OpenStream = { connection, user: session.user.id, route, isFixed, isOver };
    open.add(stream);
    leaveWhenOver(stream);
    res.once('close', () => {
      connection.close();
      open.delete(stream);
      mine.delete(connection);
      if (mine.size === 0) bySession.delete(session.id);
    });
    exchange.log.debug({ app, subscriptions: parsed.request.subscriptions.length }, 'a live stream was opened');
  };

  return {
    route: (sessions, routeOf) => ({
      name: 'live',
      methods: ['POST'],
      path: '/live',
      handle: (exchange) => accept(exchange, sessions, routeOf),
    }),
    source: (service) => sources.get(service),
    readFrom: (service, urls) => sources.get(service)?.readFrom(urls),
    readBeside(service, release, urls) {
      const name = feedName(service, release);
      const known = sources.get(name);
      if (urls.length === 0) {
        sources.delete(name);
        hub.forget(name);
      } else if (known === undefined) sources.set(name, sourceOf(service, urls));
      else known.readFrom(urls);
    },
    reroute() {
      for (const stream of open) {
        leaveWhenOver(stream);
        if (stream.isFixed) continue;
        const route = routeOfUser(stream.user);
        if (route.key === stream.route.key) continue;
        stream.route = route;
        stream.connection.reroute((hash) => operations.find(hash, route));
      }
    },
    compositionChanged(now) {
      revision = now;
      hub.notify({ kind: 'composition', revision });
    },
    endSession(id) {
      for (const connection of bySession.get(id) ?? []) connection.close('SESSION_EXPIRED', 'You signed out.');
    },
    close: () => hub.close(),
  };
}
