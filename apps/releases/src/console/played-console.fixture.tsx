/** The console over a played gateway, for its tests in the browser: everything answers, with a small product. */
import '@tessera/shared-ui/styles.css';
import { liveOperation, renderApp, type MockedLive, type RenderAppOptions } from '@tessera/app-kit/testing';
import { UiProvider } from '@tessera/shared-ui';
import type { ReactNode } from 'react';
import {
  ReleasesCensusDocument,
  ReleasesCompositionDocument,
  ReleasesDeliveryDocument,
  ReleasesEnvironmentsDocument,
  ReleasesHealthDocument,
  ReleasesHistoryDocument,
  type ReleasesCensusSubscription,
  type ReleasesCompositionSubscription,
  type ReleasesDeliverySubscription,
  type ReleasesHealthSubscription,
  type ReleasesHistorySubscription,
  type ReleaseRefusalFragment,
} from '#graphql';
import app from '../app.ts';
import { weekOf } from '../delivery/figures.ts';

type LiveModule = ReleasesCompositionSubscription['composition'][number];
type Health = ReleasesHealthSubscription['releaseHealth'][number];
type Gateway = ReleasesCensusSubscription['census'][number];
type Entry = ReleasesHistorySubscription['releaseHistory'][number];
type Week = ReleasesDeliverySubscription['delivery'][number];

const ago = (ms: number) => new Date(Date.now() - ms).toISOString();
const hour = 3_600_000;

export const live = (change: Partial<LiveModule> = {}): LiveModule => {
  const module = change.module ?? 'orders';
  return {
    __typename: 'LiveModule',
    id: `production/${module}`,
    environment: 'production',
    module,
    kind: 'APP',
    team: 'orders',
    contact: '#team-orders',
    version: '1.0.1',
    digest: 'sha384-abc',
    previousVersion: '1.0.0',
    finalizedAt: null,
    canaryVersion: null,
    canaryShare: null,
    canarySince: null,
    killed: [],
    pins: [],
    since: ago(2 * hour),
    by: 'Dana Reyes',
    reason: null,
    revision: 'r2',
    ...change,
  };
};

/** As `releases` lists it. */
export const release = (version: string) => ({
  __typename: 'Release' as const,
  id: `orders@${version}`,
  module: 'orders',
  kind: 'APP' as const,
  team: 'orders',
  version,
  digest: 'sha384-abc',
  size: 28_000,
  publishedAt: '2026-11-23T08:00:00.000Z',
  publishedBy: 'deploy:orders',
  liveIn: [],
});

export const health = (module: string, version: string, total: number, failed = 0): Health => ({
  __typename: 'ReleaseHealth',
  id: `production/${module}@${version}`,
  module,
  version,
  minutes: [{ __typename: 'HealthMinute', minute: ago(60_000).slice(0, 16), total, failed }],
});

export const gateway = (...tabs: readonly [module: string, version: string, count: number][]): Gateway => ({
  __typename: 'GatewayCensus',
  id: 'production/gateway-1',
  gateway: 'gateway-1',
  at: ago(30_000),
  mustSwitchHours: null,
  tabs: tabs.map(([module, version, count]) => ({
    __typename: 'TabCensus',
    module,
    version,
    count,
    lastSeen: ago(30_000),
  })),
});

export const entry = (id: string, change: Partial<Entry> = {}): Entry => ({
  __typename: 'HistoryEntry',
  id,
  action: 'PROMOTED',
  environment: 'production',
  team: 'orders',
  module: 'orders',
  version: '1.0.0',
  previousVersion: null,
  at: ago(hour),
  by: 'Dana Reyes',
  reason: null,
  share: null,
  pin: null,
  ...change,
});

