/**
 * From address to page. The page that is shown stays until the next one is loaded, so nothing flashes; places that share a
 * page (a list, and one entry open beside it) share its component, so nothing is lost. Only a load that takes long shows
 * that it does.
 */
import type { NavigateOptions, Navigation, Place } from './navigation.ts';
import { matchRoute } from './match-route.ts';

export interface PageRoute {
  readonly path: string;
  readonly app: string;
  readonly page: string;
  readonly title: string;
  /** Whom it is for; everyone when absent. The router leads there whoever asks; what is shown is its host's affair. */
  readonly roles?: readonly string[] | undefined;
}

/** What is shown now. */
export interface Shown<Page> {
  readonly place: Place;
  /** Undefined: there is nothing at this address. */
  readonly route: PageRoute | undefined;
  readonly params: Readonly<Record<string, string>>;
  /** Undefined while it takes long to load. */
  readonly page: Page | undefined;
  /** Names the entry of the history. */
  readonly entry: string;
  /** How one got here; `first` is the page's load. */
  readonly by: 'first' | 'push' | 'replace' | 'travel';
}

/** What is needed of a history; `@tanstack/history` fits. */
export interface History {
  readonly location: {
    readonly pathname: string;
    readonly search: string;
    readonly hash: string;
    readonly state: object;
  };
  push(path: string): void;
  replace(path: string): void;
  subscribe(listener: (change: { readonly action: { readonly type: string } }) => void): () => void;
}

export interface PageRouterOptions<Page> {
  readonly history: History;
  /** As the composition has them now; asked at each navigation. */
  readonly routes: () => readonly PageRoute[];
  /** Where "/" leads to; undefined = nowhere. */
  readonly home?: () => string | undefined;
  /** Never rejects: a page that cannot be loaded is a page that says so. */
  readonly load: (route: PageRoute) => Promise<Page>;
  /** Starts loading, without showing it. */
  readonly preload?: (route: PageRoute) => void;
  /** How long the page before stays while the next one loads. @default 400 */
  readonly patienceMs?: number;
}

export interface PageRouter<Page> {
  readonly navigation: Navigation;
  readonly shown: () => Shown<Page>;
  readonly onShown: (listener: () => void) => () => void;
  /** Loads the page at this address anew, for instance after it failed. */
  reload(): void;
  /** Resolves when the first page is there. */
  readonly ready: Promise<void>;
  close(): void;
}

export function createPageRouter<Page>(options: PageRouterOptions<Page>): PageRouter<Page> {
  const { history, routes, home, load, preload, patienceMs = 400 } = options;
  const listeners = new Set<() => void>();
  const ready = Promise.withResolvers<void>();
  let shown: Shown<Page> = { ...target('first'), page: undefined };
  let turn = 0;
  let cancelPatience = (): void => undefined;

  function target(by: Shown<Page>['by']): Omit<Shown<Page>, 'page'> {
    const { pathname, search, hash, state } = history.location;
    const match = matchRoute(routes(), pathname);
    const entry = (state as { __TSR_key?: string }).__TSR_key ?? 'first';
    return { place: { path: pathname, search, hash }, route: match?.route, params: match?.params ?? {}, entry, by };
  }

  function show(next: Shown<Page>): void {
    cancelPatience();
    shown = next;
    for (const listener of [...listeners]) listener();
  }

  async function go(by: Shown<Page>['by'], anew = false): Promise<void> {
    const mine = (turn += 1);
    cancelPatience();
    const start = history.location.pathname === '/' ? home?.() : undefined;
    if (start !== undefined && start !== '/') return history.replace(start);
    const next = target(by);
    const { route } = next;
    if (route === undefined) {
      ready.resolve();
      return show({ ...next, page: undefined });
    }
    if (!anew && shown.page !== undefined && shown.route !== undefined && isSamePage(shown.route, route))
      return show({ ...next, page: shown.page });
    const timer = setTimeout(() => show({ ...next, page: undefined }), patienceMs);
    cancelPatience = () => clearTimeout(timer);
    const page = await load(route);
    if (mine !== turn) return;
    show({ ...next, page });
    ready.resolve();
  }

  function navigate(to: string, { replace = false }: NavigateOptions = {}): void {
    const url = new URL(to, new URL(history.location.pathname, origin()));
    if (url.origin !== origin()) return globalThis.location.assign(url);
    const href = `${url.pathname}${url.search}${url.hash}`;
    const { pathname, search, hash } = history.location;
    const same = href === `${pathname}${search}${hash}`;
    if (replace || same) history.replace(href);
    else history.push(href);
  }

  const stop = history.subscribe(
    ({ action: { type } }) => void go(type === 'PUSH' ? 'push' : type === 'REPLACE' ? 'replace' : 'travel'),
  );
  void go('first');

  return {
    navigation: {
      place: () => shown.place,
      onChange: listen,
      navigate,
      preload(to) {
        const route = matchRoute(routes(), new URL(to, origin()).pathname)?.route;
        if (route !== undefined) preload?.(route);
      },
    },
    shown: () => shown,
    onShown: listen,
    reload: () => void go('replace', true),
    ready: ready.promise,
    close() {
      turn += 1;
      cancelPatience();
      stop();
      listeners.clear();
    },
  };

  function listen(listener: () => void): () => void {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }
}

const origin = (): string => globalThis.location?.origin ?? 'http://localhost';

/** One that is for other roles is another one: somebody may have been refused it. */
function isSamePage(a: PageRoute, b: PageRoute): boolean {
  return a.app === b.app && a.page === b.page && a.roles?.join() === b.roles?.join();
}
