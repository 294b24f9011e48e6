/** The page over a played gateway, for its tests in the browser. */
import { liveOperation, renderApp, staff, type RenderAppOptions } from '@tessera/app-kit/testing';
import { UiProvider } from '@tessera/shared-ui';
import '@tessera/shared-ui/styles.css';
import type { ReactNode } from 'react';
import {
  InsightsOrdersByHourDocument,
  InsightsProductSalesDocument,
  InsightsSalesByMinuteDocument,
  InsightsStockAlertsDocument,
} from '#graphql';
import insights from '../app.ts';

const minuteMs = 60_000;
/** Fixed for the whole file: a minute that passes while a spec runs must not make its documents others. */
const thisMinute = Math.floor(Date.now() / minuteMs) * minuteMs;
const iso = (ms: number) => new Date(ms).toISOString();
export const minute = (ago: number, orders: number, revenue: number) => ({
  __typename: 'SalesMinute' as const,
  minute: iso(thisMinute - ago * minuteMs),
  orders,
  revenue,
});
const noBands = [15, 60, 240, 720, 1_440, 4_320, null].map((under) => ({
  __typename: 'ShipTimeBand' as const,
  under,
  orders: 0,
}));
export const hour = {
  __typename: 'OrderHour' as const,
  hour: iso(Math.floor(Date.now() / (60 * minuteMs)) * 60 * minuteMs),
  placed: 20,
  confirmed: 17,
  picked: 12,
  dispatched: 10,
  completed: 5,
  refused: 2,
  cancelled: 1,
  shipped: {
    __typename: 'Shipped' as const,
    orders: 10,
    seconds: 6_000,
    bands: noBands.map((band, at) => (at === 0 ? { ...band, orders: 10 } : band)),
  },
};
export const product = (sku: string, pieces: number, revenue: number) => ({
  __typename: 'ProductSales' as const,
  sku,
  name: `Part ${sku}`,
  orders: 2,
  pieces,
  revenue,
});
const alert = {
  __typename: 'StockAlert' as const,
  sku: 'VLV-1',
  name: 'Ball valve',
  since: iso(Date.now() - 5 * minuteMs),
  missedOrders: 3,
  missedPieces: 12,
};

/** All live operations of the page, with a little in each. */
export function live() {
  return {
    sales: liveOperation(InsightsSalesByMinuteDocument, [minute(0, 1, 5_000), minute(7, 3, 20_000)], {
      key: (one) => one.minute,
    }),
    orders: liveOperation(InsightsOrdersByHourDocument, [hour], { key: (one) => one.hour }),
    products: liveOperation(InsightsProductSalesDocument, [product('A', 2, 900), product('B', 5, 90_000)]),
    alerts: liveOperation(InsightsStockAlertsDocument, [alert]),
  };
}

export type Live = ReturnType<typeof live>;

export function open(played: Live, more: RenderAppOptions = {}) {
  return renderApp(insights, { live: Object.values(played), user: staff, wrapper: DesignSystem, ...more });
}

function DesignSystem({ children }: { readonly children: ReactNode }) {
  return <UiProvider navigate={() => undefined}>{children}</UiProvider>;
}
