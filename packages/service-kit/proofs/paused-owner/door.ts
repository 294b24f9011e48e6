/**
 * A service in which deciding twice would show: who knocks while the door is closed is sent away, and nothing is recorded
 * of it; deciding about the same knock once the door is open would let them in.
 */
import { z } from 'zod';
import { command, defineService, emit, event, policy, send } from '../../src/index.ts';

const who = z.object({ who: z.string() });

export const door = defineService({
  name: 'door',
  schema: 'type Query { nothing: String }',
  events: {
    Knocked: event(1, who),
    Opened: event(1, z.object({})),
    Closed: event(1, z.object({})),
    Entered: event(1, who),
  },
  streams: {
    door: {
      initial: { open: false },
      evolve: { Opened: () => ({ open: true }), Closed: () => ({ open: false }) },
      decide: {
        enter: command(who, (state: { open: boolean }, input) => (state.open ? [emit('Entered', input)] : [])),
      },
    },
  },
  policies: {
    answer: policy('Knocked', (_docs, { data }) => send('door', 'front', 'enter', { who: data['who'] })),
  },
  resolvers: { Query: { nothing: () => null } },
});
