/** `GET /_v/<module>/<version>/<file>`: a release's files, for ever; `PUT /_artifacts/<module>/<version>`: a new release. */
import { isModuleName, isVersion, maxReleaseBytes, operationsIn, ownerOf } from '@tessera/contracts';
import type { Manifest, Teams } from '@tessera/contracts';
import { validateOperations } from '@tessera/graph';
import { requireDeployTeam } from '../auth/authenticate.ts';
import type { DeployTokens } from '../auth/deploy-tokens.ts';
import type { GraphHost } from '../graph/graph-host.ts';
import { header } from '../http/exchange.ts';
import type { Exchange } from '../http/exchange.ts';
import { HttpProblem } from '../http/problem.ts';
import { inertHeaders, send, sendJson } from '../http/respond.ts';
import type { Route } from '../http/router.ts';
import { CorruptArtifact } from './artifact-store.ts';
import type { ArtifactStore, Encoding } from './artifact-store.ts';
import { ingestRelease } from './ingest.ts';

/** A script's own policy counts when it is run as a worker: the live client's fetches and imports, from here only. */
const workerPolicy = "default-src 'none'; script-src 'self'; connect-src 'self'; frame-ancestors 'none'";

export function createArtifactRoute(store: ArtifactStore, internalToken: string): Route {
  return {
    name: 'artifact',
    methods: ['GET'],
    path: '/_v/',
    handle: (exchange) => serve(exchange, store, internalToken),
  };
}

