/** The shop's neighbour in tests: takes what is sold from its shelves. Reacts to the shop, and the shop to it. */
import { z } from 'zod';
import { command, defineService, emit, event, forbidden, projection, send } from '../index.ts';

const schema = `
type Shelf { item: ID! left: Int! }
type Query { shelf(item: ID!): Shelf }
type Mutation { fill(commandId: ID!, item: ID!, quantity: Int!): String }
type Subscription { shelves: [Shelf!]! @live(projection: "shelves") }
`;

interface ShelfDocument {
  readonly item: string;
  readonly left: number;
}

interface ShelfState {
  readonly left: number;
}

const quantity = z.int().positive();

export const depot = defineService({
  name: 'depot',
  schema,
  events: {
    Filled: event(1, z.object({ item: z.string(), quantity })),
    Taken: event(1, z.object({ item: z.string(), sale: z.string(), quantity })),
    Short: event(1, z.object({ item: z.string(), sale: z.string() })),
  },
  consumes: { 'shop.Sold': z.object({ id: z.string(), item: z.string(), quantity }) },
  streams: {
    shelf: {
      initial: { left: 0 } as ShelfState,
      evolve: {
        Filled: (state, e) => ({ left: state.left + e.data.quantity }),
        Taken: (state, e) => ({ left: state.left - e.data.quantity }),
      },
      decide: {
        fill: command(z.object({ item: z.string(), quantity }), (_state: ShelfState, input) => [emit('Filled', input)]),
        take: command(
          z.object({ item: z.string(), sale: z.string(), quantity }),
          (state: ShelfState, { item, sale, quantity }) =>
            state.left < quantity ? [emit('Short', { item, sale })] : [emit('Taken', { item, sale, quantity })],
        ),
      },
    },
  },
  projections: {
    shelves: projection<ShelfDocument>({
      type: 'Shelf',
      on: {
        Filled: (docs, e) => change(docs, e.streamId, e.data['quantity'] as number),
        Taken: (docs, e) => change(docs, e.streamId, -(e.data['quantity'] as number)),
      },
    }),
  },
  policies: {
    take: {
      on: 'shop.Sold',
      then: (_docs, { data: { id, item, quantity } }) => send('shelf', item, 'take', { item, sale: id, quantity }),
    },
  },
  live: { shelves: (_args, user) => (user.id === '' ? forbidden('Sign in first.') : { partition: '*' }) },
  resolvers: {
    Query: { shelf: (_: unknown, { item }: { item: string }, ctx) => ctx.docs('shelves').get(item) },
    Mutation: {
      fill: async (_: unknown, { commandId, ...input }: { commandId: string; item: string }, ctx) => {
        const result = await ctx.command('shelf', input.item, 'fill', input, { commandId });
        return result.ok ? result.position : result.problem.message;
      },
    },
  },
});

function change(
  docs: { get(key: string): ShelfDocument | undefined; put(key: string, doc: ShelfDocument): void },
  item: string,
  by: number,
): void {
  docs.put(item, { item, left: (docs.get(item)?.left ?? 0) + by });
}
