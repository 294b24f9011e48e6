/** Puts the page together: composition, loading, routing, the graph, the live connection, the session. No React, no drawing. */
import {
  createGraphClient,
  createPageRouter,
  createSession,
  type AppIdentity,
  type GraphClient,
  type Host,
  type PageRoute,
  type PageRouter,
  type Session,
} from '@tessera/app-kit/host';
import type { Loadable, ModuleLive, PreviewNotice, TabReport, User } from '@tessera/contracts';
import { createLiveClient, type LiveClient } from '@tessera/live/client';
import { createBrowserHistory, type RouterHistory } from '@tanstack/history';
import { ShellCompositionDocument } from '#graphql';
import type { ComponentType } from 'react';
import type { Boot } from './boot/read-boot.ts';
import { createCompositionStore } from './composition/composition-store.ts';
import { isFor, navigationOf, partsOf, routesOf } from './composition/contributions.ts';
import { fetchComposition, followComposition } from './composition/follow-composition.ts';
import { createLastHeard } from './composition/last-heard.ts';
import { hoursToMs, mustSwitchHours } from './composition/must-switch.ts';
import { createPageFrame, memoryOfTab, type PageFrame } from './composition/page-frame.ts';
import { createRunningModules, type RunningModules } from './composition/running-modules.ts';
import { leaveKilled } from './composition/leave-killed.ts';
import { PartFailure } from './failure/part-failure.tsx';
import { createFillings } from './host/fillings.ts';
import { expectDevelopmentServers } from './load/development-server.ts';
import { createImportMaps } from './load/import-maps.ts';
import { esmImporter, mfImporter, type ImportRelease } from './load/import-release.ts';
import { createLibraries } from './load/libraries.ts';
import { createAppLoader } from './load/load-app.ts';
import { LoadFailure } from './load/load-failure.ts';
import { loadPart, type LoadedPage } from './load/load-part.ts';
import { createTabReporter, sendBeacon, type TabReporter } from './report/tab-reporter.ts';
import { otherLibrary, styledBy } from './load/styled-by.tsx';
import { createStylesheets } from './load/stylesheets.ts';

export interface Shell {
  readonly product: string;
  readonly user: User | null;
  /** The shell and the libraries that run; only a document load changes them. */
  readonly frame: PageFrame;
  /** A document load of this address. */
  reloadDocument(): void;
  /** What this person sees instead of what is live; undefined: nothing. */
  readonly preview: PreviewNotice | undefined;
  /** Ends the preview and loads the page anew. */
  leavePreview(): Promise<void>;
  /** What is live, but for what this tab stays on. */
  readonly running: RunningModules;
  readonly router: PageRouter<LoadedPage>;
  readonly session: Session;
  readonly graph: GraphClient;
  readonly live: LiveClient;
  readonly reporter: TabReporter;
  readonly host: Host;
  /** Asks the gateway what is live. */
  refresh(): void;
  /** Loads the shown page anew, after it failed. */
  retryPage(): void;
  /** The person agrees to a module's newer release: its page, when it is shown, is exchanged now. */
  agreeTo(module: string): void;
  close(): void;
}

export interface ShellOptions {
  /** Ends the preview and loads the page anew. @default asks the gateway */
  readonly leavePreview?: () => Promise<void>;
  /** A document load of this address: what only that can change, changes now. @default the browser's */
  readonly reloadDocument?: () => void;
  /** What the tab keeps over a document load. @default the browser's `sessionStorage` */
  readonly memory?: Pick<Storage, 'getItem' | 'setItem'>;
  readonly boot: Boot;
  readonly product: string;
  readonly document?: Document;
  readonly history?: RouterHistory;
  readonly importers?: Readonly<Record<Loadable['format'], ImportRelease>>;
  /** @default a client of `/live` */
  readonly live?: LiveClient;
  /** @default asks `/composition.json` */
  readonly fetchComposition?: typeof fetchComposition;
  /** How releases fare in this tab. @default a beacon to `/reports` */
  readonly reporter?: (running: () => TabReport['running']) => TabReporter;
  /** Something of an app failed; for the log. @default console.error */
  readonly report?: (what: string, error: unknown) => void;
}

