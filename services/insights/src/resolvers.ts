/** GraphQL's way in: documents, and sums of them. */
import { ServiceError, type ResolverContext } from '@tessera/service-kit';
import { msOf } from './bounds/instant.ts';
import { isCurrency, notCurrency } from './currency.ts';
import { hoursKept, type OrderHourDocument, type Stages } from './projections/orders-by-hour.ts';
import type { ProductSalesDocument } from './projections/product-sales.ts';
import { minutesKept, type SalesMinuteDocument } from './projections/sales-by-minute.ts';
import { openAlerts, type StockAlertDocument } from './projections/stock-alerts.ts';
import { addUp } from './ship-time.ts';
import { maySeeInsights, staffOnly } from './who-may.ts';

const mostProducts = 100;
const mostAlerts = 500;
const hourMs = 3_600_000;
const stages = ['placed', 'confirmed', 'picked', 'dispatched', 'completed', 'refused', 'cancelled'] as const;

interface InCurrency {
  readonly currency: string;
}

interface Period {
  readonly hours: number;
}

export const resolvers = {
  Query: {
    salesByMinute: (_: unknown, { currency }: InCurrency, ctx: ResolverContext) => {
      allow(ctx);
      checkCurrency(currency);
      const page = { partition: currency, order: 'minute', first: minutesKept };
      return ctx.docs<SalesMinuteDocument>('salesByMinute').page(page).items;
    },
    ordersByHour: (_: unknown, _args: unknown, ctx: ResolverContext) => {
      allow(ctx);
      return hoursOf(ctx, hoursKept);
    },
    orderFunnel: (_: unknown, { hours }: Period, ctx: ResolverContext) => {
      allow(ctx);
      const documents = hoursOf(ctx, hours);
      const sum = (stage: keyof Stages) => documents.reduce((total, hour) => total + hour[stage], 0);
      return Object.fromEntries(stages.map((stage) => [stage, sum(stage)]));
    },
    timeToShip: (_: unknown, { hours }: Period, ctx: ResolverContext) => {
      allow(ctx);
      const { orders, seconds, bands } = addUp(hoursOf(ctx, hours).map(({ shipped }) => shipped));
      return { orders, averageSeconds: orders === 0 ? null : seconds / orders, bands };
    },
    productSales: (_: unknown, { currency, first }: InCurrency & { first: number }, ctx: ResolverContext) => {
      allow(ctx);
      checkCurrency(currency);
      const most = Math.max(1, Math.min(first, mostProducts));
      return ctx
        .docs<ProductSalesDocument>('productSales')
        .page({ partition: currency, order: 'revenue', descending: true, first: most }).items;
    },
    stockAlerts: (_: unknown, _args: unknown, ctx: ResolverContext) => {
      allow(ctx);
      return ctx
        .docs<StockAlertDocument>('stockAlerts')
        .page({ partition: openAlerts, order: 'since', descending: true, first: mostAlerts }).items;
    },
  },
};

function allow(ctx: ResolverContext): void {
  if (!maySeeInsights(ctx.user)) throw new ServiceError('FORBIDDEN', staffOnly);
}

function checkCurrency(currency: string): void {
  if (!isCurrency(currency)) throw new ServiceError('UNKNOWN_CURRENCY', notCurrency(currency));
}

/** The hours that end within the period, the present one included. */
function hoursOf(ctx: ResolverContext, hours: number): OrderHourDocument[] {
  const since = msOf(ctx.now()) - hours * hourMs;
  return ctx
    .docs<OrderHourDocument>('ordersByHour')
    .page({ partition: 'all', order: 'hour', first: hoursKept })
    .items.filter(({ hour }) => msOf(hour) + hourMs > since);
}
