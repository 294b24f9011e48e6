/** Defining a service: what the type checker knows, and what is refused at once. */
import { describe, expect, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import {
  command,
  defineService,
  DefinitionError,
  emit,
  event,
  forbidden,
  policy,
  projection,
  reject,
  send,
  vocabulary,
} from '../index.ts';

const schema = `
  type Order @key(selectionSet: "{ id }") { id: ID! total: Int! product: Product }
  type Product @key(selectionSet: "{ sku }") { sku: ID! }
  type Query { order(id: ID!): Order }
  type Subscription { orderList(customer: ID): [Order!]! @live(projection: "orders") }
`;
const events = { OrderPlaced: event(1, z.object({ orderId: z.string(), total: z.int() })) };
const consumes = { 'fulfilment.ReservationCompleted': z.object({ orderId: z.string() }) };
interface OrderDocument {
  readonly id: string;
  readonly total: number;
}

const define = (change: object = {}) =>
  defineService({
    name: 'orders',
    schema,
    events,
    consumes,
    streams: {
      order: {
        initial: { total: 0 },
        evolve: {
          OrderPlaced: (state, e) => {
            expectTypeOf(state).toEqualTypeOf<{ total: number }>();
            expectTypeOf(e.data).toEqualTypeOf<{ orderId: string; total: number }>();
            return { ...state, total: e.data.total };
          },
        },
        decide: {
          place: command(z.object({ total: z.int() }), (state: { total: number }, input, ctx) => {
            expectTypeOf(input).toEqualTypeOf<{ total: number }>();
            if (state.total > 0) return reject('ORDER_EXISTS', 'There is one already.');
            return [emit('OrderPlaced', { orderId: ctx.newId('order'), total: input.total })];
          }),
        },
      },
    },
    projections: {
      orders: projection<OrderDocument>({ type: 'Order', on: { OrderPlaced: (docs, e) => docs.remove(e.streamId) } }),
    },
    policies: {
      confirm: {
        on: 'fulfilment.ReservationCompleted',
        then: (_docs, e) => {
          expectTypeOf(e.data).toEqualTypeOf<{ orderId: string }>();
          return send('order', e.data.orderId, 'place', {});
        },
      },
    },
    live: {
      orderList: (args, user) =>
        args.customer === user.id ? { partition: args.customer } : forbidden('Only your own orders.'),
    },
    resolvers: { Query: { order: (_, _args, ctx) => ctx.docs('orders').get('o1') } },
    ...change,
  });

const problemsOf = (change: object): readonly string[] => {
  try {
    define(change);
    return [];
  } catch (error) {
    if (error instanceof DefinitionError) return error.problems;
    throw error;
  }
};

describe('types', () => {
  it('infers states, inputs and events in place', () => {
    expect(define().name).toBe('orders');
  });

  it('refuses a command that emits what the service has not', () => {
    const bound = vocabulary({ events, consumes });
    bound.stream<{ total: number }>({
      initial: { total: 0 },
      evolve: { OrderPlaced: (state, e) => ({ ...state, total: e.data.total }) },
      decide: {
        good: command(z.object({}), () => [emit('OrderPlaced', { orderId: 'o1', total: 1 })]),
        // @ts-expect-error: no such event
        unknown: command(z.object({}), () => [emit('OrderLost', {})]),
        // @ts-expect-error: total is a number
        wrong: command(z.object({}), () => [emit('OrderPlaced', { orderId: 'o1', total: 'much' })]),
      },
    });
    // @ts-expect-error: no such event
    bound.stream<object>({ initial: {}, evolve: { OrderLost: (state) => state }, decide: {} });
  });

  it('knows own and foreign events through a vocabulary', () => {
    const bound = vocabulary({ events, consumes });
    bound.projection<OrderDocument>({
      type: 'Order',
      on: {
        OrderPlaced: (docs, e) => {
          expectTypeOf(e.data.total).toEqualTypeOf<number>();
          docs.put('k', { id: e.data.orderId, total: e.data.total });
        },
        'fulfilment.ReservationCompleted': (_docs, e) => expectTypeOf(e.data.orderId).toEqualTypeOf<string>(),
      },
    });
    bound.policy('OrderPlaced', (_docs, e) => {
      expectTypeOf(e.data.total).toEqualTypeOf<number>();
      return null;
    });
    // @ts-expect-error: no such event
    bound.policy('OrderLost', () => null);
    // @ts-expect-error: total is missing
    bound.emit('OrderPlaced', { orderId: 'o1' });
  });
});

describe('a definition that cannot work is refused with what to change', () => {
  it.each<[string, object, RegExp]>([
    [
      'an unknown event in a projection',
      { projections: { orders: projection({ type: 'Order', on: { Lost: () => {} } }) } },
      /projections\.orders\.on: there is no event "Lost".*OrderPlaced/,
    ],
    [
      'an unknown event in a policy',
      { policies: { p: policy('stock.Gone', () => null) } },
      /policies\.p\.on: there is no event "stock.Gone"/,
    ],
    [
      'a foreign event in evolve',
      { streams: { order: { initial: {}, evolve: { 'fulfilment.ReservationCompleted': () => ({}) }, decide: {} } } },
      /streams\.order\.evolve: "fulfilment.ReservationCompleted" is no own event/,
    ],
    [
      'a stream type that is no token',
      { streams: { 'my order': { initial: {}, evolve: {}, decide: {} } } },
      /streams: "my order" must be/,
    ],
    [
      'the reserved stream type',
      { streams: { policy: { initial: {}, evolve: {}, decide: {} } } },
      /"policy" is reserved/,
    ],
    [
      'an own event in consumes',
      { consumes: { ...consumes, 'orders.OrderPlaced': z.object({}) } },
      /is an own event; use it as OrderPlaced/,
    ],
    ['a service name that is no token', { name: 'My Orders' }, /name: "My Orders"/],
    ['SDL that does not parse', { schema: 'type {' }, /schema: Syntax Error/],
    [
      'a live rule without a field',
      { live: { orderList: () => forbidden(''), lost: () => forbidden('') } },
      /live\.lost: the schema has no Subscription\.lost/,
    ],
    ['a live field without a rule', { live: {} }, /live\.orderList is missing/],
    [
      'a live field without @live',
      { schema: schema.replace('@live(projection: "orders")', '') },
      /say which projection/,
    ],
    [
      'a live field of an unknown projection',
      { schema: schema.replace('"orders"', '"lost"') },
      /there is no projection "lost"/,
    ],
    [
      'a live field of another type',
      { schema: schema.replace('[Order!]! @live', '[Product!]! @live') },
      /its type is \[Product!\]!, but the projection "orders" has \[Order!\]!/,
    ],
    [
      'a resolver of an unknown field',
      { resolvers: { Query: { order: () => null, lost: () => null } } },
      /resolvers\.Query\.lost: the schema has no such field/,
    ],
    ['a query without a resolver', { resolvers: {} }, /resolvers\.Query\.order is missing/],
    [
      'a field of another service that must not be null',
      { schema: schema.replace('product: Product }', 'product: Product! }') },
      /Order\.product crosses to another service \(Product\) and must be nullable/,
    ],
  ])('%s', (_what, change, message) => {
    expect(problemsOf(change).join('\n')).toMatch(message);
  });

  it('names everything at once', () => {
    expect(problemsOf({ name: 'X', policies: { p: policy('a.B', () => null) }, live: {} }).length).toBe(3);
  });
});
