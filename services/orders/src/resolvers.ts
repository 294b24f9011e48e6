/** GraphQL's way in: reads documents, hands commands over. */
import type { Problem, ResolverContext } from '@tessera/service-kit';
import type { RecordedLine } from './events.ts';
import { orderIdentity } from './order-id.ts';
import { orderNumbers } from './order-number.ts';
import type { OrderDocument, OrderStatus } from './projections/orders.ts';
import type { PriceDocument } from './projections/price-list.ts';
import { everyone, seesEveryOrder, seesOrdersOf } from './who-may.ts';

const pageSize = { default: 50, max: 200 };
const idShape = /^[A-Za-z0-9_-]+$/;
const longestCommandId = 200;

interface OrdersArgs {
  readonly search?: string | null;
  readonly status?: OrderStatus | null;
  readonly first?: number | null;
  readonly after?: string | null;
}

interface PlaceInput {
  readonly commandId: string;
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
  readonly note?: string | null;
}

interface CancelInput {
  readonly commandId: string;
  readonly id: string;
  readonly basedOn?: string | null;
}

export const resolvers = {
  Query: {
    order: (_: unknown, { id }: { id: string }, ctx: ResolverContext) => orderFor(ctx, id),
    orders: (_: unknown, { search, status, first, after }: OrdersArgs, ctx: ResolverContext) => {
      if (ctx.user === null || !seesOrdersOf(ctx.user, ctx.user.id)) return { items: [], next: null, total: 0 };
      return ctx.docs<OrderDocument>('orders').page({
        partition: seesEveryOrder(ctx.user) ? everyone : ctx.user.id,
        order: 'placedAt',
        descending: true,
        first: Math.min(first ?? pageSize.default, pageSize.max),
        search,
        where: { status },
        after,
      });
    },
    _orders: (_: unknown, { ids }: { ids: readonly string[] }, ctx: ResolverContext) =>
      ids.map((id) => orderFor(ctx, id)),
  },
  Mutation: {
    placeOrder: async (_: unknown, { input }: { input: PlaceInput }, ctx: ResolverContext) => {
      const { commandId } = input;
      const customer = ctx.user && { id: ctx.user.id, name: ctx.user.name };
      if (commandId === '' || commandId.length > longestCommandId) return refused(invalidCommandId);
      const { id, hex } = orderIdentity(ctx, customer?.id ?? '', commandId);
      const number = freeNumber(ctx, id, orderNumbers(hex));
      const lines = input.lines.map((line) => ({ ...line, ...offerOf(ctx, line.sku) }));
      const placement = {
        orderId: id,
        number,
        customer,
        lines,
        note: input.note?.trim() || null,
        email: ctx.user?.email ?? null,
      };
      const result = await ctx.command('order', id, 'place', placement, { commandId });
      return result.ok
        ? { order: orderFor(ctx, id), position: result.position, problem: null }
        : refused(result.problem);
    },
    cancelOrder: async (_: unknown, { input }: { input: CancelInput }, ctx: ResolverContext) => {
      const { commandId, id, basedOn } = input;
      if (!idShape.test(id)) return refused(unknownOrder);
      const result = await ctx.command('order', id, 'cancel', {}, { commandId, basedOn });
      const order = orderFor(ctx, id);
      return result.ok ? { order, position: result.position, problem: null } : { ...refused(result.problem), order };
    },
  },
  OrderLine: {
    product: ({ sku }: RecordedLine) => ({ sku }),
  },
};

const invalidCommandId: Problem = {
  code: 'INVALID_COMMAND_ID',
  message: `A command id has 1 to ${longestCommandId} characters; make one per form.`,
  field: 'commandId',
};
const unknownOrder: Problem = {
  code: 'UNKNOWN_ORDER',
  message: 'You have no such order. Look it up in your list.',
  field: 'id',
};

function refused(problem: Problem) {
  return { order: null, position: null, problem };
}

/** The order, if whoever asks may see it. Whether it exists is nobody else's business. */
function orderFor(ctx: ResolverContext, id: string): OrderDocument | null {
  const order = ctx.docs<OrderDocument>('orders').get(id);
  return order && seesOrdersOf(ctx.user, order.customer.id) ? order : null;
}

function offerOf(ctx: ResolverContext, sku: string) {
  const product = ctx.docs<PriceDocument>('priceList').get(sku);
  if (product === null) return {};
  const { name, unitPrice, currency, withdrawn } = product;
  return { offer: { name, unitPrice, currency, withdrawn } };
}

/** The first of its numbers that no other order has. */
function freeNumber(ctx: ResolverContext, id: string, numbers: readonly string[]): string {
  const taken = (number: string) =>
    ctx
      .docs<OrderDocument>('orders')
      .page({ partition: '*', where: { number }, first: 1 })
      .items.some((order) => order.id !== id);
  return numbers.find((number) => !taken(number)) ?? numbers[0] ?? id;
}
