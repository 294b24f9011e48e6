/** GraphQL's way in: reads documents, hands commands over. */
import type { CommandResult, Problem, ResolverContext } from '@tessera/service-kit';
import type { ShipmentDocument } from './projections/shipments.ts';
import type { StockDocument } from './projections/stock.ts';
import { unknownProduct, unknownShipment } from './unknown.ts';
import { isWarehouse } from './who-may.ts';

const pageSize = { default: 100, max: 200 };
const idShape = /^[A-Za-z0-9_-]+$/;

interface StockArgs {
  readonly search?: string | null;
  readonly first?: number | null;
  readonly after?: string | null;
}

interface ShipmentInput {
  readonly commandId: string;
  readonly id: string;
  readonly basedOn?: string | null;
}

interface DispatchInput extends ShipmentInput {
  readonly carrier: string;
  readonly trackingCode?: string | null;
  readonly parcels?: number | null;
}

interface ReceiveInput {
  readonly commandId: string;
  readonly sku: string;
  readonly quantity: number;
}

export const resolvers = {
  Query: {
    shipment: (_: unknown, { id }: { id: string }, ctx: ResolverContext) => shipmentFor(ctx, id),
    stock: (_: unknown, { search, first, after }: StockArgs, ctx: ResolverContext) =>
      ctx.docs<StockDocument>('stock').page({
        order: 'name',
        first: Math.min(first ?? pageSize.default, pageSize.max),
        search,
        after,
      }),
    stockItem: (_: unknown, { sku }: { sku: string }, ctx: ResolverContext) => itemOf(ctx, sku),
    _fulfilmentProducts: (_: unknown, { skus }: { skus: readonly string[] }) => skus.map((sku) => ({ sku })),
    _fulfilmentOrders: (_: unknown, { ids }: { ids: readonly string[] }) => ids.map((id) => ({ id })),
  },
  Mutation: {
    pickShipment: (_: unknown, { input }: { input: ShipmentInput }, ctx: ResolverContext) =>
      changeShipment(ctx, 'pick', input, { id: input.id }),
    dispatchShipment: (_: unknown, { input }: { input: DispatchInput }, ctx: ResolverContext) => {
      const { id, carrier, trackingCode, parcels } = input;
      return changeShipment(ctx, 'dispatch', input, { id, carrier, trackingCode: trackingCode ?? null, parcels });
    },
    deliverShipment: (_: unknown, { input }: { input: ShipmentInput }, ctx: ResolverContext) =>
      changeShipment(ctx, 'deliver', input, { id: input.id }),
    receiveStock: async (_: unknown, { input }: { input: ReceiveInput }, ctx: ResolverContext) => {
      const { commandId, sku, quantity } = input;
      const known = itemOf(ctx, sku) !== null;
      // Not every text can name a stream; what cannot is no product either.
      if (!idShape.test(sku)) return { item: null, position: null, problem: unknownProduct(sku) };
      const result = await ctx.command('stock', sku, 'receive', { sku, quantity, known }, { commandId });
      return { item: itemOf(ctx, sku), ...outcome(result) };
    },
  },
  Shipment: {
    order: ({ id }: ShipmentDocument) => ({ id }),
  },
  Order: {
    shipment: ({ id }: { id: string }, _: unknown, ctx: ResolverContext) => shipmentFor(ctx, id),
  },
  Product: {
    availability: ({ sku }: { sku: string }, _: unknown, ctx: ResolverContext) => itemOf(ctx, sku),
  },
};

async function changeShipment(ctx: ResolverContext, name: string, given: ShipmentInput, input: object) {
  const { id, commandId, basedOn } = given;
  if (!idShape.test(id)) return { shipment: null, position: null, problem: unknownShipment(id) };
  const result = await ctx.command('shipment', id, name, input, { commandId, basedOn });
  return { shipment: shipmentFor(ctx, id), ...outcome(result) };
}

function outcome(result: CommandResult): { position: string | null; problem: Problem | null } {
  return result.ok ? { position: result.position, problem: null } : { position: null, problem: result.problem };
}

/** The shipment, if whoever asks may see it: the warehouse all, customers those of their own orders. */
function shipmentFor(ctx: ResolverContext, id: string): ShipmentDocument | null {
  const { user } = ctx;
  const shipment = ctx.docs<ShipmentDocument>('shipments').get(id);
  if (user === null || shipment === null) return null;
  return isWarehouse(user) || shipment.customerId === user.id ? shipment : null;
}

function itemOf(ctx: ResolverContext, sku: string): StockDocument | null {
  return ctx.docs<StockDocument>('stock').get(sku);
}
