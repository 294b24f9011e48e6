/**
 * Previews: making them, entering, leaving, and what somebody sees while in one. Nothing of it touches what is live, and
 * nothing of it is anybody else's.
 */
import type { IncomingMessage } from 'node:http';
import type { PreviewNotice, Teams } from '@tessera/contracts';
import { signPreview, SignatureRefused, verifyPreview } from '@tessera/contracts/signed';
import type { Preview } from '@tessera/contracts/signed';
import type { Session } from '../auth/session.ts';
import { routeTo } from '../services/service-route.ts';
import type { ServiceRoute } from '../services/service-route.ts';
import type { ResolvedComposition } from '../composition/resolve.ts';
import type { Exchange } from '../http/exchange.ts';
import { isSameOrigin } from '../http/same-origin.ts';
import { mayOverride, parseOverride } from './local-override.ts';
import type { PreviewCookies, PreviewState } from './preview-cookie.ts';
import type { OpenPreviews } from './open-previews.ts';
import type { PreviewKeys } from './preview-keys.ts';
import { PreviewProblem } from './preview-problem.ts';
import { withPreview } from './previewed-composition.ts';
import type { LoadRelease } from './previewed-composition.ts';

/** What one person sees. */
export interface Seen {
  readonly resolved: ResolvedComposition;
  readonly overrides: Readonly<Record<string, string>>;
  /** Undefined: what is live, like everybody. */
  readonly notice: PreviewNotice | undefined;
}

export interface Previews {
  /** The token; undefined: there are no previews here. */
  sign(preview: Omit<Preview, 'schemaVersion' | 'environment'>): Promise<string | undefined>;
  /** Whether the address asks to enter or to leave one; then the cookie is written. Throws `PreviewProblem`. */
  enter(exchange: Exchange, session: Session): Promise<boolean>;
  leave(exchange: Exchange): void;
  /** Modules of which this person sees something else than what is live. */
  modulesOf(req: IncomingMessage, session: Session): Promise<ReadonlySet<string>>;
  /**
   * Where this person's requests go when their preview shows services, and whether it is over; undefined: there is none. Throws
   * `PreviewProblem` when one that shows services is over, or nobody has said yet that it is open.
   */
  routeOf(req: IncomingMessage, session: Session): Promise<PreviewRoute | undefined>;
  /** Throws `PreviewProblem` when what this person was in is over. */
  seenBy(exchange: Exchange, session: Session, live: ResolvedComposition): Promise<Seen>;
}

/** Where a preview sends its person, and whether it still does. */
export interface PreviewRoute {
  /** Undefined: to wherever requests of this person would go without it. */
  readonly route: ServiceRoute | undefined;
  readonly isOver: () => boolean;
}

export interface PreviewsOptions {
  readonly keys: PreviewKeys;
  readonly cookies: PreviewCookies;
  readonly load: LoadRelease;
  readonly teams: Teams;
  /** Whose composition is shown. */
  readonly environment: string;
  /** Where this process runs. */
  readonly runsIn: string;
  /** Names of the apps that are live. */
  readonly isLive: (module: string) => boolean;
  /** What the graph calls the service of this module; undefined: it is none that can be shown. */
  readonly serviceOf: (module: string) => string | undefined;
  readonly standing: OpenPreviews['standing'];
  /** Nobody may run this release any more. */
  readonly isKilled: (module: string, version: string) => boolean;
  /** Whether requests can be answered along this route now. */
  readonly isServed: (route: ServiceRoute) => boolean;
  readonly now: () => number;
}

