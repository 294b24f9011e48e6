/** A service for this package's tests: a kiosk that takes orders, which a kitchen (see `kitchen.ts`) cooks. */
import { command, defineService, emit, event, forbidden, projection, reject, send } from '@tessera/service-kit';
import { z } from 'zod';

const schema = `
type Ticket @key(selectionSet: "{ id }") { id: ID! guest: String! dish: String! status: String! code: String! }
type Problem { code: String! message: String! }
type TicketResult { ticket: Ticket position: String problem: Problem }
type Query {
  ticket(id: ID!): Ticket
  tickets: [Ticket!]!
  broken: String
  _tickets(ids: [ID!]!): [Ticket]! @merge(keyField: "id", keyArg: "ids")
}
type Mutation { order(commandId: ID!, dish: String!): TicketResult! }
type Subscription { tickets(guest: String): [Ticket!]! @live(projection: "tickets") }
`;

export interface TicketDocument {
  readonly id: string;
  readonly guest: string;
  readonly dish: string;
  readonly status: 'ORDERED' | 'SERVED';
  readonly code: string;
}

interface TicketState {
  readonly status: 'NONE' | 'ORDERED' | 'SERVED';
}

export const kiosk = defineService({
  name: 'kiosk',
  schema,
  events: {
    Ordered: event(1, z.object({ id: z.string(), guest: z.string(), dish: z.string(), code: z.string() })),
    Served: event(1, z.object({ id: z.string() })),
  },
  consumes: { 'kitchen.Cooked': z.object({ ticket: z.string() }) },
  streams: {
    ticket: {
      initial: { status: 'NONE' } as TicketState,
      evolve: {
        Ordered: (): TicketState => ({ status: 'ORDERED' }),
        Served: (): TicketState => ({ status: 'SERVED' }),
      },
      decide: {
        order: command(z.object({ id: z.string(), dish: z.string() }), (state: TicketState, { id, dish }, ctx) => {
          if (ctx.user === null) return reject('SIGN_IN_REQUIRED', 'Sign in first.');
          if (dish === 'soap') return reject('NOT_FOOD', 'We do not serve that.', 'dish');
          const code = String(Math.floor(ctx.random() * 1000)).padStart(3, '0');
          return state.status === 'NONE' ? [emit('Ordered', { id, guest: ctx.user.id, dish, code })] : [];
        }),
        serve: command(z.object({ id: z.string() }), (state: TicketState, { id }) =>
          state.status === 'ORDERED' ? [emit('Served', { id })] : [],
        ),
      },
    },
  },
  projections: {
    tickets: projection<TicketDocument>({
      type: 'Ticket',
      partition: (ticket) => ticket.guest,
      on: {
        Ordered: (docs, e) => docs.put(e.streamId, { ...(e.data as unknown as TicketDocument), status: 'ORDERED' }),
        Served: (docs, e) => docs.patch(e.streamId, (ticket) => ({ ...ticket, status: 'SERVED' })),
      },
    }),
  },
  policies: {
    serve: { on: 'kitchen.Cooked', then: (_docs, e) => send('ticket', e.data.ticket, 'serve', { id: e.data.ticket }) },
  },
  live: {
    tickets: (args, user) =>
      args.guest === user.id || user.roles.includes('staff')
        ? { partition: args.guest ?? '*' }
        : forbidden('Guests see their own tickets.'),
  },
  resolvers: {
    Query: {
      ticket: (_: unknown, { id }: { id: string }, ctx) => ctx.docs('tickets').get(id),
      tickets: (_: unknown, __: unknown, ctx) => ctx.docs('tickets').page({ partition: '*', first: 100 }).items,
      broken: () => {
        throw new TypeError('secret: the recipe');
      },
      _tickets: (_: unknown, { ids }: { ids: string[] }, ctx) => ctx.docs('tickets').getMany(ids),
    },
    Mutation: {
      order: async (_: unknown, { commandId, dish }: { commandId: string; dish: string }, ctx) => {
        const id = `t-${ctx.hash(commandId).slice(0, 12)}`;
        const result = await ctx.command('ticket', id, 'order', { id, dish }, { commandId });
        return { ...result, ticket: result.ok ? ctx.docs('tickets').get(id) : null };
      },
    },
  },
});
