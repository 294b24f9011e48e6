/**
 * Loads apps' releases, whatever they are made of. Each attempt has its time; what fails is asked for once more under a new
 * address, then the previous release stands in, and if that fails too the caller gets the reason. The rest of the page
 * never notices.
 */
import type { App } from '@tessera/app-kit';
import type { Loadable, ModuleLive } from '@tessera/contracts';
import { checkApp } from './check-app.ts';
import type { ImportRelease } from './import-release.ts';
import type { Libraries } from './libraries.ts';
import { LoadFailure } from './load-failure.ts';
import { frameStyles, type Stylesheets } from './stylesheets.ts';
import { within } from './within.ts';

export interface LoadedApp {
  readonly app: App;
  /** What runs; older than what is live when it stands in. */
  readonly version: string;
  /** Why the live release does not run, when the previous one stands in for it. */
  readonly standsInBecause: LoadFailure | undefined;
}

export type LoadOutcome = ({ readonly ok: true } & LoadedApp) | { readonly ok: false; readonly failure: LoadFailure };

export interface AppLoader {
  /** The same release is loaded once; a failure is forgotten when it is asked for again. Never rejects. */
  load(live: ModuleLive): Promise<LoadOutcome>;
  /** Like `load`, with a new address for each file that failed before. */
  retry(live: ModuleLive): Promise<LoadOutcome>;
  /** The previous release in place of the live one, which loaded and then failed. */
  standIn(live: ModuleLive, because: LoadFailure): Promise<LoadOutcome>;
}

export interface AppLoaderOptions {
  readonly importers: Readonly<Record<Loadable['format'], ImportRelease>>;
  readonly stylesheets: Stylesheets;
  /** @default what is shared comes from the shell alone */
  readonly libraries?: Libraries;
  /** How long one attempt may take. @default 10000 */
  readonly timeoutMs?: number;
  /** A release's code came, and how long it took. */
  readonly onLoaded?: (loaded: { readonly module: string; readonly version: string; readonly tookMs: number }) => void;
  /** A release failed, also when another stands in: for the log. */
  readonly onFailure?: (failure: LoadFailure) => void;
}

export function createAppLoader({
  importers,
  stylesheets,
  libraries,
  timeoutMs = 10_000,
  onLoaded,
  onFailure,
}: AppLoaderOptions): AppLoader {
  const outcomes = new Map<string, Promise<LoadOutcome>>();
  /** How often each release was tried; each attempt has its own address. */
  const attempts = new Map<string, number>();

  async function attempt(live: ModuleLive, release: Loadable): Promise<App> {
    const { module } = live;
    const { version, css, integrity, format } = release;
    const id = `${module}@${version}`;
    const count = attempts.get(id) ?? 0;
    attempts.set(id, count + 1);
    const started = performance.now();
    const late = (what: string) => () =>
      new LoadFailure('LOAD_TIMEOUT', module, version, `${what} did not arrive within ${timeoutMs} ms`);
    const shared = libraries?.of(release) ?? [];
    libraries?.take(shared);
    const sheets = Promise.all([
      ...shared.map((library) => stylesheets.use(frameStyles, library.css, library.integrity)),
      stylesheets.use(module, css, integrity, count),
    ]);
    const styles = within(timeoutMs, sheets, late('a stylesheet'));
    const code = within(timeoutMs, importers[format](live, release, count), late('the code'));
    const [exported, styled] = await Promise.allSettled([code, styles]);
    if (exported.status === 'rejected') throw failureOf(exported.reason, module, version);
    const app = checkApp(exported.value, module, version);
    if (styled.status === 'rejected') {
      if (styled.reason instanceof LoadFailure) throw styled.reason;
      throw new LoadFailure('STYLES_FAILED', module, version, (styled.reason as Error).message, styled.reason);
    }
    onLoaded?.({ module, version, tookMs: performance.now() - started });
    return app;
  }

  /** Twice: what failed once is often a network that has just gone away. A wrong release stays wrong. */
  async function loadRelease(live: ModuleLive, release: Loadable): Promise<App> {
    try {
      return await attempt(live, release);
    } catch (error) {
      const failure = error as LoadFailure;
      if (failure.code === 'WRONG_EXPORT' || failure.code === 'THREW_WHILE_LOADING' || failure.code === 'LOAD_TIMEOUT')
        throw failure;
      return attempt(live, release);
    }
  }

  async function loadWithFallback(live: ModuleLive): Promise<LoadOutcome> {
    try {
      const app = await loadRelease(live, live);
      return { ok: true, app, version: live.version, standsInBecause: undefined };
    } catch (error) {
      const failure = error as LoadFailure;
      onFailure?.(failure);
      return loadPrevious(live, failure);
    }
  }

  async function loadPrevious(live: ModuleLive, failure: LoadFailure): Promise<LoadOutcome> {
    const { previous } = live;
    if (previous === undefined) return { ok: false, failure };
    try {
      const app = await loadRelease(live, previous);
      return { ok: true, app, version: previous.version, standsInBecause: failure };
    } catch (second) {
      onFailure?.(second as LoadFailure);
      return { ok: false, failure };
    }
  }

  function load(live: ModuleLive): Promise<LoadOutcome> {
    return outcomes.get(idOf(live)) ?? remember(live, loadWithFallback(live));
  }

  function remember(live: ModuleLive, loading: Promise<LoadOutcome>): Promise<LoadOutcome> {
    const id = idOf(live);
    const outcome = loading.then((result) => {
      if (!result.ok && outcomes.get(id) === outcome) outcomes.delete(id);
      return result;
    });
    outcomes.set(id, outcome);
    return outcome;
  }

  return {
    load,
    retry(live) {
      outcomes.delete(idOf(live));
      return load(live);
    },
    standIn(live, because) {
      onFailure?.(because);
      return remember(live, loadPrevious(live, because));
    },
  };
}

const idOf = ({ module, version }: ModuleLive): string => `${module}@${version}`;

function failureOf(error: unknown, module: string, version: string): LoadFailure {
  if (error instanceof LoadFailure) return error;
  const message = error instanceof Error ? error.message : String(error);
  // Browsers say `TypeError: Failed to fetch dynamically imported module` for what is not there or not what its hash says.
  const notLoaded =
    error instanceof SyntaxError || (error instanceof TypeError && /import|fetch|module|load/i.test(message));
  return new LoadFailure(notLoaded ? 'LOAD_FAILED' : 'THREW_WHILE_LOADING', module, version, message, error);
}
