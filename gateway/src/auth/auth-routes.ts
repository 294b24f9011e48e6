/** Signing in and out, and asking who one is. */
import type { Exchange } from '../http/exchange.ts';
import { readBody } from '../http/body.ts';
import { header } from '../http/exchange.ts';
import { HttpProblem } from '../http/problem.ts';
import { inertHeaders, redirect, send, sendJson } from '../http/respond.ts';
import type { Route } from '../http/router.ts';
import { isSameOrigin, requireSameOrigin } from '../http/same-origin.ts';
import { createNonce, pageHeaders, staticPolicy } from '../page/csp.ts';
import { themeOf } from '../page/document.ts';
import type { ProductFont } from '../page/product-font.ts';
import { developmentIdentities } from './identities.ts';
import { safeReturnPath, withoutOverride } from './return-path.ts';
import type { Session, Sessions } from './session.ts';
import { shownUser } from './shown-user.ts';
import { noSignInPage, signInPage } from './sign-in-page.ts';

export interface AuthRouteOptions {
  readonly sessions: Sessions;
  readonly developmentIdentities: boolean;
  readonly product: string;
  /** Asked for each page: it goes with what is live. */
  readonly font: () => ProductFont | undefined;
  readonly secure: boolean;
  /** Called when somebody signs out: what that session holds open is ended. */
  onSignOut(session: Session): void;
}

export function createAuthRoutes(options: AuthRouteOptions): Route[] {
  return [
    {
      name: 'sign-in',
      methods: ['GET', 'POST'],
      path: '/auth/sign-in',
      handle: (exchange) =>
        exchange.req.method === 'POST' ? signIn(exchange, options) : showSignIn(exchange, options),
    },
    { name: 'sign-out', methods: ['POST'], path: '/auth/sign-out', handle: (exchange) => signOut(exchange, options) },
    { name: 'session', methods: ['GET'], path: '/auth/session', handle: (exchange) => showSession(exchange, options) },
  ];
}

function showSignIn({ req, res, url }: Exchange, { product, secure, ...options }: AuthRouteOptions): void {
  const nonce = createNonce();
  const look = { product, nonce, font: options.font(), theme: themeOf(req.headers.cookie) };
  const back = safeReturnPath(url.searchParams.get('return'));
  const returnTo = isSameOrigin(req) ? back : withoutOverride(back);
  const [status, html] = options.developmentIdentities
    ? ([200, signInPage({ ...look, identities: developmentIdentities, returnTo })] as const)
    : ([403, noSignInPage(look)] as const);
  send(
    res,
    status,
    { ...pageHeaders({ policy: staticPolicy(nonce), secure }), 'content-type': 'text/html; charset=utf-8' },
    html,
  );
}

async function signIn({ req, res, log }: Exchange, options: AuthRouteOptions): Promise<void> {
  requireSameOrigin(req);
  if (!options.developmentIdentities)
    throw new HttpProblem(
      403,
      'NO_DEVELOPMENT_IDENTITIES',
      'Development identities are refused in production. Set TESSERA_DEV_IDENTITIES=1 to allow them on a machine that only you can reach.',
    );
  const form = new URLSearchParams((await readBody(req, 8 * 1024)).toString('utf8'));
  const identity = developmentIdentities.find(({ user }) => user.id === form.get('identity'));
  if (identity === undefined)
    throw new HttpProblem(
      400,
      'UNKNOWN_IDENTITY',
      `There is no such person. There are: ${developmentIdentities.map(({ user }) => user.id).join(', ')}.`,
    );
  await options.sessions.start(identity.user, res);
  log.info({ user: identity.user.id }, 'signed in');
  redirect(res, safeReturnPath(form.get('return')));
}

async function signOut({ req, res, log }: Exchange, { sessions, onSignOut }: AuthRouteOptions): Promise<void> {
  requireSameOrigin(req);
  const session = await sessions.read(req);
  if (session !== undefined) {
    onSignOut(session);
    log.info({ user: session.user.id }, 'signed out');
  }
  sessions.end(res, session);
  // A form leads somewhere; a script that asked wants to go on by itself.
  if (
    header(req, 'sec-fetch-mode') === 'navigate' ||
    /^application\/x-www-form-urlencoded/.test(header(req, 'content-type') ?? '')
  )
    return redirect(res, '/auth/sign-in');
  send(res, 204, { ...inertHeaders, 'cache-control': 'no-store' });
}

async function showSession({ req, res }: Exchange, { sessions }: AuthRouteOptions): Promise<void> {
  const { user, expires } = await sessions.require(req, res);
  sendJson(res, 200, { user: shownUser(user), expires: new Date(expires).toISOString() });
}
