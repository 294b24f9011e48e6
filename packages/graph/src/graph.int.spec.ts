/** Stitching over the product's own schemas, each service a schema of its own with resolvers written here. */
import { makeExecutableSchema } from '@graphql-tools/schema';
import { stitchingDirectives } from '@graphql-tools/stitching-directives';
import type { IResolvers } from '@graphql-tools/utils';
import { graphql, parse } from 'graphql';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  CompositionError,
  composeGraph,
  createGraphRuntime,
  createOperationRegistry,
  validateOperations,
} from './index.ts';
import type { GraphService, OperationSource, ServiceRequest } from './index.ts';

const sdl = (service: string): string =>
  readFileSync(new URL(`../../../services/${service}/schema.graphql`, import.meta.url), 'utf8');
const { allStitchingDirectivesTypeDefs } = stitchingDirectives();
const live = `${allStitchingDirectivesTypeDefs}\ndirective @live(projection: String!) on FIELD_DEFINITION`;

interface TestService extends GraphService<object> {
  readonly asked: ServiceRequest[];
  down: boolean;
}

function service(name: string, resolvers: IResolvers, extra: Partial<GraphService<object>> = {}): TestService {
  const schema = makeExecutableSchema({ typeDefs: [live, sdl(name)], resolvers });
  const self: TestService = {
    name,
    schema: sdl(name),
    owner: { team: name, contact: `#team-${name}` },
    asked: [],
    down: false,
    async execute(request, context) {
      if (self.down) throw new Error('connect ECONNREFUSED 127.0.0.1:4101');
      self.asked.push(request);
      const answer = await graphql({
        schema,
        source: request.query,
        variableValues: request.variables,
        contextValue: context,
      });
      return JSON.parse(JSON.stringify(answer)) as object;
    },
    ...extra,
  };
  return self;
}

function world() {
  const order = (id: string) => ({
    id,
    number: `BW-${id}`,
    status: 'CONFIRMED',
    lines: ['p1', 'p2'].map((sku, line) => ({ line, sku, name: sku, product: { sku } })),
  });
  const orders = service(
    'orders',
    {
      Query: {
        order: (_: unknown, { id }: { id: string }) => order(id),
        orders: () => ({ items: ['1', '2', '3'].map(order), total: 3 }),
        _orders: (_: unknown, { ids }: { ids: string[] }) => ids.map(order),
      },
      Mutation: {
        cancelOrder: () => {
          throw new Error('boom');
        },
      },
    },
    { computed: ['OrderLine.product'], live: { orderList: { projection: 'orders', type: 'Order' } } },
  );
  const catalog = service('catalog', {
    Query: {
      _products: (_: unknown, { skus }: { skus: string[] }) =>
        skus.map((sku) => ({ sku, name: `Product ${sku}`, category: 'Pumps' })),
    },
  });
  const fulfilment = service('fulfilment', {
    Query: {
      shipment: (_: unknown, { id }: { id: string }) => ({
        id,
        orderNumber: 'x',
        status: 'TO_PICK',
        lines: [],
        order: { id },
      }),
      _fulfilmentProducts: (_: unknown, { skus }: { skus: string[] }) =>
        skus.map((sku) => ({ sku, availability: { sku, free: 5, reserved: 0, onHand: 5 } })),
      _fulfilmentOrders: (_: unknown, { ids }: { ids: string[] }) =>
        ids.map((id) => ({ id, shipment: { id, status: 'PICKED' } })),
    },
  });
  const services = [orders, catalog, fulfilment, service('releases', {})];
  const runtime = createGraphRuntime(composeGraph({ services }));
  return {
    orders,
    catalog,
    fulfilment,
    services,
    runtime,
    run: (text: string, variables = {}) => runtime.execute(parse(text), variables, {}),
  };
}

const operation = (text: string, name = 'Test', kind: OperationSource['kind'] = 'query'): OperationSource => ({
  name,
  kind,
  hash: text.length.toString(16).padStart(64, '0'),
  text,
  source: { file: 'src/operations/test.graphql', line: 10 },
});

