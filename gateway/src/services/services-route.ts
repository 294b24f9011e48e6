/**
 * `/_services/<service>`: a service process says that it is there (PUT, every two seconds) or about to end (DELETE).
 * `/_services`: who is there and who is asked, for whoever runs the processes and whoever promotes.
 */
import { isVersion } from '@tessera/contracts';
import { z } from 'zod';
import { requireDeployTeam } from '../auth/authenticate.ts';
import type { DeployTokens } from '../auth/deploy-tokens.ts';
import type { LiveRow } from '@tessera/contracts';
import { isServiceCanary } from '../composition/canary-of-user.ts';
import type { CompositionHost } from '../composition/composition-host.ts';
import { isJson, readBody } from '../http/body.ts';
import { header } from '../http/exchange.ts';
import type { Exchange } from '../http/exchange.ts';
import { HttpProblem } from '../http/problem.ts';
import { inertHeaders, send, sendJson } from '../http/respond.ts';
import type { Route } from '../http/router.ts';
import type { OpenPreview } from '../preview/open-previews.ts';
import type { GraphHost } from '../graph/graph-host.ts';
import { moduleOfService } from './module-of-service.ts';
import type { ServiceDirectory } from './service-directory.ts';
import { routeTo } from './service-route.ts';
import { isRehearsing } from './rehearsing.ts';
import type { Health } from '../reports/health-counts.ts';

export interface ServicesRouteOptions {
  readonly directory: ServiceDirectory;
  readonly graph: Pick<GraphHost, 'problemAlong'>;
  readonly composition: CompositionHost;
  /** Those that show services and have not ended. */
  readonly previews: () => readonly OpenPreview[];
  readonly health: Pick<Health, 'rehearsed'>;
  readonly environment: string;
  readonly internalToken: string;
  readonly tokens: DeployTokens;
}

const beatSchema = z.object({
  release: z.string().max(200),
  url: z.url({ protocol: /^https?$/ }),
  replica: z.string().max(64).optional(),
  ready: z.boolean(),
  /** What it would have done about events since it last said so, when it was asked to find out. */
  rehearsed: z
    .object({ reactions: z.int().min(0).max(1_000_000), failed: z.int().min(0) })
    .refine(({ reactions, failed }) => failed <= reactions)
    .optional(),
});

/** What a process of a service may call itself: a version of this service's module, or `development`. */
function isReleaseOf(service: string, release: string): boolean {
  const prefix = `${moduleOfService(service)}@`;
  return release === 'development' || (release.startsWith(prefix) && isVersion(release.slice(prefix.length)));
}

const maxBodyBytes = 4 * 1024;
/** A process that ends waits so long for what was sent to it; afterwards it finishes by itself what it has. */
const leaveMs = 4_000;

export function createServicesRoutes(options: ServicesRouteOptions): Route[] {
  return [
    { name: 'services', methods: ['GET'], path: '/_services', handle: (exchange) => show(exchange, options) },
    {
      name: 'service-instance',
      methods: ['PUT', 'DELETE'],
      path: '/_services/',
      handle: (exchange) => (exchange.req.method === 'PUT' ? beat(exchange, options) : leave(exchange, options)),
    },
  ];
}

function requireInternal({ req }: Exchange, internalToken: string): void {
  if (header(req, 'authorization') === `Bearer ${internalToken}`) return;
  throw new HttpProblem(401, 'INVALID_TOKEN', 'Services register with the internal token.');
}

function serviceOf({ url }: Exchange, directory: ServiceDirectory): string {
  const name = url.pathname.slice('/_services/'.length);
  if (directory.services.has(name)) return name;
  throw new HttpProblem(
    404,
    'UNKNOWN_SERVICE',
    `This gateway knows no service "${name.slice(0, 100)}". Name it in TESSERA_SERVICES.`,
  );
}

