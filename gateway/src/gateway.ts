/** Puts the gateway together. What each part does is in its own file; here is only who knows whom. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createArtifactRoute, createUploadRoute } from './artifacts/artifact-routes.ts';
import { createArtifactStore } from './artifacts/artifact-store.ts';
import { createReleaseCopies } from './artifacts/release-copies.ts';
import { createAuthenticator } from './auth/authenticate.ts';
import { createAuthRoutes } from './auth/auth-routes.ts';
import { createDeployTokens } from './auth/deploy-tokens.ts';
import { createSessions } from './auth/session.ts';
import { isKilled } from './composition/is-killed.ts';
import { createCompositionHost } from './composition/composition-host.ts';
import { createCompositionKeys } from './composition/composition-keys.ts';
import { localCopy, seedSource, storeSource } from './composition/composition-sources.ts';
import { createResolver, manifestsOf } from './composition/resolve.ts';
import type { ResolvedComposition } from './composition/resolve.ts';
import { createDiscoveryRoutes } from './discovery/discovery-routes.ts';
import { createGraphHost } from './graph/graph-host.ts';
import { createGraphqlRoute } from './graph/graphql-route.ts';
import { defaultLimits } from './graph/limits.ts';
import { createGraphqlEndpoint } from './graph/yoga.ts';
import { drainable } from './http/drain.ts';
import { createRouter } from './http/router.ts';
import { createLiveService } from './live/live-service.ts';
import { createHealthRoutes } from './observe/health-routes.ts';
import { createLog } from './observe/log.ts';
import { createMetrics } from './observe/metrics.ts';
import type { Metrics } from './observe/metrics.ts';
import type { GatewayLimits, GatewayOptions } from './options.ts';
import { createPageRoutes } from './page/page-routes.ts';
import { productFont } from './page/product-font.ts';
import { createPreviewCookies } from './preview/preview-cookie.ts';
import { createPreviewKeys } from './preview/preview-keys.ts';
import { judgeMix } from './preview/judge-mix.ts';
import { createPreviewRoutes } from './preview/preview-routes.ts';
import { createPreviews } from './preview/previews.ts';
import { createOpenPreviews } from './preview/open-previews.ts';
import type { OpenPreview, OpenPreviews } from './preview/open-previews.ts';
import { askAsGateway } from './reports/ask-as-gateway.ts';
import { createHealth } from './reports/health-counts.ts';
import { isCompared, knownReleases } from './reports/known-releases.ts';
import { createReportRoute } from './reports/report-route.ts';
import { servedServices } from './reports/served-services.ts';
import { createTabCensus } from './reports/tab-census.ts';
import { tellReleases } from './reports/tell-releases.ts';
import { createContractCache } from './services/contract-cache.ts';
import { createServiceClient } from './services/service-client.ts';
import { createServiceDirectory } from './services/service-directory.ts';
import { createRouteOfRequest } from './services/route-of-request.ts';
import { releasesBeside, serviceReleases } from './services/service-releases.ts';
import { createServiceRoutes } from './services/service-routes.ts';
import { createServicesRoutes } from './services/services-route.ts';
import { moduleOfService } from './services/module-of-service.ts';
import { isPreviewable } from './preview/previewable.ts';
import type { ServiceRoute } from './services/service-route.ts';

export interface Gateway {
  readonly port: number;
  /** `http://127.0.0.1:4000` */
  readonly url: string;
  /** Resolves when every service's contract is known and the graph is composed. */
  ready(): Promise<void>;
  /** Ends live streams with `SHUTTING_DOWN`, lets requests finish, releases everything. */
  close(): Promise<void>;
}

const defaults: GatewayLimits = {
  operation: defaultLimits,
  bodyBytes: 256 * 1024,
  deployBodyBytes: 960 * 1024,
  operationMs: 15_000,
  serviceMs: 10_000,
  contractEveryMs: 5_000,
  sessionMs: 12 * 60 * 60 * 1000,
  heartbeatMs: 15_000,
  stallMs: 60_000,
  healthEveryMs: 2_000,
  compositionEveryMs: 1_000,
  leaseMs: 7_000,
};