describe('a stitched graph', () => {
  it('joins fields over services in both directions, one batch per service and wave', async () => {
    const { run, orders, catalog, fulfilment } = world();
    const answer = await run(
      '{ orders { items { id shipment { status } lines { product { name availability { free } } } } } shipment(id: "1") { order { number } } }',
    );
    expect(answer.errors).toBeUndefined();
    const data = JSON.parse(JSON.stringify(answer.data)) as { orders: { items: unknown[] }; shipment: unknown };
    expect(data.shipment).toEqual({ order: { number: 'BW-1' } });
    expect(data.orders.items).toHaveLength(3);
    expect(data.orders.items[2]).toEqual({
      id: '3',
      shipment: { status: 'PICKED' },
      lines: ['p1', 'p2'].map((sku) => ({ product: { name: `Product ${sku}`, availability: { free: 5 } } })),
    });
    expect(catalog.asked).toHaveLength(1);
    expect(orders.asked).toHaveLength(2);
    expect(fulfilment.asked.length).toBeLessThanOrEqual(3);
    expect(catalog.asked[0]!.variables).toEqual({ skus: ['p1', 'p2'] });
  });

  it("loses only a dead service's own fields, and names its owner", async () => {
    const { run, fulfilment } = world();
    fulfilment.down = true;
    const answer = await run(
      '{ order(id: "1") { number shipment { status } lines { product { name availability { free } } } } }',
    );
    expect(JSON.parse(JSON.stringify(answer.data))).toEqual({
      order: {
        number: 'BW-1',
        shipment: null,
        lines: ['p1', 'p2'].map((sku) => ({ product: { name: `Product ${sku}`, availability: null } })),
      },
    });
    expect(new Set(answer.errors?.map((error) => error.path?.join('.')))).toEqual(
      new Set(['order.shipment', 'order.lines.0.product.availability', 'order.lines.1.product.availability']),
    );
    for (const error of answer.errors!) {
      expect(error.extensions).toMatchObject({
        code: 'SERVICE_UNAVAILABLE',
        service: 'fulfilment',
        owner: { team: 'fulfilment', contact: '#team-fulfilment' },
      });
    }
  });

  it('is composed while every service is down, and recovers by itself', async () => {
    const { services, orders } = world();
    for (const each of services) each.down = true;
    const runtime = createGraphRuntime(composeGraph({ services }));
    const dead = await runtime.execute(parse('{ order(id: "1") { number } }'), {}, {});
    expect(dead.data).toEqual({ order: null });
    expect(dead.errors![0]!.extensions['service']).toBe('orders');
    orders.down = false;
    expect((await runtime.execute(parse('{ order(id: "1") { number } }'), {}, {})).data).toEqual({
      order: { number: 'BW-1' },
    });
  });

  it("keeps a service's own error code and path, and says which service it came from", async () => {
    const { run } = world();
    const answer = await run('mutation { cancelOrder(input: { commandId: "c", id: "1" }) { position } }');
    expect(answer.data).toBeNull();
    expect(answer.errors![0]!.message).toBe('boom');
    expect(answer.errors![0]!.path).toEqual(['cancelOrder']);
    expect(answer.errors![0]!.extensions['service']).toBe('orders');
  });

  it("hides the services' entry points", () => {
    const { runtime } = world();
    expect(
      Object.keys(runtime.graph.schema.getQueryType()!.getFields()).filter((field) => field.startsWith('_')),
    ).toEqual([]);
  });

  it('is refused, by name, when two services offer the same root field or one has no valid schema', () => {
    const { services } = world();
    const twin = { ...services[0]!, name: 'twin' };
    expect(() => composeGraph({ services: [...services, twin] })).toThrow(/"orders" and by "twin"/);
    expect(() => composeGraph({ services: [{ ...services[0]!, schema: 'type Query { order: Missing }' }] })).toThrow(
      CompositionError,
    );
    expect(() => composeGraph({ services: [{ ...services[0]!, schema: 'type {' }] })).toThrow(
      /service "orders" is not GraphQL/,
    );
  });
});

