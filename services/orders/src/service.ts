/** The orders service: what customers asked for, and what became of it. */
import { defineService, forbidden } from '@tessera/service-kit';
import { consumes } from './consumes.ts';
import { sendConfirmation } from './effects/confirmation.ts';
import { events } from './events.ts';
import { followFulfilment } from './policies/follow-fulfilment.ts';
import { orders as ordersProjection } from './projections/orders.ts';
import { priceList } from './projections/price-list.ts';
import { resolvers } from './resolvers.ts';
import { schema } from './schema.ts';
import { order } from './streams/order.ts';
import { seesEveryOrder, seesOrdersOf } from './who-may.ts';

export const orders = defineService({
  name: 'orders',
  schema,
  events,
  consumes,
  streams: { order },
  projections: { orders: ordersProjection, priceList },
  policies: followFulfilment,
  effects: { sendConfirmation },
  live: {
    orderList: ({ customer }, user) => {
      if (user.id === '') return forbidden('Sign in to see your orders.');
      if (customer === undefined || customer === null) {
        return seesEveryOrder(user)
          ? { partition: '*' }
          : forbidden('Only staff see everyone’s orders; ask for your own.');
      }
      return seesOrdersOf(user, customer) ? { partition: customer } : forbidden('These are somebody else’s orders.');
    },
  },
  resolvers,
});
