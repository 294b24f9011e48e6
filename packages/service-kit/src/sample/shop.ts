/** A service for this package's tests: sales that a depot (see `depot.ts`) answers. Small, but with every part. */
import { z } from 'zod';
import { command, defineService, emit, event, forbidden, projection, reject, send } from '../index.ts';

const schema = `
enum SaleStatus { OPEN SHIPPED REFUSED CANCELLED }

type Sale @key(selectionSet: "{ id }") {
  id: ID!
  buyer: String!
  item: String!
  quantity: Int!
  status: SaleStatus!
  version: String!
  "Has a resolver."
  label: String!
}

type SalePage { items: [Sale!]! next: String total: Int! }
type Problem { code: String! message: String! field: String }
type SaleResult { sale: Sale position: String duplicate: Boolean problem: Problem }

type Query {
  sale(id: ID!): Sale
  sales(search: String, buyer: String, status: SaleStatus, order: String, descending: Boolean, first: Int = 10, after: String): SalePage!
  broken: String
}

type Mutation {
  sell(commandId: ID!, id: ID!, item: String!, quantity: Int!): SaleResult!
  cancelSale(commandId: ID!, id: ID!, basedOn: String): SaleResult!
}

type Subscription { sales(buyer: String): [Sale!]! @live(projection: "sales") }
`;

export interface SaleDocument {
  readonly id: string;
  readonly buyer: string;
  readonly item: string;
  readonly quantity: number;
  readonly status: 'OPEN' | 'SHIPPED' | 'REFUSED' | 'CANCELLED';
  readonly version: string;
}

interface SaleState {
  readonly status: 'NONE' | SaleDocument['status'];
}

const id = z.string();

export const shop = defineService({
  name: 'shop',
  schema,
  events: {
    Sold: event(1, z.object({ id, buyer: z.string(), item: z.string(), quantity: z.int().positive().max(1_000) })),
    SaleShipped: event(1, z.object({ id })),
    SaleRefused: event(1, z.object({ id })),
    SaleCancelled: event(1, z.object({ id })),
  },
  consumes: {
    'depot.Taken': z.object({ sale: z.string() }),
    'depot.Short': z.object({ sale: z.string() }),
  },
  streams: {
    sale: {
      initial: { status: 'NONE' } as SaleState,
      evolve: {
        Sold: (): SaleState => ({ status: 'OPEN' }),
        SaleShipped: (): SaleState => ({ status: 'SHIPPED' }),
        SaleRefused: (): SaleState => ({ status: 'REFUSED' }),
        SaleCancelled: (): SaleState => ({ status: 'CANCELLED' }),
      },
      decide: {
        sell: command(
          z.object({ id, item: z.string(), quantity: z.number() }),
          (state: SaleState, { id, item, quantity }, { user }) => {
            if (user === null) return reject('SIGN_IN_REQUIRED', 'Sign in first.');
            if (state.status !== 'NONE') return reject('SALE_EXISTS', 'It is sold already.');
            return [emit('Sold', { id, buyer: user.id, item, quantity })];
          },
        ),
        ship: command(z.object({ id }), (state: SaleState, { id }) =>
          state.status === 'OPEN' ? [emit('SaleShipped', { id })] : [],
        ),
        refuse: command(z.object({ id }), (state: SaleState, { id }) =>
          state.status === 'OPEN' ? [emit('SaleRefused', { id })] : [],
        ),
        cancel: command(z.object({ id }), (state: SaleState, { id }) =>
          state.status === 'NONE' ? reject('UNKNOWN_SALE', 'There is no such sale.') : [emit('SaleCancelled', { id })],
        ),
      },
    },
  },
  projections: {
    sales: projection<SaleDocument>({
      type: 'Sale',
      partition: (sale) => sale.buyer,
      indexes: { item: (sale) => sale.item, quantity: (sale) => sale.quantity, status: (sale) => sale.status },
      search: (sale) => `${sale.item} ${sale.buyer}`,
      on: {
        Sold: (docs, e) => {
          const { id, buyer, item, quantity } = e.data as unknown as SaleDocument;
          docs.put(id, { id, buyer, item, quantity, status: 'OPEN', version: e.version });
        },
        SaleShipped: (docs, e) =>
          docs.patch(e.streamId, (sale) => ({ ...sale, status: 'SHIPPED', version: e.version })),
        SaleRefused: (docs, e) =>
          docs.patch(e.streamId, (sale) => ({ ...sale, status: 'REFUSED', version: e.version })),
        SaleCancelled: (docs, e) => docs.remove(e.streamId),
      },
    }),
  },
  policies: {
    ship: { on: 'depot.Taken', then: (_docs, e) => send('sale', e.data.sale, 'ship', { id: e.data.sale }) },
    refuse: { on: 'depot.Short', then: (_docs, e) => send('sale', e.data.sale, 'refuse', { id: e.data.sale }) },
  },
  live: {
    sales: (args, user) =>
      user.roles.includes('staff') || args.buyer === user.id
        ? { partition: args.buyer ?? '*' }
        : forbidden('You see your own sales only.'),
  },
  resolvers: {
    Query: {
      sale: (_: unknown, { id }: { id: string }, ctx) => ctx.docs('sales').get(id),
      sales: (
        _: unknown,
        args: Record<'search' | 'buyer' | 'status' | 'order' | 'after', string | null> & {
          first: number;
          descending: boolean;
        },
        ctx,
      ) =>
        ctx.docs('sales').page({
          partition: args.buyer ?? '*',
          order: args.order ?? 'key',
          descending: args.descending,
          search: args.search,
          where: { status: args.status },
          first: args.first,
          after: args.after,
        }),
      broken: () => {
        throw new TypeError('secret: the password is swordfish');
      },
    },
    Mutation: {
      sell: async (_: unknown, { commandId, ...input }: { commandId: string; id: string }, ctx) => {
        const result = await ctx.command('sale', input.id, 'sell', input, { commandId });
        return { ...result, sale: ctx.docs('sales').get(input.id) };
      },
      cancelSale: async (_: unknown, args: { commandId: string; id: string; basedOn?: string }, ctx) => {
        const result = await ctx.command('sale', args.id, 'cancel', { id: args.id }, args);
        return { ...result, sale: ctx.docs('sales').get(args.id) };
      },
    },
    Sale: { label: (sale: SaleDocument) => `${sale.quantity} × ${sale.item}` },
  },
});
