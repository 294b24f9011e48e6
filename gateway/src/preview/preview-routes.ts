/**
 * `POST /previews`: a team makes a preview, by its deploy token; `DELETE /previews/<id>`: ends one;
 * `POST /preview/leave`: somebody leaves theirs.
 */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { isModuleName, isVersion, ownerOf } from '@tessera/contracts';
import type { Manifest, Teams } from '@tessera/contracts';
import { requireDeployTeam } from '../auth/authenticate.ts';
import type { DeployTokens } from '../auth/deploy-tokens.ts';
import { isJson, readBody } from '../http/body.ts';
import { header } from '../http/exchange.ts';
import type { Exchange } from '../http/exchange.ts';
import { HttpProblem } from '../http/problem.ts';
import { inertHeaders, send, sendJson } from '../http/respond.ts';
import type { Route } from '../http/router.ts';
import { requireSameOrigin } from '../http/same-origin.ts';
import { moduleOfService } from '../services/module-of-service.ts';
import { isPreviewable } from './previewable.ts';
import type { Previews } from './previews.ts';

export interface PreviewRouteOptions {
  readonly previews: Previews;
  readonly tokens: DeployTokens;
  readonly teams: Teams;
  /** The manifest of a published release; undefined: there is none. */
  readonly manifest: (module: string, version: string) => Promise<Manifest | undefined>;
  /** What the graph calls those of this product. */
  readonly services: readonly string[];
  readonly environment: string;
  /** Nobody may run this release any more. */
  readonly isKilled: (module: string, version: string) => boolean;
  /** Why these releases do not fit each other and what is live, in words; empty: they do. */
  readonly judge: (manifests: readonly Manifest[]) => readonly string[];
  /** Asks the releases service as the gateway; rejects when it was not done. */
  readonly ask: (query: string, variables: Readonly<Record<string, unknown>>) => Promise<unknown>;
  readonly now: () => number;
}

const openMutation = 'mutation ($input: OpenPreviewInput!) { openPreview(input: $input) { problem { code message } } }';
const endMutation = 'mutation ($input: EndPreviewInput!) { endPreview(input: $input) { problem { code message } } }';

const longestSeconds = 14 * 24 * 60 * 60;

const requestSchema = z.object({
  releases: z.array(z.string()).min(1).max(50),
  user: z.string().min(1).max(200).optional(),
  expiresSeconds: z.int().min(1).max(longestSeconds),
});

export function createPreviewRoutes(options: PreviewRouteOptions): Route[] {
  return [
    { name: 'previews', methods: ['POST'], path: '/previews', handle: (exchange) => create(exchange, options) },
    { name: 'end-preview', methods: ['DELETE'], path: '/previews/', handle: (exchange) => end(exchange, options) },
    {
      name: 'leave-preview',
      methods: ['POST'],
      path: '/preview/leave',
      handle(exchange) {
        requireSameOrigin(exchange.req);
        options.previews.leave(exchange);
        send(exchange.res, 204, { ...inertHeaders, 'cache-control': 'no-store' });
      },
    },
  ];
}