async function serve({ req, res, url, log }: Exchange, store: ArtifactStore, internalToken: string): Promise<void> {
  const [module = '', version = '', ...rest] = url.pathname.slice('/_v/'.length).split('/');
  // The URL class has resolved `..` already, and what a release may be called leaves no room for the rest.
  const path = decode(rest.join('/'));
  const isPublic = async (): Promise<boolean> => {
    const manifest = await store.manifest(module, version).catch(() => undefined);
    // A service's code is nobody's business but theirs who run it.
    return manifest?.kind !== 'service' || header(req, 'authorization') === `Bearer ${internalToken}`;
  };
  if (!(await isPublic())) throw noSuchFile(module, version, path);
  const file = await store
    .file(module, version, path, acceptedEncodings(header(req, 'accept-encoding')))
    .catch((error: unknown) => {
      if (!(error instanceof CorruptArtifact)) throw error;
      log.error({ err: error, module, version, path }, 'a corrupt artifact was not served');
      throw new HttpProblem(
        500,
        error.code,
        `${module}@${version}/${path} is damaged in the artifact store and is not served.`,
      );
    });
  if (file === undefined) throw noSuchFile(module, version, path);
  const etag = `"${file.integrity.slice('sha384-'.length, 'sha384-'.length + 22)}${file.encoding === 'identity' ? '' : `-${file.encoding}`}"`;
  const headers = {
    ...inertHeaders,
    ...(file.type.startsWith('text/javascript') ? { 'content-security-policy': workerPolicy } : {}),
    'content-type': file.type,
    'cache-control': 'public, max-age=31536000, immutable',
    vary: 'accept-encoding',
    etag,
    ...(file.encoding === 'identity' ? {} : { 'content-encoding': file.encoding }),
  };
  const known = header(req, 'if-none-match');
  if (known !== undefined && known.split(',').some((each) => each.trim().replace(/^W\//, '') === etag))
    return void res.writeHead(304, headers).end();
  send(res, 200, headers, file.body);
}

function noSuchFile(module: string, version: string, path: string): HttpProblem {
  return new HttpProblem(
    404,
    'NO_SUCH_FILE',
    `${module}@${version} has no file "${path.slice(0, 200)}", or was never published here.`,
  );
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return '';
  }
}

/** Brotli before gzip where both are welcome; weights below others are not weighed, only refusals (`q=0`). */
function acceptedEncodings(text: string | undefined): Encoding[] {
  const accepted = new Set(
    (text ?? '').split(',').flatMap((part) => {
      const [name = '', ...parameters] = part
        .trim()
        .toLowerCase()
        .split(/\s*;\s*/);
      return parameters.some((parameter) => /^q=0(?:\.0*)?$/.test(parameter)) ? [] : [name];
    }),
  );
  return (['br', 'gzip'] as const).filter((encoding) => accepted.has(encoding));
}

export interface UploadRouteOptions {
  readonly store: ArtifactStore;
  readonly tokens: DeployTokens;
  readonly teams: Teams;
  readonly graph: GraphHost;
}

export function createUploadRoute(options: UploadRouteOptions): Route {
  return { name: 'upload', methods: ['PUT'], path: '/_artifacts/', handle: (exchange) => receive(exchange, options) };
}

async function receive(
  { req, res, url, log }: Exchange,
  { store, tokens, teams, graph }: UploadRouteOptions,
): Promise<void> {
  const authorization = header(req, 'authorization');
  const team = await requireDeployTeam(authorization, tokens);
  const [module = '', version = '', ...rest] = url.pathname.slice('/_artifacts/'.length).split('/');
  if (rest.length > 0 || !isModuleName(module) || !isVersion(version))
    throw new HttpProblem(
      400,
      'BAD_RELEASE_NAME',
      'Upload to /_artifacts/<module>/<version>, with a module name and a semantic version.',
    );
  if (Number(header(req, 'content-length') ?? 0) > maxReleaseBytes * 1.5)
    throw new HttpProblem(413, 'UPLOAD_TOO_LARGE', `A release may weigh ${maxReleaseBytes} bytes.`, {
      headers: { connection: 'close' },
    });
  const encoding = header(req, 'content-encoding');
  const type = header(req, 'content-type') ?? '';
  const gzipped = encoding === 'gzip' || /\bgzip\b/.test(type);
  const outcome = await ingestRelease(store, {
    module,
    version,
    body: req,
    gzipped,
    admit: (manifest) => admit(manifest, team, teams, graph),
    // Revoked meanwhile: a name that somebody else's content had would be taken for good.
    async confirm() {
      await requireDeployTeam(authorization, tokens);
    },
  });
  log.info(
    {
      release: `${module}@${version}`,
      digest: outcome.manifest.digest,
      team,
      bytes: outcome.bytes,
      duplicate: outcome.duplicate,
    },
    'a release was taken in',
  );
  sendJson(res, outcome.duplicate ? 200 : 201, {
    module,
    version,
    digest: outcome.manifest.digest,
    bytes: outcome.bytes,
    duplicate: outcome.duplicate,
  });
}

/** Whose module it is, and whether what it asks can ever be answered. */
function admit(manifest: Manifest, team: string, teams: Teams, graph: GraphHost): void {
  const owner = ownerOf(teams, manifest.module)?.team ?? manifest.team;
  if (manifest.team !== owner)
    throw new HttpProblem(
      403,
      'WRONG_TEAM',
      `teams.json gives ${manifest.module} to team ${owner}, but the manifest says ${manifest.team}.`,
    );
  if (team !== owner && team !== 'platform')
    throw new HttpProblem(
      403,
      'WRONG_TEAM',
      `${manifest.module} belongs to team ${owner}; this token is team ${team}'s. Ask ${teams.teams[owner]?.contact ?? owner}.`,
    );
  const kind = (teams.modules[manifest.module] ?? teams.elsewhere?.[manifest.module])?.kind;
  if (kind !== undefined && kind !== manifest.kind)
    throw new HttpProblem(
      422,
      'WRONG_KIND',
      `teams.json says that ${manifest.module} is of the kind ${kind}, but the manifest says ${manifest.kind}.`,
    );
  const operations = operationsIn(manifest);
  if (operations.length === 0) return;
  const serving = graph.current;
  if (serving === undefined)
    throw new HttpProblem(
      503,
      'GRAPH_NOT_READY',
      `The operations cannot be checked yet: ${graph.problem ?? 'starting'}. Try again in a moment.`,
      { headers: { 'retry-after': '1' } },
    );
  // What another release of a service may answer is recorded: the gate says whether it can go live, or be previewed with it.
  const problems = validateOperations(serving.runtime.graph, operations).filter(({ waits }) => waits !== true);
  if (problems.length === 0) return;
  const shown = problems
    .slice(0, 5)
    .map((problem) => `  ${problem.at ?? problem.operation}: ${problem.message}`)
    .join('\n');
  throw new HttpProblem(
    422,
    'OPERATIONS_INVALID',
    `What ${manifest.module}@${manifest.version} asks can be answered by no graph:\n${shown}`,
    { details: { problems } },
  );
}
