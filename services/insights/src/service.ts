/** The insights service: what the other services' events add up to. It records nothing of its own. */
import { defineService, forbidden, type LiveGrant, type User } from '@tessera/service-kit';
import { consumes } from './consumes.ts';
import { isCurrency, notCurrency } from './currency.ts';
import { ordersByHour } from './projections/orders-by-hour.ts';
import { productSales } from './projections/product-sales.ts';
import { salesByMinute } from './projections/sales-by-minute.ts';
import { openAlerts, stockAlerts } from './projections/stock-alerts.ts';
import { resolvers } from './resolvers.ts';
import { schema } from './schema.ts';
import { maySeeInsights, staffOnly } from './who-may.ts';

export const insights = defineService({
  name: 'insights',
  schema,
  consumes,
  projections: { salesByMinute, ordersByHour, productSales, stockAlerts },
  live: {
    salesByMinute: ({ currency }, user) => inCurrency(currency, user),
    ordersByHour: (_args, user) => granted('all', user),
    productSales: ({ currency }, user) => inCurrency(currency, user),
    stockAlerts: (_args, user) => granted(openAlerts, user),
  },
  resolvers,
});

function granted(partition: string, user: User): LiveGrant {
  return maySeeInsights(user) ? { partition } : forbidden(staffOnly);
}

function inCurrency(currency: string | null | undefined, user: User): LiveGrant {
  if (typeof currency !== 'string' || !isCurrency(currency)) return forbidden(notCurrency(String(currency)));
  return granted(currency, user);
}
