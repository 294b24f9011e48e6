/** The page itself, /composition.json, and the few files a browser asks for unasked. */
import type { Teams } from '@tessera/contracts';
import type { Sessions } from '../auth/session.ts';
import { shownUser } from '../auth/shown-user.ts';
import { browserComposition } from '../composition/browser-composition.ts';
import { compositionFor } from '../composition/composition-for.ts';
import type { CompositionHost } from '../composition/composition-host.ts';
import type { Exchange } from '../http/exchange.ts';
import { HttpProblem } from '../http/problem.ts';
import { inertHeaders, jsonHeaders, redirect, send } from '../http/respond.ts';
import { sendEncoded } from '../http/send-encoded.ts';
import type { Route } from '../http/router.ts';
import { mark } from './base-style.ts';
import { safeReturnPath } from '../auth/return-path.ts';
import { asHttpProblem, PreviewProblem, previewProblems } from '../preview/preview-problem.ts';
import { withOverrides } from '../preview/previewed-composition.ts';
import type { Previews, Seen } from '../preview/previews.ts';
import { refusalPage } from '../preview/refusal-page.ts';
import type { Session } from '../auth/session.ts';
import type { Composition } from '@tessera/contracts';
import { createNonce, pageHeaders, pagePolicy, staticPolicy } from './csp.ts';
import { themeOf } from './document.ts';
import { renderPage } from './page.ts';
import { startingPage } from './starting-page.ts';

export interface PageRouteOptions {
  readonly sessions: Sessions;
  readonly composition: CompositionHost;
  readonly previews: Previews;
  readonly teams: Teams;
  readonly environment: string;
  readonly product: string;
  readonly mustSwitchHours: number | undefined;
  readonly version: string;
  readonly secure: boolean;
}

const icon = mark
  .replace('<svg class="mark"', '<svg xmlns="http://www.w3.org/2000/svg" color="#0e7490"')
  .replace(' focusable="false"', '');

export function createPageRoutes(options: PageRouteOptions): Route[] {
  const cached = { ...inertHeaders, 'cache-control': 'public, max-age=86400' };
  return [
    {
      name: 'composition',
      methods: ['GET'],
      path: '/composition.json',
      handle: (exchange) => showComposition(exchange, options),
    },
    {
      name: 'icon',
      methods: ['GET'],
      path: '/favicon.svg',
      handle: ({ res }) => send(res, 200, { ...cached, 'content-type': 'image/svg+xml' }, icon),
    },
    {
      name: 'robots',
      methods: ['GET'],
      path: '/robots.txt',
      handle: ({ res }) => send(res, 200, { ...cached, 'content-type': 'text/plain' }, 'User-agent: *\nDisallow: /\n'),
    },
    { name: 'page', methods: ['GET'], path: '/', handle: (exchange) => showPage(exchange, options) },
  ];
}

async function showComposition(exchange: Exchange, options: PageRouteOptions): Promise<void> {
  const { req, res } = exchange;
  const session = await options.sessions.require(req, res);
  const shown = await shownTo(exchange, session, options).catch((error: unknown) => {
    if (!(error instanceof PreviewProblem)) throw error;
    throw asHttpProblem(error);
  });
  if (shown?.composition === undefined)
    throw new HttpProblem(503, 'NOTHING_LIVE', 'Nothing is live yet.', { headers: { 'retry-after': '2' } });
  // Nearly all of it, in a large product, is the hashes and places of its apps.
  await sendEncoded(exchange, 200, jsonHeaders, JSON.stringify(shown.composition));
}

interface Shown extends Seen {
  /** Undefined: no shell is live. */
  readonly composition: Composition | undefined;
}

/** What this person gets: what is live, or their canary, or their preview. Undefined: nothing is live. */
async function shownTo(
  exchange: Exchange,
  session: Session,
  { composition: { current }, previews, teams }: PageRouteOptions,
): Promise<Shown | undefined> {
  if (current === undefined) return undefined;
  const seen = await previews.seenBy(exchange, session, compositionFor(current, session.user));
  const composition = browserComposition(seen.resolved, teams);
  return { ...seen, composition: composition && withOverrides(composition, seen.overrides) };
}

/** The same place without the wish in its address: a token is not left in histories and referrers. */
function withoutWishes({ pathname, searchParams }: URL): string {
  const rest = new URLSearchParams(searchParams);
  rest.delete('preview');
  rest.delete('override');
  return safeReturnPath(rest.size === 0 ? pathname : `${pathname}?${rest}`);
}

async function showPage(exchange: Exchange, options: PageRouteOptions): Promise<void> {
  const { req, res, url } = exchange;
  // Pages have no extension; a missing image must not be answered with a page.
  if (/\.[A-Za-z0-9]{1,8}$/.test(url.pathname)) throw new HttpProblem(404, 'NOT_FOUND', 'There is no such file.');
  const session = await options.sessions.read(req);
  if (session === undefined) {
    const here = `${url.pathname}${url.search}`;
    return redirect(res, here === '/' ? '/auth/sign-in' : `/auth/sign-in?${new URLSearchParams({ return: here })}`);
  }
  await options.sessions.renew(session, res);
  const { product, environment, secure } = options;
  const nonce = createNonce();
  const theme = themeOf(req.headers.cookie);
  const refuse = (error: unknown): Promise<void> => {
    if (!(error instanceof PreviewProblem)) throw error;
    const { code } = error;
    exchange.log.warn(
      { code, user: session.user.id, reason: (error.cause as Error | undefined)?.message },
      'a preview was refused',
    );
    const { correlationId } = exchange;
    const html = refusalPage({ code, product, theme, nonce, onward: withoutWishes(url), correlationId });
    const [status] = previewProblems[code];
    return sendHtml(exchange, status, html, pageHeaders({ policy: staticPolicy(nonce), secure }));
  };
  let shown: Shown | undefined;
  try {
    if (await options.previews.enter(exchange, session)) return redirect(res, withoutWishes(url));
  } catch (error) {
    return refuse(error);
  }
  try {
    shown = await shownTo(exchange, session, options);
  } catch (error) {
    // It is over: said once, and the next page is what everybody has.
    options.previews.leave(exchange);
    return refuse(error);
  }
  const { resolved, composition, overrides = {}, notice } = shown ?? {};
  if (resolved?.shell === undefined || composition === undefined) {
    const html = startingPage({ product, theme, nonce, waitingFor: 'Its first releases are being published.' });
    return sendHtml(exchange, 503, html, {
      ...pageHeaders({ policy: staticPolicy(nonce), secure }),
      'retry-after': '2',
    });
  }
  const html = renderPage({
    resolved: { ...resolved, shell: resolved.shell },
    composition,
    ...(notice === undefined ? {} : { preview: notice }),
    user: shownUser(session.user),
    environment,
    gatewayVersion: options.version,
    mustSwitchHours: options.mustSwitchHours,
    product,
    path: url.pathname,
    theme,
    nonce,
  });
  const local = [...new Set(Object.values(overrides).map((address) => new URL(address).origin))];
  return sendHtml(exchange, 200, html, pageHeaders({ policy: pagePolicy(nonce, local), secure }));
}

function sendHtml(exchange: Exchange, status: number, html: string, headers: Record<string, string>): Promise<void> {
  return sendEncoded(exchange, status, { ...headers, 'content-type': 'text/html; charset=utf-8' }, html);
}
