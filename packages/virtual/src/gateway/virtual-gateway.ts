/** The gateway's addresses without a server: a `Request` in, the `Response` the gateway would give out. */
import type { User } from '@tessera/service-kit';
import type { GraphqlEndpoint } from './graphql-endpoint.ts';
import type { gatewayPaths } from './paths.ts';
import { jsonResponse, Refused, refusalResponse } from './refused.ts';

export interface VirtualGatewayOptions {
  readonly graphql: GraphqlEndpoint;
  /** `POST /live`. */
  readonly live: (request: Request) => Promise<Response>;
  readonly user: () => User | null;
  readonly signOut: () => void;
  /** When the session would end, in ms since 1970. */
  readonly sessionEnds: () => number;
  readonly composition: ((user: User | null) => unknown) | undefined;
  /** Whatever is not the gateway's. */
  readonly passthrough: ((request: Request) => Response | Promise<Response>) | undefined;
  readonly newCorrelationId: () => string;
  readonly onUnexpected: (error: unknown) => void;
}

type Handler = (request: Request, correlationId: string) => Response | Promise<Response>;

const idShape = /^[A-Za-z0-9._-]{8,64}$/;

export function createVirtualGateway(options: VirtualGatewayOptions): (request: Request) => Promise<Response> {
  const routes: Readonly<Record<(typeof gatewayPaths)[number], { methods: readonly string[]; handle: Handler }>> = {
    '/graphql': { methods: ['POST'], handle: graphql },
    '/live': { methods: ['POST'], handle: live },
    '/auth/session': { methods: ['GET'], handle: session },
    '/auth/sign-out': { methods: ['POST'], handle: signOut },
    '/composition.json': { methods: ['GET'], handle: composition },
  };

  function graphql(request: Request, correlationId: string): Promise<Response> {
    requireJson(request);
    return options.graphql.answer(request, requireUser(), correlationId);
  }

  async function live(request: Request, correlationId: string): Promise<Response> {
    requireJson(request);
    requireUser();
    const response = await options.live(request);
    if (response.ok) return response;
    const problem = (await response.json()) as object;
    return jsonResponse({ ...problem, correlationId }, response.status);
  }

  function session(): Response {
    const user = requireUser();
    return jsonResponse({ user, expires: new Date(options.sessionEnds()).toISOString() });
  }

  function signOut(): Response {
    options.signOut();
    return new Response(null, { status: 204, headers: { 'cache-control': 'no-store' } });
  }

  function composition(): Response {
    if (options.composition === undefined) throw notFound();
    return jsonResponse(options.composition(options.user()));
  }

  function requireUser(): User {
    const user = options.user();
    if (user !== null) return user;
    throw new Refused(401, 'SESSION_EXPIRED', 'You are not signed in, or your session has ended. Sign in again.');
  }

  async function route(request: Request, correlationId: string): Promise<Response> {
    const { pathname } = new URL(request.url);
    const found = Object.hasOwn(routes, pathname) ? routes[pathname as keyof typeof routes] : undefined;
    if (found === undefined) {
      if (options.passthrough !== undefined) return options.passthrough(request);
      throw notFound();
    }
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    if (!found.methods.includes(method)) {
      const allow = found.methods.join(', ');
      throw new Refused(405, 'METHOD_NOT_ALLOWED', `This address answers ${allow}.`, { allow });
    }
    return found.handle(request, correlationId);
  }

  return async (request) => {
    const given = request.headers.get('x-correlation-id');
    const correlationId = given !== null && idShape.test(given) ? given : options.newCorrelationId();
    try {
      const response = await route(request, correlationId);
      return response;
    } catch (error) {
      if (error instanceof Refused) return refusalResponse(error, correlationId);
      options.onUnexpected(error);
      const message = 'Something failed on our side. The correlation id leads to the cause.';
      return refusalResponse(new Refused(500, 'INTERNAL', message), correlationId);
    }
  };
}

function requireJson(request: Request): void {
  if (/^application\/json(?:\s*;|$)/i.test(request.headers.get('content-type') ?? '')) return;
  throw new Refused(415, 'JSON_ONLY', 'Send content-type: application/json.');
}

function notFound(): Refused {
  return new Refused(404, 'NOT_FOUND', 'There is nothing at this address.');
}