async function create({ req, res, log }: Exchange, options: PreviewRouteOptions): Promise<void> {
  const { previews, tokens, teams, environment, ask, now } = options;
  const team = await requireDeployTeam(header(req, 'authorization'), tokens);
  if (!isJson(req)) throw new HttpProblem(415, 'JSON_ONLY', 'Send application/json.');
  const parsed = requestSchema.safeParse(parse((await readBody(req, 16 * 1024)).toString('utf8')));
  if (!parsed.success)
    throw new HttpProblem(
      400,
      'BAD_REQUEST',
      `Send {releases: ["orders@1.3.0"], user?, expiresSeconds}, of at most ${longestSeconds} seconds.`,
    );
  const { releases: names, user, expiresSeconds } = parsed.data;
  const manifests = await Promise.all(names.map((name) => published(name, options)));
  const owners = manifests.map(({ module, team: own }) => ownerOf(teams, module)?.team ?? own);
  // Together with others' releases, which anybody can fetch; but somebody's own must be among them.
  if (team !== 'platform' && !owners.includes(team))
    throw new HttpProblem(403, 'WRONG_TEAM', `A preview of team ${team} shows at least one release of team ${team}.`);
  const reasons = options.judge(manifests);
  if (reasons.length > 0)
    throw new HttpProblem(
      422,
      'PREVIEW_REFUSED',
      `These do not go together with each other and what is live:\n\n${reasons.join('\n')}\nA release that offers what is missing can be previewed with them.`,
    );
  const [issued, expires] = [now(), now() + expiresSeconds * 1000].map((ms) => new Date(ms).toISOString());
  const id = randomUUID();
  const token = await previews.sign({
    id,
    releases: manifests.map(({ module, version, digest }) => ({ module, version, digest })),
    ...(user === undefined ? {} : { user }),
    by: `deploy:${team}`,
    issued: issued!,
    expires: expires!,
  });
  if (token === undefined)
    throw new HttpProblem(
      501,
      'NO_PREVIEWS',
      'This gateway has no key for previews (TESSERA_PREVIEW_KEY), or does not trust its own (TESSERA_PREVIEW_KEYS).',
    );
  const shown = manifests.filter(({ kind }) => kind === 'service');
  const refs = shown.map(({ module, version, digest }) => ({ module, version, digest }));
  const input = { commandId: id, id, environment, team, releases: names, services: refs, expires };
  await ask(openMutation, { input }).catch((error: unknown) => {
    // Nothing would run for it, and nobody could end it.
    throw new HttpProblem(
      503,
      'PREVIEW_NOT_RECORDED',
      `A preview is recorded before there is one, and that failed: ${(error as Error).message}. Try again in a moment; previews that were made go on.`,
    );
  });
  // Never the token: whoever reads the log must not be able to use it.
  log.info({ preview: id, releases: names, team, for: user, expires }, 'a preview was made');
  sendJson(res, 201, { id, token, releases: names, user: user ?? null, expires, path: pathOf(manifests) });
}

/** Where the releases can be looked at: the first page of the first app among them that has an address of its own. */
function pathOf(manifests: readonly Manifest[]): string {
  const routes = manifests.flatMap((each) => (each.kind === 'app' ? each.contract.contributions.routes : []));
  return routes.find(({ path }) => !path.includes('$'))?.path ?? '/';
}

async function end({ req, res, url, log }: Exchange, options: PreviewRouteOptions): Promise<void> {
  const { tokens, environment, ask } = options;
  const team = await requireDeployTeam(header(req, 'authorization'), tokens);
  const id = url.pathname.slice('/previews/'.length);
  if (!/^[A-Za-z0-9-]{1,64}$/.test(id)) throw new HttpProblem(404, 'NO_SUCH_PREVIEW', 'There is no such preview.');
  await ask(endMutation, { input: { commandId: randomUUID(), id, environment, team } }).catch((error: unknown) => {
    const { message } = error as Error;
    const [code = ''] = /^[A-Z_]+(?=: )/.exec(message) ?? [];
    const status = code === 'NO_SUCH_PREVIEW' ? 404 : code === 'WRONG_TEAM' ? 403 : 503;
    throw new HttpProblem(
      status,
      status === 503 ? 'PREVIEW_NOT_RECORDED' : code,
      message.slice(code === '' ? 0 : code.length + 2),
    );
  });
  log.info({ preview: id, team }, 'a preview was ended');
  sendJson(res, 200, { id, ended: true });
}

async function published(name: string, { manifest, services, isKilled }: PreviewRouteOptions): Promise<Manifest> {
  const at = name.lastIndexOf('@');
  const [module, version] = [name.slice(0, at), name.slice(at + 1)];
  const found = isModuleName(module) && isVersion(version) ? await manifest(module, version) : undefined;
  if (found === undefined)
    throw new HttpProblem(
      404,
      'NO_SUCH_RELEASE',
      `${name.slice(0, 100)} was never published here. \`tessera releases\` lists what was.`,
    );
  if (isKilled(module, version))
    throw new HttpProblem(
      422,
      'NOT_PREVIEWABLE',
      `${name} was killed: nobody may run it any more, in a preview neither.`,
    );
  if (found.kind !== 'service') return found;
  const isKnown = services.some((service) => isPreviewable(service) && moduleOfService(service) === module);
  if (!isKnown)
    throw new HttpProblem(
      422,
      'NOT_PREVIEWABLE',
      `${name} cannot be shown: previews show apps, the shell, libraries and services that are deployed.`,
    );
  if (found.entry !== undefined) return found;
  throw new HttpProblem(422, 'NOT_PREVIEWABLE', `${name} was published without its code. Publish it again.`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