/** A person who waits longer than this for an app has noticed. */
const slowLoadMs = 3_000;
/** However long the first page takes, from then on the person may go elsewhere. */
const patienceMs = 2_000;

export function createShell(options: ShellOptions): Shell {
  const {
    boot,
    product,
    document = globalThis.document,
    history = createBrowserHistory(),
    report = console.error,
    reloadDocument = () => {
      // It writes the address a moment later, which would end a load that has begun.
      history.flush();
      globalThis.location.reload();
    },
  } = options;
  const { user, environment, loadTimeoutMs: timeoutMs = 10_000 } = boot;
  const app = `shell@${boot.composition.frame.version}`;
  const composition = createCompositionStore(boot.composition);
  const mustSwitchAfterMs = hoursToMs(boot.mustSwitchHours ?? mustSwitchHours);
  const heard = createLastHeard({ isConnected: () => live.status.state === 'live' });
  const running = createRunningModules({ live: composition, mustSwitchAfterMs, lastHeard: heard.at });
  const session = createSession();
  const graph = createGraphClient({ session, app });
  const live: LiveClient =
    options.live ??
    createLiveClient({
      url: '/live',
      app: () => app,
      onPositions: graph.positions.see,
      onSignedOut: () => void session.expired().then((again) => again && live.reconnect()),
      onNotice: ({ kind }) => kind === 'composition' && following.refresh(),
    });

  if (Object.keys(boot.preview?.overrides ?? {}).length > 0) expectDevelopmentServers();
  const maps = createImportMaps(document);
  const stylesheets = createStylesheets(document);
  const libraries = createLibraries(boot.composition.frame, () => {
    frame.look();
    reporter.runs();
  });
  composition.onChange(() => libraries.see(composition.now().frame));
  const frame = createPageFrame({
    composition,
    frame: boot.composition.frame,
    libraries,
    reload: reloadDocument,
    memory: options.memory ?? memoryOfTab(),
    mustSwitchAfterMs,
    lastHeard: heard.at,
  });
  // The frame first: a report names no more than so many.
  const reporter = (options.reporter ?? reportByBeacon)(() => [
    ...frame.parts(),
    ...[...running.versions()].map(([module, version]) => ({ module, version })),
  ]);
  const ownStyles = libraries
    .of({ libraries: boot.composition.frame.own })
    .find(({ styles }) => styles !== undefined)?.styles;

  /** A part runs below the styles of the library it was made with, wherever it stands. */
  async function styled(Component: ComponentType, release: Loadable): Promise<ComponentType> {
    if (ownStyles === undefined) return Component;
    const library = libraries.of(release).find(({ styles }) => styles !== undefined);
    return styledBy(Component, await otherLibrary(library, ownStyles));
  }

  const loader = createAppLoader({
    importers: options.importers ?? { esm: esmImporter(maps, libraries), mf: mfImporter(maps) },
    stylesheets,
    libraries,
    timeoutMs,
    onLoaded({ module, version, tookMs }) {
      reporter.count(module, version, 'loads');
      if (tookMs > slowLoadMs) reporter.count(module, version, 'slowLoads');
    },
    onFailure(failure) {
      reporter.count(failure.module, failure.version, 'loadFailures');
      report(`${failure.code}: ${failure.message}`, failure.cause ?? failure);
    },
  });
  const fillings = createFillings(boot.composition, {
    loader,
    timeoutMs,
    styled,
    onLoad: ({ module }) => take(module),
  });
  let again = false;

  /** From here on this tab runs the module's release. */
  function take(name: string): ModuleLive | undefined {
    const release = running.take(name);
    reporter.runs();
    return release;
  }

  /** A navigation into an app: what is live now is what runs from here on. */
  async function load(route: PageRoute): Promise<LoadedPage> {
    const { app: name, page, roles } = route;
    // The frame changes by a document load only, and here one page ends and another begins. It would exchange every app:
    // one that asks before it is exchanged is not overruled, but for so long.
    if (frame.now().kind !== 'current' && (running.waiting().length === 0 || frame.mustSwitch())) {
      reloadDocument();
      return new Promise(() => undefined);
    }
    const retry = again;
    again = false;
    if (roles !== undefined && !isFor(user, roles)) return forOthers(name, roles);
    const module = take(name);
    if (module === undefined) return gone(name);
    const loaded = await loadPart(module, { kind: 'page', name: page }, { loader, timeoutMs, styled }, retry);
    // Its team took it back while it came: nobody has seen it yet.
    const latest = composition.module(name);
    if (latest !== module && latest?.killed?.includes(loaded.app.version)) return load(route);
    // As of now: what was killed meanwhile has left the slots.
    fillings.take(running.now());
    return loaded;
  }

  function forOthers(name: string, roles: readonly string[]): LoadedPage {
    const owner = running.module(name)?.team ?? platform;
    return { ok: false, app: { name, version: 'none', owner }, isFor: roles };
  }

  const router = createPageRouter<LoadedPage>({
    history,
    routes: () => routesOf(running.now()),
    home: () => navigationOf(running.now(), user)[0]?.entries[0]?.to,
    load,
    preload({ app: name, roles }) {
      const module = running.module(name);
      if (module !== undefined && isFor(user, roles)) void loader.load(module);
    },
  });
  // Not before another release's page is shown: styles loaded ahead of it must not undress the one that stands.
  const stopStyles = router.onShown(() => {
    const { page, route } = router.shown();
    // While a page loads, the one before stands.
    if (page !== undefined || route === undefined)
      stylesheets.applyOnly(page === undefined ? new Set() : partsOf(running.now(), page.app.name));
    const live = page?.ok ? running.module(page.app.name) : undefined;
    const release = [live, live?.previous].find((one) => one?.version === page?.app.version);
    if (live !== undefined && release !== undefined) stylesheets.keepOnly(live.module, release.css);
  });
  const following = followComposition({
    live,
    document: ShellCompositionDocument,
    environment,
    store: composition,
    fetchComposition: options.fetchComposition ?? fetchComposition,
    // The next document says why, once, and leads on to what everybody has.
    onPreviewOver: reloadDocument,
    untilShown: Promise.race([router.ready, new Promise<void>((resolve) => setTimeout(resolve, patienceMs))]),
  });

  // A page of a product with many apps holds what its first view needs; the rest is asked for when that is shown.
  if (boot.composition.partial === true) {
    const stop = composition.onChange(() => {
      if (composition.now().partial === true) return;
      stop();
      fillings.take(running.now());
      if (router.shown().route === undefined) router.reload();
    });
  }

  const stopLeaving = leaveKilled({
    composition,
    page: () => router.shown().page?.app,
    fillings: fillings.loaded,
    leavePage: router.reload,
    leaveFillings: () => fillings.take(running.now()),
  });

  const host: Host = {
    user,
    graph,
    live,
    session,
    navigation: router.navigation,
    Failure: PartFailure,
    fillings: fillings.of,
    onFillings: fillings.onChange,
    onFailure({ app: of, place, error }) {
      reporter.count(of.name, of.version, 'renderErrors');
      report(`${of.name}@${of.version} failed in ${place}`, error);
    },
  };
  return {
    product,
    user,
    frame,
    reloadDocument,
    preview: boot.preview,
    leavePreview: options.leavePreview ?? leavePreview,
    running,
    router,
    session,
    graph,
    live,
    reporter,
    host,
    refresh: following.refresh,
    retryPage() {
      again = true;
      router.reload();
    },
    agreeTo(module) {
      running.agree(module);
      fillings.take(running.now());
      if (router.shown().page?.app.name === module) router.reload();
    },
    close() {
      following.stop();
      heard.close();
      stopLeaving();
      frame.close();
      reporter.close();
      stopStyles();
      router.close();
      live.close();
      history.destroy();
    },
  };
}

async function leavePreview(): Promise<void> {
  await fetch('/preview/leave', { method: 'POST', credentials: 'same-origin' });
  location.reload();
}

const platform: AppIdentity['owner'] = { name: 'the platform team', contact: '' };

/** It went out of the composition while this page was open. */
function gone(name: string): LoadedPage {
  const app: AppIdentity = { name, version: 'none', owner: platform };
  return { ok: false, app, failure: new LoadFailure('LOAD_FAILED', name, 'none', 'no release of it is live any more') };
}

const reportByBeacon: NonNullable<ShellOptions['reporter']> = (running) =>
  createTabReporter({ newTab: () => crypto.randomUUID(), running, send: sendBeacon });
