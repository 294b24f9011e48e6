/** `POST /previews`: a team makes a preview, by its deploy token; `POST /preview/leave`: somebody leaves theirs. */
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
import type { Previews } from './previews.ts';

export interface PreviewRouteOptions {
  readonly previews: Previews;
  readonly tokens: DeployTokens;
  readonly teams: Teams;
  /** The manifest of a published release; undefined: there is none. */
  readonly manifest: (module: string, version: string) => Promise<Manifest | undefined>;
  readonly now: () => number;
}

const longestSeconds = 14 * 24 * 60 * 60;

const requestSchema = z.object({
  releases: z.array(z.string()).min(1).max(50),
  user: z.string().min(1).max(200).optional(),
  expiresSeconds: z.int().min(1).max(longestSeconds),
});

export function createPreviewRoutes(options: PreviewRouteOptions): Route[] {
  return [
    { name: 'previews', methods: ['POST'], path: '/previews', handle: (exchange) => create(exchange, options) },
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
  const { previews, tokens, teams, now } = options;
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
    throw new HttpProblem(501, 'NO_PREVIEWS', 'This gateway has no key for previews: TESSERA_PREVIEW_KEY is not set.');
  // Never the token: whoever reads the log must not be able to use it.
  log.info({ preview: id, releases: names, team, for: user, expires }, 'a preview was made');
  sendJson(res, 201, { id, token, releases: names, user: user ?? null, expires });
}

async function published(name: string, { manifest }: PreviewRouteOptions): Promise<Manifest> {
  const at = name.lastIndexOf('@');
  const [module, version] = [name.slice(0, at), name.slice(at + 1)];
  const found = isModuleName(module) && isVersion(version) ? await manifest(module, version) : undefined;
  if (found === undefined)
    throw new HttpProblem(
      404,
      'NO_SUCH_RELEASE',
      `${name.slice(0, 100)} was never published here. \`tessera releases\` lists what was.`,
    );
  if (found.kind === 'app' || found.kind === 'shell') return found;
  throw new HttpProblem(422, 'NOT_PREVIEWABLE', `${name} is a ${found.kind}: previews show apps and the shell.`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