it('is no graph when each service is one and all of them together are not', () => {
  const named = (name: string, type: string, fields: string) => ({
    ...world().services[0]!,
    name,
    schema: `interface Named { ${fields} } type ${type} implements Named { ${fields} } type Query { ${name}: ${type} }`,
  });
  const orders = named('orders', 'Order', 'name: String!');
  expect(() => composeGraph({ services: [orders, named('catalog', 'Product', 'name: String!')] })).not.toThrow();
  expect(() => composeGraph({ services: [orders, named('catalog', 'Product', 'name: String! sku: ID!')] })).toThrow(
    /orders, catalog cannot be one graph: Interface field Named.sku expected but Order does not provide it/,
  );
});

describe('publishing operations', () => {
  const graph = () => world().runtime.graph;
  const messages = (...operations: OperationSource[]) =>
    validateOperations(graph(), operations).map((problem) => `${problem.at}: ${problem.message}`);

  it('accepts what the graph answers', () => {
    expect(messages(operation('query Test { order(id: "1") { shipment { status } } }'))).toEqual([]);
    expect(
      messages(
        operation(
          'subscription Test($c: ID) { orderList(customer: $c) { id ...F } }\nfragment F on Order { number lines { sku } }',
          'Test',
          'subscription',
        ),
      ),
    ).toEqual([]);
  });

  it('names the field and the line that asks for it', () => {
    expect(messages(operation('query Test {\n  order(id: "1") {\n    xyzzy\n  }\n}'))).toEqual([
      'src/operations/test.graphql:12: Cannot query field "xyzzy" on type "Order".',
    ]);
    expect(messages(operation('query Test { _orders(ids: []) { id } }'))[0]).toContain('Cannot query field "_orders"');
    expect(messages(operation('query Test {'))[0]).toContain('Syntax Error');
  });

  it('refuses a text that is not what it is published as', () => {
    expect(messages(operation('query Other { order(id: "1") { id } }'))[0]).toContain('its text calls it "Other"');
    expect(messages(operation('query Test { order(id: "1") { id } }', 'Test', 'mutation'))[0]).toContain(
      'its text is a query',
    );
    expect(messages(operation('query Test { order(id: "1") { id } } query B { order(id: "1") { id } }'))[0]).toContain(
      'exactly one operation',
    );
  });

  it("refuses live operations that leave their service's own documents", () => {
    const subscription = (selection: string) =>
      messages(operation(`subscription Test { ${selection} }`, 'Test', 'subscription'))[0];
    expect(subscription('orderList { id shipment { status } }')).toContain(
      'may only select what "orders" itself keeps',
    );
    expect(subscription('orderList { id lines { product { sku } } }')).toContain('OrderLine.product is computed');
    expect(subscription('a: orderList { id } b: orderList { id }')).toContain('must select only one top level field');
    expect(subscription('shipmentBoard { id }')).toContain('is not live in any service');
  });
});

describe('the registry', () => {
  it('finds operations by hash with the releases that published them, and keeps what no longer holds with its reason', () => {
    const good = operation('query Test { order(id: "1") { id } }');
    const broken = operation('query Test { order(id: "1") { gone } }');
    const registry = createOperationRegistry(world().runtime.graph, [
      { app: 'orders@1.0.0', operations: [good] },
      { app: 'orders@1.1.0', operations: [good, broken] },
    ]);
    expect(registry.size).toBe(2);
    expect(registry.get(good.hash)).toMatchObject({
      name: 'Test',
      kind: 'query',
      apps: ['orders@1.0.0', 'orders@1.1.0'],
      problems: [],
    });
    expect(registry.get(good.hash)!.document).toBeDefined();
    expect(registry.get(broken.hash)!.document).toBeUndefined();
    expect(registry.get(broken.hash)!.problems[0]!.message).toContain('Cannot query field "gone"');
    expect(registry.get('0'.repeat(64))).toBeUndefined();
  });
});