export const week = (team: string, weeksAgo: number, change: Partial<Week> = {}): Week => {
  const name = weekOf(Date.now() - weeksAgo * 7 * 24 * hour);
  return {
    __typename: 'DeliveryWeek',
    id: `production/${team}/${name}`,
    team,
    week: name,
    deployments: 4,
    failed: 1,
    leadTimes: [3_600, 7_200, 10_800],
    restores: [600],
    ...change,
  };
};

const side = (module: string, version: string, roles: readonly string[], openTabs = 0) => ({
  __typename: 'RefusalSide' as const,
  module,
  version,
  roles: [...roles],
  openTabs,
  team: module.replace('-service', ''),
  contact: `#team-${module.replace('-service', '')}`,
});

export const refusal: ReleaseRefusalFragment = {
  __typename: 'Refusal',
  code: 'FIELD_MISSING',
  consumer: side('orders', '1.0.1', ['stable', 'tabs'], 37),
  provider: side('orders-service', '2.0.0', ['candidate']),
  subject: 'Order.total',
  message: 'is not offered',
  places: [
    {
      __typename: 'RefusalPlace',
      file: 'apps/orders/src/operations/order.graphql',
      line: 12,
      operation: 'OrdersOrder',
    },
  ],
  waysOut: ['keep Order.total', 'promote orders ≥ 1.5.0 first'],
};

export const environments = (...names: readonly string[]) =>
  liveOperation(
    ReleasesEnvironmentsDocument,
    names.map((environment) => ({ __typename: 'CompositionRevision', environment, revision: 'r2' })),
    { key: ({ environment }) => environment },
  );

/** A live operation that shows each environment its own; of another, nothing. */
export function perEnvironment<One>(
  make: (documents: readonly One[]) => MockedLive<One>,
  documents: Readonly<Record<string, readonly One[]>>,
): MockedLive<One> {
  const played = new Map(Object.entries(documents).map(([environment, own]) => [environment, make(own)]));
  const none = make([]);
  return {
    ...none,
    open(id, variables, to) {
      const { environment } = variables as { readonly environment: string };
      // Each is a group of its own on the stream, as the gateway has it.
      const send: typeof to.send = (event, data, at) => {
        const { group, ...more } = data as { readonly group?: string };
        const own = group === undefined ? more : { group: `${environment} ${group}`, ...more };
        to.send(event, own, at && `${environment} ${at}`);
      };
      return (played.get(environment) ?? none).open(id, variables, { send });
    },
  };
}

/** What every page may ask for; a test hands in what it wants otherwise. */
export function playedConsole() {
  return {
    environments: environments('production'),
    composition: liveOperation(ReleasesCompositionDocument, [
      live(),
      live({ module: 'orders-service', kind: 'SERVICE', canaryVersion: '1.1.0', canaryShare: 10 }),
      live({ module: 'catalog', team: 'catalog', contact: '#team-catalog' }),
    ]),
    health: liveOperation(ReleasesHealthDocument, [health('orders', '1.0.1', 200, 3), health('orders', '1.0.0', 50)]),
    census: liveOperation(ReleasesCensusDocument, [
      gateway(['orders', '1.0.1', 8], ['orders', '1.0.0', 3], ['catalog', '1.0.1', 8]),
    ]),
    history: liveOperation(ReleasesHistoryDocument, [entry('h1')]),
    delivery: liveOperation(ReleasesDeliveryDocument, [week('orders', 0), week('orders', 1), week('catalog', 0)]),
  };
}

type Played = ReturnType<typeof playedConsole>;

export async function openConsole(
  path: string,
  played: Partial<Played> = {},
  options: Omit<RenderAppOptions, 'path' | 'live' | 'wrapper'> = {},
) {
  let follow = (_to: string) => {};
  const wrapper = ({ children }: { readonly children: ReactNode }) => (
    <UiProvider navigate={(to) => follow(to)}>{children}</UiProvider>
  );
  const rendered = await renderApp(app, {
    ...options,
    path,
    wrapper,
    live: Object.values({ ...playedConsole(), ...played }),
  });
  follow = rendered.navigate;
  return rendered;
}
