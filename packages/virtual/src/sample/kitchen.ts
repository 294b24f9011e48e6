/** The kiosk's neighbour in tests: reacts to orders by cooking, and adds to each ticket who cooked it. */
import { command, defineService, emit, event, projection, send } from '@tessera/service-kit';
import { z } from 'zod';

const schema = `
type Meal { ticket: ID! cook: String! }
type Ticket @key(selectionSet: "{ id }") { id: ID! meal: Meal }
type Query {
  meal(ticket: ID!): Meal
  _kitchenTickets(ids: [ID!]!): [Ticket]! @merge(keyField: "id", keyArg: "ids")
}
type Subscription { meals: [Meal!]! @live(projection: "meals") }
`;

interface MealDocument {
  readonly ticket: string;
  readonly cook: string;
}

export const kitchen = defineService({
  name: 'kitchen',
  schema,
  events: { Cooked: event(1, z.object({ ticket: z.string(), cook: z.string() })) },
  consumes: { 'kiosk.Ordered': z.object({ id: z.string() }) },
  streams: {
    meal: {
      initial: { cooked: false },
      evolve: { Cooked: () => ({ cooked: true }) },
      decide: {
        cook: command(z.object({ ticket: z.string() }), (state: { readonly cooked: boolean }, { ticket }) =>
          state.cooked ? [] : [emit('Cooked', { ticket, cook: 'Remy' })],
        ),
      },
    },
  },
  projections: {
    meals: projection<MealDocument>({
      type: 'Meal',
      on: { Cooked: (docs, e) => docs.put(e.streamId, e.data as unknown as MealDocument) },
    }),
  },
  policies: {
    cook: { on: 'kiosk.Ordered', then: (_docs, e) => send('meal', e.data.id, 'cook', { ticket: e.data.id }) },
  },
  live: { meals: () => ({ partition: '*' }) },
  resolvers: {
    Query: {
      meal: (_: unknown, { ticket }: { ticket: string }, ctx) => ctx.docs('meals').get(ticket),
      _kitchenTickets: (_: unknown, { ids }: { ids: string[] }, ctx) =>
        ids.map((id) => ({ id, meal: ctx.docs('meals').get(id) })),
    },
  },
});
