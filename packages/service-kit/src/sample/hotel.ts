/** A service for tests with personal data. */
import { z } from 'zod';
import { command, defineService, emit, event, personal, projection, send, unlessErased } from '../index.ts';

const guest = z.object({ id: z.string(), name: personal(z.string(), { subject: 'id' }) });

const nameIn = (data: unknown): string => guest.parse(data).name as string;

/** A guest who arrives is greeted by name, and gets a letter. */
export const hotel = defineService({
  name: 'hotel',
  schema:
    'type Guest { id: ID! name: String } type Query { nothing: String } type Mutation { arrive(id: ID!): Boolean }',
  events: { Arrived: event(1, guest), Greeted: event(1, guest) },
  streams: {
    guest: {
      initial: { names: [] } as { readonly names: readonly string[] },
      evolve: {
        Arrived: ({ names }, { data }) => ({ names: [...names, data['name'] as string] }),
        Greeted: (state) => state,
      },
      decide: {
        arrive: command(guest, (_state: object, input) => [emit('Arrived', input)]),
        greet: command(guest, (_state: object, input) => [emit('Greeted', input)]),
      },
    },
  },
  projections: {
    guests: projection<{ readonly id: string; readonly name: string | null }>({
      type: 'Guest',
      on: {
        Arrived: (docs, { data, streamId }) =>
          docs.put(streamId, { id: streamId, name: unlessErased(data['name'] as string) }),
      },
    }),
  },
  policies: {
    greet: {
      on: 'Arrived',
      then: (_docs, { data, streamId }) => send('guest', streamId, 'greet', { id: streamId, name: nameIn(data) }),
    },
  },
  effects: {
    welcome: { on: 'Arrived', port: 'mail', from: 'beginning', request: (_docs, { data }) => ({ to: nameIn(data) }) },
  },
  resolvers: {
    Query: { nothing: () => null },
    Mutation: {
      arrive: async (_: unknown, { id }: { id: string }, ctx) =>
        (await ctx.command('guest', id, 'arrive', { id, name: id }, { commandId: `arrive-${id}` })).ok,
    },
  },
});
