/** A service and its consumer, each in two ages: what a parcel is sent with changed its shape in between. */
import { z } from 'zod';
import {
  command,
  consumed,
  defineService,
  drop,
  emit,
  event,
  mapValues,
  move,
  projection,
  reject,
  rename,
  setDefault,
  type ServiceDefinition,
} from '../../src/index.ts';

export type Age = 'old' | 'new';

const first = z.object({ id: z.string(), carrier: z.string(), speed: z.enum(['SLOW', 'FAST']), amount: z.int() });
const second = z.object({
  id: z.string(),
  parcel: z.object({ carrier: z.string() }),
  service: z.enum(['STANDARD', 'EXPRESS']),
  amount: z.int(),
  remark: z.string(),
});
const casts = {
  schema: first,
  up: [
    move('carrier', 'parcel.carrier'),
    rename('speed', 'service'),
    mapValues('service', { SLOW: 'STANDARD', FAST: 'EXPRESS' }),
    setDefault('remark', ''),
  ],
  down: [
    move('parcel.carrier', 'carrier'),
    drop('parcel'),
    rename('service', 'speed'),
    mapValues('speed', { STANDARD: 'SLOW', EXPRESS: 'FAST' }),
    drop('remark'),
  ],
};

export interface ParcelDocument {
  readonly id: string;
  readonly carrier: string;
  readonly express: boolean;
  readonly amount: number;
  readonly times: number;
}

export interface CarrierDocument {
  readonly carrier: string;
  readonly parcels: number;
  readonly amount: number;
  readonly express: number;
}

const input = z.object({ id: z.string(), carrier: z.string(), express: z.boolean(), amount: z.int() });
type Input = z.infer<typeof input>;
interface State {
  readonly carrier: string;
}

/** Handing a parcel to the carrier that has it is refused: a decision on a misread event would show in the log. */
function decide(toEvent: (input: Input) => object) {
  return command(input, ({ carrier }: State, wanted) =>
    carrier === wanted.carrier
      ? reject('SAME_CARRIER', 'That carrier has it already.')
      : [emit('Sent', toEvent(wanted))],
  );
}

const schema = `
type Parcel { id: ID! carrier: String! express: Boolean! amount: Int! times: Int! }
type Query { parcel(id: ID!): Parcel }
type Mutation { send(commandId: ID!, id: ID!, carrier: String!, express: Boolean!, amount: Int!): String! }
`;
const resolvers: ServiceDefinition['resolvers'] = {
  Query: { parcel: (_: unknown, { id }: { id: string }, ctx) => ctx.docs('parcels').get(id) },
  Mutation: {
    send: async (_: unknown, { commandId, ...wanted }: Input & { commandId: string }, ctx) => {
      const result = await ctx.command('parcel', wanted.id, 'send', wanted, { commandId });
      return result.ok ? 'OK' : result.problem.code;
    },
  },
};

const parcels = (read: (data: never) => Omit<ParcelDocument, 'times'>) =>
  projection<ParcelDocument>({
    type: 'Parcel',
    on: {
      Sent: (docs, e) => {
        const times = (docs.get(e.streamId)?.times ?? 0) + 1;
        docs.put(e.streamId, { ...read(e.data as never), times });
      },
    },
  });

const carriers = (read: (data: never) => Omit<ParcelDocument, 'times'>) =>
  projection<CarrierDocument>({
    type: 'Carrier',
    on: {
      'post.Sent': (docs, e) => {
        const { carrier, express, amount } = read(e.data as never);
        const was = docs.get(carrier) ?? { carrier, parcels: 0, amount: 0, express: 0 };
        docs.put(carrier, {
          carrier,
          parcels: was.parcels + 1,
          amount: was.amount + amount,
          express: was.express + Number(express),
        });
      },
    },
  });

const readFirst = ({ id, carrier, speed, amount }: z.infer<typeof first>) => ({
  id,
  carrier,
  express: speed === 'FAST',
  amount,
});
const readSecond = ({ id, parcel, service, amount }: z.infer<typeof second>) => ({
  id,
  carrier: parcel.carrier,
  express: service === 'EXPRESS',
  amount,
});

const none: State = { carrier: '' };

export const post: Record<Age, ServiceDefinition> = {
  old: defineService({
    name: 'post',
    schema,
    events: { Sent: event(1, first) },
    streams: {
      parcel: {
        initial: none,
        evolve: { Sent: (_state, { data }) => ({ carrier: data.carrier }) },
        decide: {
          send: decide(({ id, carrier, express, amount }) => ({
            id,
            carrier,
            speed: express ? 'FAST' : 'SLOW',
            amount,
          })),
        },
      },
    },
    projections: { parcels: parcels(readFirst) },
    resolvers,
  }),
  new: defineService({
    name: 'post',
    schema,
    events: { Sent: event(2, second, { from: { 1: casts } }) },
    streams: {
      parcel: {
        initial: none,
        evolve: { Sent: (_state, { data }) => ({ carrier: data.parcel.carrier }) },
        decide: {
          send: decide(({ id, carrier, express, amount }) => ({
            id,
            parcel: { carrier },
            service: express ? 'EXPRESS' : 'STANDARD',
            amount,
            remark: 'by the new one',
          })),
        },
      },
    },
    projections: { parcels: parcels(readSecond) },
    resolvers,
  }),
};

const report = {
  name: 'report',
  schema: 'type Carrier { carrier: ID! parcels: Int! amount: Int! express: Int! } type Query { nothing: String }',
  resolvers: { Query: { nothing: () => null } },
} as const;

export const reports: Record<Age, ServiceDefinition> = {
  old: defineService({ ...report, consumes: { 'post.Sent': first }, projections: { carriers: carriers(readFirst) } }),
  new: defineService({
    ...report,
    consumes: { 'post.Sent': consumed(2, second) },
    projections: { carriers: carriers(readSecond) },
  }),
};