export function createPreviews(options: PreviewsOptions): Previews {
  const { keys, cookies, load, teams, environment, runsIn, isLive, serviceOf, standing, isServed, now } = options;

  const isGone = ({ releases }: Preview): boolean =>
    releases.some(({ module, version }) => options.isKilled(module, version));

  /** What nobody has said anything about is open by its signature, as long as no service has to be asked. */
  const isOver = (preview: Preview): boolean =>
    standing(preview.id) === 'over' || Date.parse(preview.expires) <= now() || isGone(preview);

  /** Throws unless it holds, for this person, now. */
  const verify = async (token: string, { user }: Session): Promise<Preview> => {
    const key = await keys.current();
    if (key === undefined) throw new PreviewProblem('PREVIEW_INVALID');
    const preview = await verifyPreview(token, key.verifies, environment).catch((error: unknown) => {
      const foreign = error instanceof SignatureRefused && error.code === 'WRONG_ENVIRONMENT';
      throw new PreviewProblem(foreign ? 'PREVIEW_FOREIGN' : 'PREVIEW_INVALID', { cause: error });
    });
    if (preview.user !== undefined && preview.user !== user.id) throw new PreviewProblem('PREVIEW_FOREIGN');
    if (isGone(preview)) throw new PreviewProblem('PREVIEW_GONE');
    if (isOver(preview)) throw new PreviewProblem('PREVIEW_EXPIRED');
    return preview;
  };

  const routeAlong = ({ releases }: Preview): ServiceRoute | undefined => {
    const services = releases.flatMap(({ module, version }): [string, string][] => {
      const service = serviceOf(module);
      return service === undefined ? [] : [[service, `${module}@${version}`]];
    });
    return services.length === 0 ? undefined : routeTo('preview', services);
  };

  const wishOf = async ({ url, req }: Exchange, session: Session): Promise<PreviewState | undefined> => {
    const [token, override] = [url.searchParams.get('preview'), url.searchParams.get('override')];
    if (token === null && override === null) return undefined;
    const before = (await cookies.read(req, session)) ?? { overrides: {} };
    let state: PreviewState = before;
    if (token !== null && token !== 'off') {
      const route = routeAlong(await verify(token, session));
      state = { token, overrides: state.overrides, ...(route === undefined ? {} : { routed: true }) };
    }
    if (override !== null && override !== 'off') {
      if (!isSameOrigin(req)) throw new PreviewProblem('OVERRIDE_FROM_ELSEWHERE');
      if (!mayOverride(session.user, runsIn)) throw new PreviewProblem('OVERRIDE_FORBIDDEN');
      const { module, url: address } = parseOverride(override);
      if (!isLive(module)) throw new PreviewProblem('OVERRIDE_INVALID');
      state = { ...state, overrides: { ...state.overrides, [module]: address } };
    }
    if (token === 'off') state = { overrides: state.overrides };
    if (override === 'off') state = { ...state, overrides: {} };
    return state;
  };

  return {
    async sign(preview) {
      const key = await keys.current();
      return key && signPreview({ ...preview, environment }, key.signing);
    },
    async enter(exchange, session) {
      const state = await wishOf(exchange, session);
      if (state === undefined) return false;
      if (state.token === undefined && Object.keys(state.overrides).length === 0) cookies.clear(exchange.res);
      else await cookies.set(exchange.res, session, state);
      return true;
    },
    leave: ({ res }) => cookies.clear(res),
    async modulesOf(req, session) {
      const state = await cookies.read(req, session);
      const preview =
        state?.token === undefined ? undefined : await verify(state.token, session).catch(() => undefined);
      const previewed = (preview?.releases ?? []).map(({ module }) => module);
      return new Set([...previewed, ...Object.keys(state?.overrides ?? {})]);
    },
    async routeOf(req, session) {
      const state = await cookies.read(req, session);
      if (state?.token === undefined) return undefined;
      const { token } = state;
      // Where nothing but apps is shown, requests are everybody's: that it is over is for the page to notice.
      if (state.routed !== true) {
        const preview = await verify(token, session).catch(() => undefined);
        return { route: undefined, isOver: () => preview === undefined || isOver(preview) };
      }
      const preview = await verify(token, session);
      const route = routeAlong(preview);
      // It is a service no more, or not of this product any more.
      if (route === undefined) throw new PreviewProblem('PREVIEW_GONE');
      if (standing(preview.id) === 'unknown') throw new PreviewProblem('PREVIEW_NOT_READY');
      return { route, isOver: () => isOver(preview) };
    },
    async seenBy({ req }, session, live) {
      const state = await cookies.read(req, session);
      if (state === undefined) return { resolved: live, overrides: {}, notice: undefined };
      const preview = state.token === undefined ? undefined : await verify(state.token, session);
      // A role may have been taken away meanwhile.
      const overrides = mayOverride(session.user, runsIn) ? state.overrides : {};
      const resolved = preview === undefined ? live : await withPreview(live, preview, load, teams);
      const versions = (preview?.releases ?? []).map(({ module, version }) => `${module}@${version}`);
      const route = preview && routeAlong(preview);
      const isWaiting = route !== undefined && !isServed(route);
      const waiting = isWaiting ? { waiting: [...route.releases.values()] } : {};
      const notice = {
        versions,
        overrides,
        ...waiting,
        ...(preview === undefined ? {} : { expires: preview.expires }),
      };
      return { resolved, overrides, notice };
    },
  };
}
