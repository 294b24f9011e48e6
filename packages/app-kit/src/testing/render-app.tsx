/** Renders an app as the product would, without any back end: its pages at an address, for a person, over a played gateway. */
import { createMemoryHistory } from '@tanstack/history';
import type { User } from '@tessera/contracts';
import { createLiveClient } from '@tessera/live/client';
import type { ComponentType, ReactNode } from 'react';
import { useSyncExternalStore } from 'react';
import { render, type RenderResult } from 'vitest-browser-react';
import type { App } from '../define/app.ts';
import { AppBoundary, type FailureProps } from '../failure/app-boundary.tsx';
import { createGraphClient } from '../graph/graph-client.ts';
import type { AppIdentity } from '../host/app-context.tsx';
import { AppHost } from '../host/host-context.tsx';
import type { Filling, Host } from '../host/host.ts';
import { RouteParams } from '../navigation/hooks.ts';
import type { Place } from '../navigation/navigation.ts';
import { createPageRouter, type PageRouter } from '../navigation/page-router.ts';
import { onNotification, type Notification } from '../notify/notify.ts';
import { createSession, type Session } from '../session/session.ts';
import { createHandlers, renderHeader } from './handlers.ts';
import type { PlayedLive } from './live-operation.ts';
import type { PlayedOperation } from './operation.ts';
import { closeAfterTest } from './rendered-apps.ts';
import { playGateway } from './worker.ts';

export interface RenderAppOptions {
  /** Where: `/orders/new`. @default the app's first route */
  readonly path?: string;
  /** For whom. @default a member of staff */
  readonly user?: User | null;
  readonly operations?: readonly PlayedOperation[];
  readonly live?: readonly PlayedLive[];
  /** What other apps put into this app's slots. */
  readonly fillings?: Readonly<Record<string, ComponentType<never>>>;
  /** Around the app: providers of the design system, styles. */
  readonly wrapper?: ComponentType<{ readonly children: ReactNode }>;
}

export interface RenderedApp extends RenderResult {
  /** The address now. */
  readonly place: () => Place;
  readonly navigate: (to: string) => void;
  /** As the browser's button does. */
  readonly back: () => void;
  /** What was said with `notify`, oldest first. */
  readonly notifications: readonly Notification[];
  readonly session: Session;
  /** Ends the session in the way a person does who signs in again. */
  readonly signIn: () => void;
}

let renders = 0;

export const staff: User = { id: 'dana', name: 'Dana Reyes', roles: ['staff', 'release-manager'] };
export const customer: User = { id: 'ada', name: 'Ada Marsh', roles: ['customer'] };

export async function renderApp(app: App, options: RenderAppOptions = {}): Promise<RenderedApp> {
  const { user = staff, operations = [], live: liveOperations = [], fillings = {}, wrapper: Wrapper = Plain } = options;
  const unforeseen: string[] = [];
  const renderName = String((renders += 1));
  const fetch: typeof globalThis.fetch = (input, init) => {
    const headers = new Headers(init?.headers);
    headers.set(renderHeader, renderName);
    return globalThis.fetch(input, { ...init, headers });
  };
  await playGateway(
    createHandlers({
      render: renderName,
      operations,
      live: liveOperations,
      onUnforeseen: (what) => unforeseen.push(what),
    }),
  );

  const identity: AppIdentity = {
    name: app.name,
    version: '0.0.0-test',
    owner: { name: 'Team of the test', contact: '#test' },
  };
  const session = createSession();
  const graph = createGraphClient({ session, app: 'test@0.0.0', fetch });
  const live = createLiveClient({ url: '/live', app: () => 'test@0.0.0', onPositions: graph.positions.see, fetch });
  const path = options.path ?? app.routes[0]?.path ?? '/';
  const history = createMemoryHistory({ initialEntries: [path] });
  const router = createPageRouter<ComponentType>({
    history,
    routes: () => app.routes.map((route) => ({ ...route, app: app.name })),
    load: async ({ page }) => (await app.pages[page]!()).default as ComponentType,
  });
  const bySlot = fillingsOf(fillings);
  const none: readonly Filling[] = [];
  const host: Host = {
    user,
    graph,
    live,
    session,
    navigation: router.navigation,
    Failure: TestFailure,
    fillings: (slot) => bySlot.get(slot) ?? none,
    onFillings: () => () => undefined,
  };
  const notifications: Notification[] = [];
  const stopListening = onNotification((one) => notifications.push(one));
  await router.ready;
  const screen = await render(
    <Wrapper>
      <AppHost host={host}>
        <Links router={router}>
          <Page router={router} app={identity} />
        </Links>
      </AppHost>
    </Wrapper>,
  );
  closeAfterTest(app.name, unforeseen, async () => {
    stopListening();
    await screen.unmount();
    router.close();
    live.close();
    history.destroy();
  });
  return {
    ...screen,
    place: router.navigation.place,
    navigate: (to) => router.navigation.navigate(to),
    back: () => history.back(),
    notifications,
    session,
    signIn() {
      session.resume();
      live.reconnect();
    },
  };
}

const Plain = ({ children }: { readonly children: ReactNode }) => children;

function Page({ router, app }: { readonly router: PageRouter<ComponentType>; readonly app: AppIdentity }) {
  const { route, page: Component, params, place } = useSyncExternalStore(router.onShown, router.shown);
  if (route === undefined) return <p>No route of this app leads to {place.path}.</p>;
  if (Component === undefined) return <p>The page is loading.</p>;
  return (
    <RouteParams value={params}>
      <AppBoundary key={route.page} app={app} place="page" resetKey={place.path}>
        <Component />
      </AppBoundary>
    </RouteParams>
  );
}

/** Links of the design system, too, lead to places of the app instead of loading a document. */
function Links({ router, children }: { readonly router: PageRouter<ComponentType>; readonly children: ReactNode }) {
  return (
    <div
      role="presentation"
      onClick={(event) => {
        const link = (event.target as Element).closest('a[href]');
        const href = link?.getAttribute('href');
        if (event.defaultPrevented || !href?.startsWith('/') || event.metaKey || event.ctrlKey || event.shiftKey)
          return;
        event.preventDefault();
        router.navigation.navigate(href);
      }}
    >
      {children}
    </div>
  );
}

function TestFailure({ app, place, error, retry }: FailureProps) {
  return (
    <section role="alert">
      <h2>{`${app.name} failed in ${place}`}</h2>
      <p>{error instanceof Error ? error.message : String(error)}</p>
      <button onClick={retry}>Try again</button>
    </section>
  );
}

function fillingsOf(fillings: Readonly<Record<string, ComponentType<never>>>): ReadonlyMap<string, readonly Filling[]> {
  const app: AppIdentity = { name: 'other', version: '0.0.0-test', owner: { name: 'Another team', contact: '#other' } };
  return new Map(
    Object.entries(fillings).map(([slot, Component]) => {
      const loaded = Promise.resolve(Component);
      return [slot, [{ app, load: () => loaded }]];
    }),
  );
}
