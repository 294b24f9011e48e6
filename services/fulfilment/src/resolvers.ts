/** GraphQL's way in: reads documents, hands commands over. */
import type { ResolverContext } from '@tessera/service-kit';
import type { ShipmentDocument } from './projections/shipments.ts';
import type { StockDocument } from './projections/stock.ts';
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
        ...(search ? { search } : {}),
        ...(after ? { after } : {}),
      }),
    stockItem: (_: unknown, { sku }: { sku: string }, ctx: ResolverContext) => itemOf(ctx, sku),
    _fulfilmentProducts: (_: unknown, { skus }: { skus: readonly string[] }, ctx: ResolverContext) =>
      skus.map((sku) => ({ sku, availability: itemOf(ctx, sku) })),
    _fulfilmentOrders: (_: unknown, { ids }: { ids: readonly string[] }, ctx: ResolverContext) =>
      ids.map((id) => ({ id, shipment: shipmentFor(ctx, id) })),
  },
  Mutation: {
    pickShipment: (_: unknown, { input }: { input: ShipmentInput }, ctx: ResolverContext) =>
      changeShipment(ctx, 'pick', input, { id: input.id }),
    dispatchShipment: (_: unknown, { input }: { input: DispatchInput }, ctx: ResolverContext) => {
      const { id, carrier, trackingCode } = input;
      return changeShipment(ctx, 'dispatch', input, { id, carrier, trackingCode: trackingCode ?? null });
    },
    deliverShipment: (_: unknown, { input }: { input: ShipmentInput }, ctx: ResolverContext) =>
      changeShipment(ctx, 'deliver', input, { id: input.id }),
    receiveStock: async (_: unknown, { input }: { input: ReceiveInput }, ctx: ResolverContext) => {
      const { commandId, sku, quantity } = input;
      const known = itemOf(ctx, sku) !== undefined;
      const problem = known || idShape.test(sku) ? undefined : unknown('UNKNOWN_PRODUCT', `The catalog has no product “${sku}”. Check the number.`, 'sku');
      if (problem) return { item: null, position: null, problem };
      const result = await ctx.command('stock', sku, 'receive', { sku, quantity, known }, { commandId });
      return { item: itemOf(ctx, sku), ...outcome(result) };
    },
  },
  Shipment: {
    order: ({ id }: ShipmentDocument) => ({ id }),
  },
};
