/** A service for tests with timers and effects: whoever parks too long gets a letter, and pays when that is ignored. */
import { z } from 'zod';
import { command, defineService, emit, event, later, schedule, send, unschedule, vocabulary } from '../index.ts';

interface CarState {
  readonly status: 'NONE' | 'PARKED' | 'OVERDUE' | 'LEFT';
}

const car = z.object({ plate: z.string() });

const events = {
  Parked: event(1, z.object({ plate: z.string(), minutes: z.number() })),
  Extended: event(1, z.object({ plate: z.string(), minutes: z.number() })),
  Left: event(1, car),
  Overdue: event(1, z.object({ plate: z.string(), since: z.string(), why: z.string() })),
  Warned: event(1, z.object({ plate: z.string(), letter: z.string() })),
};
const { policy, effect } = vocabulary({ events });

export const parkingLot = defineService({
  name: 'lot',
  schema: 'type Query { nothing: String }',
  events,
  streams: {
    car: {
      initial: { status: 'NONE' } as CarState,
      evolve: {
        Parked: (): CarState => ({ status: 'PARKED' }),
        Overdue: (): CarState => ({ status: 'OVERDUE' }),
        Left: (): CarState => ({ status: 'LEFT' }),
      },
      decide: {
        park: command(z.object({ plate: z.string(), minutes: z.number() }), (_state: CarState, input) => [
          emit('Parked', input),
        ]),
        extend: command(z.object({ plate: z.string(), minutes: z.number() }), (_state: CarState, input) => [
          emit('Extended', input),
        ]),
        leave: command(car, (_state: CarState, input) => [emit('Left', input)]),
        expire: command(z.object({ plate: z.string(), why: z.string() }), (state: CarState, input, ctx) =>
          state.status === 'PARKED' ? [emit('Overdue', { ...input, since: ctx.now() })] : [],
        ),
        warned: command(z.object({ plate: z.string(), letter: z.string() }), (_state: CarState, input) => [
          emit('Warned', input),
        ]),
      },
    },
  },
  policies: {
    start: policy('Parked', (_docs, { data, time, streamId }) =>
      schedule('paid', streamId, later(time, { minutes: data.minutes }), { why: 'first' }),
    ),
    extend: policy('Extended', (_docs, { data, time, streamId }) =>
      schedule('paid', streamId, later(time, { minutes: data.minutes }), { why: 'extended' }),
    ),
    stop: policy('Left', (_docs, { streamId }) => unschedule('paid', streamId)),
  },
  timers: {
    paid: { then: (_docs, { key, data }) => send('car', key, 'expire', { plate: key, why: data['why'] }) },
  },
  effects: {
    warn: effect({
      on: 'Overdue',
      port: 'post',
      from: 'now',
      request: (_docs, { data }) => ({ to: data.plate, text: `Since ${data.since}` }),
      then: (_docs, { streamId, result }) =>
        send('car', streamId, 'warned', { plate: streamId, letter: result['letter'] ?? 'none' }),
    }),
  },
  resolvers: { Query: { nothing: () => null } },
});