async function beat(exchange: Exchange, options: ServicesRouteOptions): Promise<void> {
  const { req, res } = exchange;
  const { directory, composition, health, internalToken } = options;
  requireInternal(exchange, internalToken);
  const service = serviceOf(exchange, directory);
  if (!isJson(req)) throw new HttpProblem(415, 'JSON_ONLY', 'Send content-type: application/json.');
  const parsed = beatSchema.safeParse(parse((await readBody(req, maxBodyBytes)).toString('utf8')));
  if (!parsed.success)
    throw new HttpProblem(
      400,
      'BAD_REGISTRATION',
      'Send {"release": "<module>@<version>", "url", "ready", "replica"?}.',
    );
  const { rehearsed, ...said } = parsed.data;
  if (!isReleaseOf(service, said.release))
    throw new HttpProblem(
      400,
      'BAD_REGISTRATION',
      `"${said.release}" is no release of service ${service}: it is called ${moduleOfService(service)}@<version>, or "development". See what the process was started with (TESSERA_RELEASE).`,
    );
  const instance = { ...said, service, url: new URL(said.url).origin };
  directory.instances.beat(instance);
  const rows = composition.current?.rows ?? [];
  const rehearse = isRehearsing(instance, directory.instances.of(service), rows);
  // Of those that were asked to find out, and still are: two that count the same events would weigh double.
  if (rehearse && rehearsed !== undefined) health.rehearsed(said.release, rehearsed);
  sendJson(res, 200, { serving: directory.fleets.get(service)!.urls.includes(instance.url), rehearse });
}

async function leave(exchange: Exchange, { directory, internalToken }: ServicesRouteOptions): Promise<void> {
  requireInternal(exchange, internalToken);
  const service = serviceOf(exchange, directory);
  const url = exchange.url.searchParams.get('url') ?? '';
  if (!URL.canParse(url)) throw new HttpProblem(400, 'BAD_REGISTRATION', 'Say which process: ?url=<base url>.');
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => (timer = setTimeout(resolve, leaveMs)));
  await Promise.race([directory.leave(service, new URL(url).origin), patience]);
  clearTimeout(timer);
  send(exchange.res, 204, inertHeaders);
}

async function show({ req, res }: Exchange, options: ServicesRouteOptions): Promise<void> {
  const { directory, composition, environment, internalToken, tokens } = options;
  const authorization = header(req, 'authorization');
  if (authorization !== `Bearer ${internalToken}`) await requireDeployTeam(authorization, tokens);
  const rows = composition.current?.rows ?? [];
  const services = [...directory.fleets].map(([name, { release, urls, wanted, problem }]) => {
    const row = rows.find(({ module }) => module === moduleOfService(name));
    const beside = besideOf(name, row, options);
    const instances = directory.instances
      .of(name)
      .map(({ service: _service, ...instance }) => ({ ...instance, serving: urls.includes(instance.url) }));
    return [
      name,
      {
        /** What the composition names. */
        wanted:
          wanted === undefined || row === undefined
            ? null
            : { release: wanted, version: row.version, digest: row.digest },
        killed: row?.killed ?? [],
        /** What was live before is not gone back to: nobody need keep it running. */
        finalized: typeof row?.finalizedAt === 'string',
        /** Whom requests go to. */
        serving: { release: release ?? null, urls },
        problem: problem ?? null,
        beside,
        instances,
      },
    ] as const;
  });
  sendJson(
    res,
    200,
    { environment, revision: composition.current?.revision ?? null, services: Object.fromEntries(services) },
    { 'cache-control': 'no-store' },
  );
}

/** Releases that some people's requests go to, or are to go to. */
function besideOf(service: string, row: LiveRow | undefined, { directory, graph, previews }: ServicesRouteOptions) {
  const canaries = row === undefined || !isServiceCanary(row) ? [] : [canaryIn(row)];
  const shown = previews().flatMap(({ id, services, expires }) =>
    services
      .filter(({ module }) => module === moduleOfService(service))
      .map((each) => ({ ...each, purpose: 'preview', preview: id, expires })),
  );
  return [...canaries, ...shown].map(({ module, ...each }) => {
    const release = `${module}@${each.version}`;
    const asked = directory.beside.get(service);
    const problem = asked?.problemOf(release) ?? graph.problemAlong(routeTo('canary', [[service, release]]));
    return { ...each, release, urls: asked?.of(release)?.urls ?? [], problem: problem ?? null };
  });
}

function canaryIn(row: LiveRow & { readonly canaryVersion: string }) {
  const { module, canaryVersion: version, canaryDigest: digest, canaryShare: share } = row;
  return { module, version, digest, share, purpose: 'canary' };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
