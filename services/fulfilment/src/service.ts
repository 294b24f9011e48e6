/** The fulfilment service: what is on the shelves, who it is promised to, and how it gets to them. */
import { defineService, forbidden } from '@tessera/service-kit';
import { consumes } from './consumes.ts';
import { events } from './events.ts';
import { callingOff } from './policies/call-off.ts';
import { holdExpiry, holding } from './policies/hold.ts';
import { reserving } from './policies/reserve.ts';
import { shipping } from './policies/ship.ts';
import { shipments } from './projections/shipments.ts';
import { stock as stockProjection } from './projections/stock.ts';
import { resolvers } from './resolvers.ts';
import { schema } from './schema.ts';
import { reservation } from './streams/reservation.ts';
import { shipment } from './streams/shipment.ts';
import { stock } from './streams/stock.ts';
import { isWarehouse } from './who-may.ts';

export const fulfilment = defineService({
  name: 'fulfilment',
  schema,
  events,
  consumes,
  streams: { stock, reservation, shipment },
  projections: { shipments, stock: stockProjection },
  policies: { ...reserving, ...shipping, ...callingOff, ...holding },
  timers: { holdExpiry },
  live: {
    shipmentBoard: (_args, user) =>
      isWarehouse(user) ? { partition: 'all' } : forbidden('Only the warehouse sees the dispatch board.'),
    stockList: () => ({ partition: 'all' }),
  },
  resolvers,
});
