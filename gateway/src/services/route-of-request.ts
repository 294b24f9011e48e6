/** Where one request goes: a preview's first, then a canary's. A preview that cannot be served is refused, never answered by something else. */
import type { IncomingMessage } from 'node:http';
import type { Session } from '../auth/session.ts';
import { asHttpProblem, PreviewProblem } from '../preview/preview-problem.ts';
import type { Previews } from '../preview/previews.ts';
import type { ServiceRoute } from './service-route.ts';
import type { ServiceRoutes } from './service-routes.ts';

export interface RequestRoute {
  readonly route: ServiceRoute;
  /** It is a preview's: there, or nowhere. */
  readonly isFixed?: boolean;
  /** Of somebody who is in a preview: whether that has ended since. */
  readonly isOver?: () => boolean;
}

/** Throws `HttpProblem` with a code of previews. */
export type RouteOfRequest = (req: IncomingMessage, session: Session) => Promise<RequestRoute>;

export interface RouteOfRequestOptions {
  readonly routes: ServiceRoutes;
  readonly previews: Pick<Previews, 'routeOf'>;
  readonly isServed: (route: ServiceRoute) => boolean;
  /** Why one is not, in words. */
  readonly problemAlong: (route: ServiceRoute) => string | undefined;
}

export function createRouteOfRequest(options: RouteOfRequestOptions): RouteOfRequest {
  const { routes, previews, isServed, problemAlong } = options;
  return async (req, session) => {
    const previewed = await previews.routeOf(req, session).catch((error: unknown) => {
      throw error instanceof PreviewProblem ? asHttpProblem(error) : error;
    });
    const { route, isOver } = previewed ?? {};
    if (route === undefined) return { route: routes.of(session.user.id), ...(isOver && { isOver }) };
    if (isServed(route)) return { route, isFixed: true, ...(isOver && { isOver }) };
    const why = problemAlong(route);
    const what = `${[...route.releases.values()].join(', ')} cannot be asked${why === undefined ? '' : `: ${why}`}.`;
    throw asHttpProblem(new PreviewProblem('PREVIEW_NOT_READY'), what);
  };
}