/** Resolves when it listens; services and releases may still be on their way. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const {
    teams,
    environment,
    internalToken,
    dataFolder,
    host = '127.0.0.1',
    version = '0.0.0',
    log = createLog(),
    now = Date.now,
  } = options;
  const limits = { ...defaults, ...options.limits };
  const secure = options.publicUrl?.startsWith('https://') ?? false;
  const metrics = createMetrics();

  const services = Object.fromEntries(Object.entries(options.services).map(([name, urls]) => [name, [urls].flat()]));
  const copiesFolder = join(dataFolder, 'gateway', 'releases');
  const store = await createArtifactStore(join(dataFolder, 'artifacts'), log, copiesFolder);
  const copies = createReleaseCopies({ folder: copiesFolder, releaseFolder: store.releaseFolder, log });
  const directory = await createServiceDirectory({
    services,
    createClient: (name, urls) => createServiceClient({ name, urls, internalToken, timeoutMs: limits.serviceMs }),
    cache: createContractCache(join(dataFolder, 'gateway', 'contracts'), log),
    log,
    everyMs: limits.contractEveryMs,
    leaseMs: limits.leaseMs,
  });
  const graph = createGraphHost({ directory, teams, log, metrics });
  // Who is sent where is read off the composition, which is followed through the live service.
  const known: { composition?: ResolvedComposition; previews?: OpenPreviews } = {};

  const names = Object.keys(services);
  const isServed = (route: ServiceRoute): boolean => graph.along(route) !== undefined;
  const serviceRoutes = createServiceRoutes({ services: names, composition: () => known.composition, isServed });
  const live = createLiveService({
    services,
    internalToken,
    graph,
    store,
    routeOfUser: serviceRoutes.of,
    teams,
    metrics,
    log,
    limits,
  });
  directory.onContracts(() => graph.recompose());
  directory.onUrls((service, urls) => live.readFrom(service, urls));
  directory.onBeside((service, release, urls) => {
    if (urls.length > 0) live.readBeside(service, release, urls);
    live.reroute();
    if (urls.length === 0) live.readBeside(service, release, urls);
  });
  graph.recompose();
  const killed = (module: string, version: string): boolean => isKilled(known.composition?.rows ?? [], module, version);
  /** Those that still show something. */
  const openPreviews = (): readonly OpenPreview[] =>
    (known.previews?.all ?? []).filter(({ services }) => !services.some((one) => killed(one.module, one.version)));
  /** Releases that some people are sent to came or went, or the people did. */
  const routeAnew = (): void => {
    const rows = known.composition?.rows ?? [];
    directory.want(serviceReleases(rows, names), releasesBeside(rows, openPreviews(), names));
    live.reroute();
  };
  // The environment whose releases are shown, which a page subscribes to; not the one this process runs in.
  const released = options.composition ?? 'production';
  const { product: name = 'Brightwater Supply' } = options;
  // Two environments look alike. In which one somebody is stands first, where the frame has room for it beside the mark.
  const product = released === 'production' ? name : `${released} · ${name}`;
  const resolver = createResolver(store, log);
  const composition = await createCompositionHost({
    releases: live.source('releases'),
    environment: released,
    resolver,
    keys: createCompositionKeys(options.compositionKeysFile, log),
    store: storeSource(store.folder, released),
    copy: localCopy(join(dataFolder, 'gateway', `composition.${released}.jws`)),
    seed: seedSource(options.compositionSeedFile),
    log,
    lookEveryMs: limits.compositionEveryMs,
    onChange(resolved) {
      known.composition = resolved;
      graph.setReleases(resolved.operations);
      routeAnew();
      live.compositionChanged(resolved.revision);
      copies.keep(manifestsOf(resolved));
    },
  });

  metrics.composition(() => composition);
  known.previews = createOpenPreviews({
    releases: live.source('releases'),
    environment: released,
    log,
    now,
    onChange: routeAnew,
  });

  const census = createTabCensus({ now });
  const health = createHealth(
    (module, version) => knownReleases(composition.current).has(`${module}@${version}`),
    (module, version) => isCompared(composition.current, module, version),
  );
  const ask = askAsGateway(() => directory.services.get('releases')?.client);
  const telling = tellReleases({
    census,
    health,
    serving: () => servedServices(directory.fleets.values()),
    environment: released,
    gateway: options.name ?? 'gateway',
    mustSwitchHours: options.mustSwitchHours,
    ask,
    log,
    healthEveryMs: limits.healthEveryMs,
    now,
  });

  directory.onUrls(() => void telling.now());

  const sessions = createSessions({
    secret: options.sessionSecret,
    lifetimeMs: limits.sessionMs,
    secure,
    environment: released,
    now,
  });
  const tokens = createDeployTokens(options.deployTokensFile, log, now, (team) =>
    Object.hasOwn(options.teams.teams, team),
  );
  const previews = createPreviews({
    keys: createPreviewKeys(options.previewKeyFile, options.previewKeysFile, log),
    cookies: createPreviewCookies({ secret: options.sessionSecret, secure, environment: released }),
    load: resolver.load,
    teams,
    environment: released,
    runsIn: environment,
    serviceOf: (module) => names.find((service) => isPreviewable(service) && moduleOfService(service) === module),
    standing: (id) => known.previews?.standing(id) ?? 'unknown',
    isKilled: killed,
    isServed,
    isLive: (module) => composition.current?.apps.some(({ row }) => row.module === module) ?? false,
    now,
  });
  const routeOf = createRouteOfRequest({
    routes: serviceRoutes,
    previews,
    isServed,
    problemAlong: (route) => graph.problemAlong(route),
  });
  /** An operation tells of the release that asked for it, and of those that were asked. */
  const operation: Metrics['operation'] = (name, app, outcome) => {
    metrics.operation(name, app, outcome);
    health.operation(app, outcome === 'errors');
  };
  const routes = [
    createGraphqlRoute({
      graph,
      routeOf,
      yoga: createGraphqlEndpoint({
        limits: limits.operation,
        operation,
        asked: (releases) => releases.forEach((failed, release) => health.asked(release, failed)),
      }),
      authenticate: createAuthenticator(sessions, tokens),
      store,
      freeText: environment === 'development',
      maxBodyBytes: { session: limits.bodyBytes, deploy: limits.deployBodyBytes },
      timeoutMs: limits.operationMs,
    }),
    live.route(sessions, routeOf),
    createReportRoute({ sessions, census, health, previewed: previews.modulesOf }),
    createArtifactRoute(store, internalToken),
    createUploadRoute({ store, tokens, teams, graph }),
    ...createAuthRoutes({
      sessions,
      developmentIdentities: options.developmentIdentities ?? environment !== 'production',
      product,
      font: () => productFont(composition.current),
      secure,
      onSignOut: (session) => live.endSession(session.id),
    }),
    ...createDiscoveryRoutes(composition, teams),
    ...createServicesRoutes({
      directory,
      graph,
      composition,
      previews: openPreviews,
      health,
      environment: released,
      internalToken,
      tokens,
    }),
    ...createHealthRoutes({ directory, graph, composition, copies, metrics, internalToken, version }),
    ...createPreviewRoutes({
      previews,
      tokens,
      teams,
      manifest: store.manifest,
      services: names,
      isKilled: killed,
      environment: released,
      judge: (manifests) =>
        judgeMix(manifests, {
          resolved: composition.current,
          contracts: new Map(
            [...directory.services].flatMap(([service, { contract }]) =>
              contract === undefined ? [] : [[service, contract] as const],
            ),
          ),
          environment: released,
          teams,
        }),
      ask,
      now,
    }),
    ...createPageRoutes({
      sessions,
      composition,
      previews,
      teams,
      environment: released,
      product,
      version,
      secure,
      mustSwitchHours: options.mustSwitchHours,
    }),
  ];

  const server = createServer(
    { keepAliveTimeout: 65_000, headersTimeout: 15_000, requestTimeout: 120_000 },
    createRouter({ routes, log, metrics }),
  );
  const drain = drainable(server);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const { port } = server.address() as AddressInfo;
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  log.info({ url, environment, services: Object.keys(options.services) }, 'listening');

  return {
    port,
    url,
    ready: () => directory.ready(),
    async close() {
      live.close();
      await telling.close();
      await composition.close();
      await known.previews?.close();
      await copies.close();
      // What is still running then has had its chance; operations end by their own time limit anyway.
      await drain(3_000);
      await directory.close();
    },
  };
}
