/** The page itself, /composition.json, and the few files a browser asks for unasked. */
import type { Teams } from '@tessera/contracts';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Sessions } from '../auth/session.ts';
import { browserComposition } from '../composition/browser-composition.ts';
import { compositionFor } from '../composition/composition-for.ts';
import type { CompositionHost } from '../composition/composition-host.ts';
import type { Exchange } from '../http/exchange.ts';
import { header } from '../http/exchange.ts';
import { HttpProblem } from '../http/problem.ts';
import { inertHeaders, redirect, send, sendJson } from '../http/respond.ts';
import type { Route } from '../http/router.ts';
import { mark } from './base-style.ts';
import { createNonce, pageHeaders, pagePolicy, staticPolicy } from './csp.ts';
import { themeOf } from './document.ts';
import { renderPage } from './page.ts';
import { startingPage } from './starting-page.ts';

export interface PageRouteOptions {
  readonly sessions: Sessions;
  readonly composition: CompositionHost;
  readonly teams: Teams;
  readonly environment: string;
  readonly product: string;
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

async function showComposition(
  { req, res }: Exchange,
  { sessions, composition, teams }: PageRouteOptions,
): Promise<void> {
  const { user } = await sessions.require(req, res);
  const current = composition.current && browserComposition(compositionFor(composition.current, user.id), teams);
  if (current === undefined)
    throw new HttpProblem(503, 'NOTHING_LIVE', 'Nothing is live yet.', { headers: { 'retry-after': '2' } });
  sendJson(res, 200, current);
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
  const { teams, product, environment, secure } = options;
  const nonce = createNonce();
  const theme = themeOf(req.headers.cookie);
  const resolved = options.composition.current && compositionFor(options.composition.current, session.user.id);
  const composition = resolved && browserComposition(resolved, teams);
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
    user: session.user,
    environment,
    gatewayVersion: options.version,
    product,
    path: url.pathname,
    theme,
    nonce,
  });
  return sendHtml(exchange, 200, html, pageHeaders({ policy: pagePolicy(nonce), secure }));
}

const brotli = promisify(brotliCompress);
const zip = promisify(gzip);

/** Integrity hashes make the page long and every page is one of its kind: encoded on the way, quickly rather than tightly. */
async function sendHtml(
  { req, res }: Exchange,
  status: number,
  html: string,
  headers: Record<string, string>,
): Promise<void> {
  const accepted = header(req, 'accept-encoding') ?? '';
  const fixed = { ...headers, 'content-type': 'text/html; charset=utf-8', vary: 'accept-encoding, cookie' };
  if (/\bbr\b/.test(accepted)) {
    return send(
      res,
      status,
      { ...fixed, 'content-encoding': 'br' },
      await brotli(html, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }),
    );
  }
  if (/\bgzip\b/.test(accepted))
    return send(res, status, { ...fixed, 'content-encoding': 'gzip' }, await zip(html, { level: 5 }));
  send(res, status, fixed, html);
}
